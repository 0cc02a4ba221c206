package org.halite.bridge.module;

import org.halite.bridge.imc.FramePixels;

/**
 * What an element shows from now on: rows of pixels one after another, BGRA with premultiplied
 * alpha. All numbers are checked; the pixels are the module's, which writes them at any time.
 *
 * @param pixels held by who has the frame; null when nothing is shown
 * @param opaque whether alpha is to be ignored
 * @param x where the part begins that has changed since the last frame; y, dirtyWidth and
 *     dirtyHeight are the rest of it
 * @param scale CSS pixels to a pixel of the picture
 * @param layerScale by how much the picture is enlarged from its upper left corner, and then moved
 *     by layerX and layerY CSS pixels
 */
public record Frame(
    FramePixels pixels,
    int width,
    int height,
    boolean opaque,
    int x,
    int y,
    int dirtyWidth,
    int dirtyHeight,
    double scale,
    double layerScale,
    double layerX,
    double layerY) {
  static final Frame NOTHING = new Frame(null, 0, 0, false, 0, 0, 0, 0, 1, 1, 0, 0);

  /** Its holder needs the pixels no more. */
  public void release() {
    if (pixels != null) {
      pixels.release();
    }
  }
}
