package org.halite.app.page;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.halite.bridge.module.ElementWish;

/** Cursors of PPAPI in CSS, as Chrome's own pointers for the types are called there. */
final class CursorStyle {
  /** By PP_MouseCursor_Type; panning has no cursor in CSS but one. */
  private static final String[] STOCK = {
    "default",
    "crosshair",
    "pointer",
    "text",
    "wait",
    "help",
    "e-resize",
    "n-resize",
    "ne-resize",
    "nw-resize",
    "s-resize",
    "se-resize",
    "sw-resize",
    "w-resize",
    "ns-resize",
    "ew-resize",
    "nesw-resize",
    "nwse-resize",
    "col-resize",
    "row-resize",
    "all-scroll",
    "e-resize",
    "n-resize",
    "ne-resize",
    "nw-resize",
    "s-resize",
    "se-resize",
    "sw-resize",
    "w-resize",
    "move",
    "vertical-text",
    "cell",
    "context-menu",
    "alias",
    "progress",
    "no-drop",
    "copy",
    "none",
    "not-allowed",
    "-webkit-zoom-in",
    "-webkit-zoom-out",
    "-webkit-grab",
    "-webkit-grabbing"
  };

  private CursorStyle() {}

  /** The value of the property {@code cursor}. */
  static String of(ElementWish.Cursor cursor) {
    return cursor.pixels().length == 0
        ? STOCK[cursor.type()]
        : "url(data:image/png;base64,"
            + Base64.getEncoder().encodeToString(png(cursor))
            + ") "
            + cursor.x()
            + " "
            + cursor.y()
            + ", default";
  }

  private static byte[] png(ElementWish.Cursor cursor) {
    BufferedImage image =
        new BufferedImage(cursor.width(), cursor.height(), BufferedImage.TYPE_INT_ARGB);
    byte[] pixels = cursor.pixels();
    for (int i = 0; i < cursor.width() * cursor.height(); i++) {
      int alpha = pixels[4 * i + 3] & 0xff;
      int argb = alpha << 24;
      for (int part = 0; part < 3 && alpha > 0; part++) {
        // Premultiplied, if the module keeps to that.
        int plain = Math.min(255, (pixels[4 * i + part] & 0xff) * 255 / alpha);
        argb |= plain << 8 * part;
      }
      image.setRGB(i % cursor.width(), i / cursor.width(), argb);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "png", png)) {
        throw new IOException("no PNG writer");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // into memory: Java without its own PNG writer
    }
    return png.toByteArray();
  }
}
