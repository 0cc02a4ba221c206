package org.halite.runtime.pepper;

import org.halite.ppapi.Var;

/**
 * What a module says to the browser. Called on module threads, several at once; a call may block to
 * slow the module down.
 */
public interface Browser {
  /** PPB_Messaging.PostMessage: a message event on the element. */
  void postMessage(int instance, Var message);

  /**
   * PPB_Console: a line on the page's console.
   *
   * @param level a {@link org.halite.ppapi.PpLogLevel}
   * @param source what the module calls itself, empty for the default
   */
  void console(int instance, int level, String source, String text);

  /** DidCreate has returned. */
  void instanceCreated(int instance, boolean ok);

  /** The runtime's own words about the module, at a {@link org.halite.ppapi.PpLogLevel}. */
  void log(int level, String text);
}
