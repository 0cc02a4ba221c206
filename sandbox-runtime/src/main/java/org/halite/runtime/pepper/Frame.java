package org.halite.runtime.pepper;

/**
 * What an element shows: a picture in shared memory, its rows one after another, BGRA with
 * premultiplied alpha.
 *
 * @param memory number of the memory; 0 when nothing is shown
 * @param opaque whether alpha is to be ignored
 * @param dirty what has changed since the last frame of the element
 * @param scale CSS pixels to a pixel of the picture
 * @param layer what SetLayerTransform asked for
 */
public record Frame(
    int memory, int width, int height, boolean opaque, Area dirty, double scale, Layer layer) {
  public static final Frame NOTHING =
      new Frame(0, 0, 0, false, new Area(0, 0, 0, 0), 1, Layer.IDENTITY);

  /** Point p of the picture, in CSS pixels, is shown at {@code scale * p + (x, y)}. */
  public record Layer(double scale, double x, double y) {
    public static final Layer IDENTITY = new Layer(1, 0, 0);
  }
}
