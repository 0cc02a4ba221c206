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
   * A stream of sound is to be played: two channels of 16 bits, in two buffers one after another.
   *
   * @param stream a number that no stream of the module has had lately
   * @param memory from {@link #newMemory}
   * @param rate frames a second
   * @param frames of a buffer
   * @return false when too many play; then it is not open
   */
  boolean openSound(int instance, int stream, int memory, int rate, int frames);

  /**
   * One buffer of an open stream is filled; never waits.
   *
   * @param taken told once, on any thread, when there is room for more; not after {@link
   *     #closeSound}, perhaps
   */
  void playSound(int instance, int stream, int buffer, SoundTaken taken);

  /** What waits of it is not heard any more. */
  void closeSound(int instance, int stream);

  /** Hears that the browser has done with a buffer of sound. */
  interface SoundTaken {
    /** With so many frames still to be heard before whatever comes next. */
    void taken(int framesToBeHeard);
  }

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
