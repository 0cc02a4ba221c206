package org.halite.app.page;

/**
 * The text around a module's caret, as input methods ask for it.
 *
 * @param caret where in the text it is, in characters of Java
 * @param anchor where the selection's other end is
 */
record TextAround(String text, int caret, int anchor) {
  static final TextAround NONE = new TextAround("", 0, 0);

  /**
   * As a module tells it (spec/ppapi.txt, PPB_TextInputController), which may tell anything: as in
   * Chrome, a place beyond the text or within a character is the text's end.
   *
   * @param caretBytes unsigned, in bytes of UTF-8
   */
  static TextAround of(String text, int caretBytes, int anchorBytes) {
    return new TextAround(text, characters(text, caretBytes), characters(text, anchorBytes));
  }

  private static int characters(String text, int bytes) {
    long left = Integer.toUnsignedLong(bytes);
    int at = 0;
    while (at < text.length() && left > 0) {
      int character = text.codePointAt(at);
      left -= character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
      at += Character.charCount(character);
    }
    return left == 0 ? at : text.length();
  }

  String selected() {
    return part(Math.min(caret, anchor), Math.max(caret, anchor));
  }

  /** What lies between two places, as far as it is there. */
  String part(int from, int to) {
    int begin = Math.clamp(from, 0, text.length());
    return text.substring(begin, Math.clamp(to, begin, text.length()));
  }
}
