package org.halite.bridge.module;

import java.util.function.Consumer;

/**
 * What a module asks of the window that its element is in. Whoever gets one decides, on any thread,
 * and says so once; what the module's process said of it was checked.
 */
public sealed interface ElementWish {
  /**
   * How the pointer looks over the element.
   *
   * @param type a PP_MouseCursor_Type
   * @param width of a custom cursor, else 0
   * @param x its hot spot
   * @param pixels BGRA, premultiplied, row after row; the listener's
   * @param done must be run once it looks so
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Cursor(int type, int width, int height, int x, int y, byte[] pixels, Runnable done)
      implements ElementWish {}

  /**
   * Whether the element fills the screen.
   *
   * @param decided whether it will be so, which the element's view then tells
   */
  record Fullscreen(boolean wanted, Consumer<Boolean> decided) implements ElementWish {}

  /** The size of the screen, in device-independent pixels. */
  record ScreenSize(Answer answer) implements ElementWish {
    /** Gets it. */
    @FunctionalInterface
    public interface Answer {
      /** Takes it. */
      void is(int width, int height);
    }
  }

  /**
   * Whether all of the mouse is the element's.
   *
   * @param decided PP_OK or an error
   */
  record MouseLock(boolean wanted, Consumer<Integer> decided) implements ElementWish {}

  /**
   * What input methods should know of the element's text.
   *
   * @param type a PP_TextInput_Type
   * @param x the caret's place in the element
   * @param around text around it
   * @param at where in it the caret is, in bytes
   * @param anchor where the selection's other end is
   * @param cancelled whether what is composed is taken back
   * @param done must be run once the input method knows
   */
  record TextInput(
      int type,
      int x,
      int y,
      int width,
      int height,
      String around,
      int at,
      int anchor,
      boolean cancelled,
      Runnable done)
      implements ElementWish {}
}
