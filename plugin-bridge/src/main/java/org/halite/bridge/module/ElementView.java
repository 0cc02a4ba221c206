package org.halite.bridge.module;

/**
 * Where an element lies on its page and what of it can be seen, in device-independent pixels.
 *
 * @param x from the left edge of the page's visible part; the place is x, y, width and height
 * @param clipX from the element's own left edge; the clip is what can be seen of the element
 * @param scrollX by how much the page is scrolled
 * @param deviceScale pixels of the screen to a device-independent one
 * @param cssScale device-independent pixels to a CSS pixel: the page's zoom
 */
public record ElementView(
    int x,
    int y,
    int width,
    int height,
    int clipX,
    int clipY,
    int clipWidth,
    int clipHeight,
    boolean pageVisible,
    boolean fullscreen,
    int scrollX,
    int scrollY,
    double deviceScale,
    double cssScale) {
  private static final double MOST = 100;

  /** Of sizes and scales that make no sense, the nearest that do. */
  public ElementView {
    width = Math.max(width, 0);
    height = Math.max(height, 0);
    clipX = Math.clamp(clipX, 0, width);
    clipY = Math.clamp(clipY, 0, height);
    clipWidth = Math.clamp(clipWidth, 0, width - clipX);
    clipHeight = Math.clamp(clipHeight, 0, height - clipY);
    if (clipWidth == 0 || clipHeight == 0) {
      clipX = 0;
      clipY = 0;
      clipWidth = 0;
      clipHeight = 0;
    }
    deviceScale = deviceScale > 0 && deviceScale < MOST ? deviceScale : 1;
    cssScale = cssScale > 0 && cssScale < MOST ? cssScale : 1;
  }

  /** An element of which nothing is known but its size. */
  public static ElementView of(int width, int height) {
    return new ElementView(0, 0, width, height, 0, 0, width, height, true, false, 0, 0, 1.0, 1.0);
  }

  /** The inputs of {@code change_view}. */
  Object[] values(int instance) {
    return new Object[] {
      instance,
      x,
      y,
      width,
      height,
      clipX,
      clipY,
      clipWidth,
      clipHeight,
      pageVisible ? 1 : 0,
      fullscreen ? 1 : 0,
      scrollX,
      scrollY,
      deviceScale,
      cssScale
    };
  }
}
