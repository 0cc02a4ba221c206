package org.halite.runtime.pepper;

import org.halite.runtime.machine.ModuleMemory;

/** A rectangle of pixels, which may be empty. */
public record Area(int x, int y, int width, int height) {
  static final Area NONE = new Area(0, 0, 0, 0);

  /**
   * The struct PP_Rect at an address, if it is one that lies within a picture; the whole picture
   * for no address; null for any other.
   */
  static Area within(ModuleMemory memory, long at, int width, int height) {
    if (at == 0) {
      return new Area(0, 0, width, height);
    }
    byte[] rect = memory.read(at, 16);
    int x = Bytes.int32(rect, 0);
    int y = Bytes.int32(rect, 4);
    int w = Bytes.int32(rect, 8);
    int h = Bytes.int32(rect, 12);
    boolean inside =
        x >= 0 && y >= 0 && w > 0 && h > 0 && (long) x + w <= width && (long) y + h <= height;
    return inside ? new Area(x, y, w, h) : null;
  }

  /** A struct PP_Rect. */
  byte[] rect() {
    byte[] bytes = new byte[16];
    Bytes.putInt32(bytes, 0, x);
    Bytes.putInt32(bytes, 4, y);
    Bytes.putInt32(bytes, 8, width);
    Bytes.putInt32(bytes, 12, height);
    return bytes;
  }

  boolean isEmpty() {
    return width == 0 || height == 0;
  }

  /** The smallest area that has both. */
  Area and(Area other) {
    if (isEmpty()) {
      return other;
    }
    if (other.isEmpty()) {
      return this;
    }
    int left = Math.min(x, other.x);
    int top = Math.min(y, other.y);
    int right = Math.max(x + width, other.x + other.width);
    int bottom = Math.max(y + height, other.y + other.height);
    return new Area(left, top, right - left, bottom - top);
  }
}
