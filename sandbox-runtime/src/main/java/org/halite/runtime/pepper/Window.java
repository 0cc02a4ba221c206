package org.halite.runtime.pepper;

/** What a module asks of the window that its element is in. The browser decides. */
public interface Window {
  /** Told once, on any thread, what came of a wish. */
  interface Decided {
    /**
     * What came of it.
     *
     * @param result PP_OK or an error
     */
    void is(int result);
  }

  /** A width and a height. */
  record Size(int width, int height) {}

  /**
   * What input methods should know.
   *
   * @param type a PP_TextInput_Type
   * @param caret where it stands in the element
   * @param around text around it, bounded
   * @param at where in it the caret is, in bytes
   * @param anchor where the selection's other end is
   * @param cancelled whether what is composed is taken back
   */
  record Text(int type, Area caret, String around, int at, int anchor, boolean cancelled) {}

  /**
   * How the pointer looks over the element; may block to slow the module down.
   *
   * @param type a PP_MouseCursor_Type
   * @param size of a custom cursor
   * @param x its hot spot
   * @param pixels BGRA, premultiplied
   */
  void setCursor(int instance, int type, Size size, int x, int y, byte[] pixels);

  /** Whether the element is to fill the screen; its next view tells. */
  void fullscreen(int instance, boolean wanted, Decided decided);

  /** The screen's; null when the browser is gone. */
  Size screenSize(int instance);

  /** Whether the mouse is to be the element's. */
  void lockMouse(int instance, boolean wanted, Decided decided);

  /** May block to slow the module down. */
  void textInput(int instance, Text text);
}
