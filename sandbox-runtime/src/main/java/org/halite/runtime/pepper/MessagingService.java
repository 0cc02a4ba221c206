package org.halite.runtime.pepper;

import org.halite.ppapi.PpLogLevel;
import org.halite.ppapi.Var;

/** PPB_Messaging 1.0. */
final class MessagingService implements Service {
  private final Vars vars;
  private final Elements elements;
  private final Browser browser;

  MessagingService(Vars vars, Elements elements, Browser browser) {
    this.vars = vars;
    this.elements = elements;
    this.browser = browser;
  }

  @Override
  public void call(PepperCall call) {
    switch (call.function()) {
      case "PostMessage" -> postMessage(call, call.word(0), call.var(1));
      default -> throw call.undeclared();
    }
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
