package org.halite.app.window;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javax.imageio.ImageIO;

/** Pictures of pages, as PNG files. */
public final class Picture {
  private Picture() {}

  /**
   * Writes a PNG; an existing file is replaced.
   *
   * @throws IOException with one sentence when the file cannot be written
   */
  public static void write(Image image, Path file) throws IOException {
    int width = (int) image.getWidth();
    int height = (int) image.getHeight();
    int[] pixels = new int[width * height];
    image
        .getPixelReader()
        .getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    picture.setRGB(0, 0, width, height, pixels, 0, width);
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(
          "The picture cannot be written: the folder of " + file + " does not exist.");
    }
    if (!ImageIO.write(picture, "png", file.toFile())) {
      throw new IOException("The picture " + file + " cannot be written: no PNG writer.");
    }
  }
}
