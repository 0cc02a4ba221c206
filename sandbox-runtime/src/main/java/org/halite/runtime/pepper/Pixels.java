package org.halite.runtime.pepper;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.halite.runtime.machine.SharedPages;

/**
 * Pixels that module, runtime and browser see, four bytes each, row after row; as often held as it
 * is retained. Guarded by the lock of {@link Screens}.
 */
final class Pixels {
  private final PixelPool pool;
  private final SharedPages pages;
  private final int number;
  private int holders = 1;

  Pixels(PixelPool pool, SharedPages pages, int number) {
    this.pool = pool;
    this.pages = pages;
    this.number = number;
  }

  /** By which the browser knows them. */
  int number() {
    return number;
  }

  SharedPages pages() {
    return pages;
  }

  Pixels retain() {
    holders++;
    return this;
  }

  void release() {
    if (--holders == 0) {
      pool.takeBack(this);
    }
  }

  /** From the pool, once more. */
  void hold() {
    holders = 1;
  }

  void clear() {
    MemorySegment _ = pages.bytes().fill((byte) 0);
  }

  /**
   * Copies an area of other pixels here.
   *
   * @param from what {@code source} has the picture of
   * @param fromWidth its width
   * @param swap whether red and blue change places
   * @param x where the area's left edge comes to lie
   * @param width of this picture
   */
  void paint(Pixels from, int fromWidth, Area area, boolean swap, int x, int y, int width) {
    MemorySegment source = from.pages.bytes();
    MemorySegment target = pages.bytes();
    if (!swap && area.width() == fromWidth && fromWidth == width) {
      long row = 4L * width;
      MemorySegment.copy(
          source, area.y() * row, target, y * row, Math.multiplyExact(area.height(), row));
      return;
    }
    int[] line = swap ? new int[area.width()] : null;
    for (int i = 0; i < area.height(); i++) {
      long at = 4L * ((long) (area.y() + i) * fromWidth + area.x());
      long to = 4L * ((long) (y + i) * width + x);
      if (line == null) {
        MemorySegment.copy(source, at, target, to, 4L * area.width());
      } else {
        MemorySegment.copy(source, ValueLayout.JAVA_INT_UNALIGNED, at, line, 0, line.length);
        swapRedAndBlue(line);
        MemorySegment.copy(line, 0, target, ValueLayout.JAVA_INT_UNALIGNED, to, line.length);
      }
    }
  }

  private static void swapRedAndBlue(int[] line) {
    for (int i = 0; i < line.length; i++) {
      int pixel = line[i];
      line[i] = pixel & 0xff00ff00 | pixel >> 16 & 0xff | (pixel & 0xff) << 16;
    }
  }

  /** Moves what is in an area by (dx, dy); what would leave it is lost, what is bared stays. */
  void scroll(Area clip, int dx, int dy, int width) {
    MemorySegment bytes = pages.bytes();
    int columns = clip.width() - Math.abs(dx);
    int rows = clip.height() - Math.abs(dy);
    int fromX = clip.x() + Math.max(0, -dx);
    int fromY = clip.y() + Math.max(0, -dy);
    for (int i = 0; i < rows; i++) {
      int row = dy > 0 ? rows - 1 - i : i;
      long at = 4L * ((long) (fromY + row) * width + fromX);
      long to = 4L * ((long) (fromY + row + dy) * width + fromX + dx);
      MemorySegment.copy(bytes, at, bytes, to, 4L * columns);
    }
  }
}
