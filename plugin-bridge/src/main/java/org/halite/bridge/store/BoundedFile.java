package org.halite.bridge.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Reading a small file whose place others may have put something else into. */
final class BoundedFile {
  private BoundedFile() {}

  /**
   * The file's bytes, at most one more than {@code most}; a symbolic link in its place is an error.
   * The caller has looked that it is a regular file: to open a pipe would wait for ever.
   */
  static byte[] read(Path file, int most) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes(most + 1);
    }
  }
}
