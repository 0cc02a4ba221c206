package org.halite.runtime.pepper;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.halite.ppapi.PpError;

/** Which elements have a message handler. Any thread of the module registers and asks. */
final class MessageHandlers {
  private final ConcurrentMap<Integer, MessageHandler> handlers = new ConcurrentHashMap<>();
  private final Vars vars;
  private final Resources resources;
  private final Browser browser;
  private final Notices notices;

  MessageHandlers(Vars vars, Resources resources, Browser browser, Notices notices) {
    this.vars = vars;
    this.resources = resources;
    this.browser = browser;
    this.notices = notices;
  }

  /**
   * PPB_Messaging.RegisterMessageHandler of a living element, with its results. A second handler
   * takes the place of the first.
   *
   * @param table copy of the PPP_MessageHandler
   */
  int register(int instance, int userData, byte[] table, int loopId) {
    for (int slot = 0; slot < MessageHandler.TABLE; slot += 4) {
      if (Bytes.int32(table, slot) == 0) {
        return PpError.PP_ERROR_BADARGUMENT;
      }
    }
    MessageLoop loop = resources.get(loopId, MessageLoop.class);
    if (loop == null) {
      return PpError.PP_ERROR_BADRESOURCE;
    }
    if (loop.isMain()) {
      return PpError.PP_ERROR_WRONG_THREAD;
    }
    MessageHandler former =
        handlers.put(
            instance, new MessageHandler(instance, userData, table, loop, vars, browser, notices));
    if (former != null) {
      former.retire();
    }
    return PpError.PP_OK;
  }

  /** The element's handler; null when it has none, or one whose loop has been quit for good. */
  MessageHandler of(int instance) {
    MessageHandler handler = handlers.get(instance);
    if (handler != null && !handler.isServed()) {
      boolean _ = handlers.remove(instance, handler);
      return null;
    }
    return handler;
  }

  void remove(int instance) {
    MessageHandler handler = handlers.remove(instance);
    if (handler != null) {
      handler.retire();
    }
  }
}
