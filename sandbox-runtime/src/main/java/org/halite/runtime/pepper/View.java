package org.halite.runtime.pepper;

/**
 * A PPB_View: one state of the element's place on the page, in device-independent pixels.
 *
 * @param rect from the top left corner of the page's visible part
 * @param clip what can be seen of it, from its own corner; empty when nothing can
 * @param scrollX by how much the page is scrolled
 * @param deviceScale pixels of the screen to a device-independent one
 * @param cssScale device-independent pixels to a CSS pixel: the page's zoom
 */
public record View(
    int instance,
    Area rect,
    Area clip,
    boolean pageVisible,
    boolean fullscreen,
    int scrollX,
    int scrollY,
    double deviceScale,
    double cssScale)
    implements Resource {
  boolean isVisible() {
    return pageVisible && !clip.isEmpty();
  }
}
