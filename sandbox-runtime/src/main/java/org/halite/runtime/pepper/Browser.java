package org.halite.runtime.pepper;

import org.halite.ppapi.Var;

/**
 * What a module says to the browser. Called on module threads, several at once; a call may block to
 * slow the module down.
 */
public interface Browser extends Network, Window {
  /** PPB_Messaging.PostMessage: a message event on the element. */
  void postMessage(int instance, Var message);

  /**
   * PPB_Console: a line on the page's console.
   *
   * @param level a {@link org.halite.ppapi.PpLogLevel}
   * @param source what the module calls itself, empty for the default
   */
  void console(int instance, int level, String source, String text);

  /**
   * New memory that the browser sees as well; null when it gives none. It is lent until {@link
   * #dropMemory}.
   *
   * @param size in bytes, a multiple of 64 KiB
   */
  Given newMemory(long size);

  /**
   * Memory of the browser's.
   *
   * @param number under which it is lent
   * @param descriptor of this process, which the caller must close; negative when there is none
   */
  record Given(int number, int descriptor) {}

  /** The module has done with what {@link #newMemory} gave. */
  void dropMemory(int number);

  /**
   * What an element shows from now on. Never waits; the next one comes when this one was shown.
   *
   * @param shown run once when the frame is on the screen, or would be if it could be seen; on any
   *     thread
   */
  void present(int instance, Frame frame, Runnable shown);

  /**
   * Which events the module wants, as classes of {@link org.halite.ppapi.PpInputEvent}.
   *
   * @param taken which nobody else gets
   * @param filtered which the page gets when the module did not handle them
   */
  void requestInput(int instance, int taken, int filtered);

  /** DidCreate has returned. */
  void instanceCreated(int instance, boolean ok);

  /** The runtime's own words about the module, at a {@link org.halite.ppapi.PpLogLevel}. */
  void log(int level, String text);
}
