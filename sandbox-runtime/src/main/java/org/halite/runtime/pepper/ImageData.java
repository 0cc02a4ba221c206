package org.halite.runtime.pepper;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A PPB_ImageData: a picture whose pixels the module writes. The picture lives on while a graphics
 * context has still to paint it.
 */
final class ImageData implements Resource {
  /** PP_IMAGEDATAFORMAT_BGRA_PREMUL, which the screen has. */
  static final int BGRA = 0;

  /** PP_IMAGEDATAFORMAT_RGBA_PREMUL. */
  static final int RGBA = 1;

  private final Screens screens;
  private final int instance;
  private final int format;
  private final int width;
  private final int height;
  private final Pixels pixels;

  /** Guarded by the screens. */
  private boolean gone;

  ImageData(Screens screens, int instance, int format, int width, int height, Pixels pixels) {
    this.screens = screens;
    this.instance = instance;
    this.format = format;
    this.width = width;
    this.height = height;
    this.pixels = pixels;
  }

  @Override
  public int instance() {
    return instance;
  }

  int format() {
    return format;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  Pixels pixels() {
    return pixels;
  }

  /** The pixels, held once more; null when the image is gone. With the lock of the screens. */
  Pixels hold() {
    return gone ? null : pixels.retain();
  }

  /** The pixels as the screen has them, for somebody else; null when the image is gone. */
  byte[] copy() {
    synchronized (screens) {
      if (gone) {
        return null;
      }
      byte[] bytes = new byte[4 * width * height];
      MemorySegment.copy(pixels.pages().bytes(), ValueLayout.JAVA_BYTE, 0, bytes, 0, bytes.length);
      if (format == RGBA) {
        for (int i = 0; i < bytes.length; i += 4) {
          byte red = bytes[i];
          bytes[i] = bytes[i + 2];
          bytes[i + 2] = red;
        }
      }
      return bytes;
    }
  }

  /** A struct PP_ImageDataDesc. */
  byte[] description() {
    byte[] bytes = new byte[16];
    Bytes.putInt32(bytes, 0, format);
    Bytes.putInt32(bytes, 4, width);
    Bytes.putInt32(bytes, 8, height);
    Bytes.putInt32(bytes, 12, 4 * width);
    return bytes;
  }

  @Override
  public void gone() {
    synchronized (screens) {
      gone = true;
      pixels.release();
    }
  }
}
