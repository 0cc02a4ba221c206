package org.halite.app.page;

import java.util.List;
import netscape.javascript.JSException;
import netscape.javascript.JSObject;
import org.w3c.dom.Element;

/**
 * The frames in which an element lies that fills the screen: each is made as large as the window it
 * is in.
 *
 * @param frames the outermost first
 */
@SuppressWarnings("removal") // JSObject: the only way by which Java calls into the page.
record FilledFrames(List<Frame> frames) {
  /**
   * A frame.
   *
   * @param shim of the document that holds its element
   */
  record Frame(JSObject shim, Element element) {}

  /** Makes them so, or as they were. */
  void fill(boolean fills) {
    for (Frame frame : frames) {
      try {
        frame.shim.call("fill", frame.element, fills);
      } catch (JSException | NullPointerException gone) {
        // with its document, so that nobody sees its size any more
      }
    }
  }
}
