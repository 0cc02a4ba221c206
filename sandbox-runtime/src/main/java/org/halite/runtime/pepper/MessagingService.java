package org.halite.runtime.pepper;

import org.halite.ppapi.PpError;
import org.halite.ppapi.PpLogLevel;
import org.halite.ppapi.Var;

/** PPB_Messaging 1.0 and 1.2. */
final class MessagingService implements Service {
  private final Vars vars;
  private final Elements elements;
  private final Browser browser;
  private final MessageHandlers handlers;

  MessagingService(Vars vars, Elements elements, Browser browser, MessageHandlers handlers) {
    this.vars = vars;
    this.elements = elements;
    this.browser = browser;
    this.handlers = handlers;
  }

  @Override
  public void call(PepperCall call) {
    switch (call.function()) {
      case "PostMessage" -> postMessage(call, call.word(0), call.var(1));
      case "RegisterMessageHandler" -> call.answer(register(call));
      case "UnregisterMessageHandler" -> handlers.remove(call.word(0));
      default -> throw call.undeclared();
    }
  }

  private int register(PepperCall call) {
    int instance = call.word(0);
    if (!elements.isLive(instance) || call.word(2) == 0) {
      return PpError.PP_ERROR_BADARGUMENT;
    }
    byte[] table = call.memory().read(call.unsigned(2), MessageHandler.TABLE);
    return handlers.register(instance, call.word(1), table, call.word(3));
  }

  private void postMessage(PepperCall call, int instance, PpVar message) {
    if (!elements.isLive(instance)) {
      return;
    }
    Var tree;
    try {
      tree = VarTrees.toTree(message, vars, call.memory());
    } catch (VarTrees.Unsendable e) {
      browser.console(
          instance,
          PpLogLevel.ERROR,
          "",
          "PPB_Messaging.PostMessage: the message was not sent: " + e.getMessage());
      return;
    }
    browser.postMessage(instance, tree);
  }
}
