package org.halite.sdk.driver;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * newlib's source code as Debian's package newlib-source installs it, or where HALITE_NEWLIB says.
 *
 * @param archive a tar file
 */
record NewlibSource(Path archive) {
  /** What to do where there is none. */
  static final String ABSENT =
      "the C library's source code is not here; install it with: sudo apt-get install"
          + " newlib-source";

  private static final Path INSTALLED = Path.of("/usr/src/newlib");

  /** The configuration in the SDK's own newlib.h, and the list of files, are made for this one. */
  private static final String VERSION = "3.3.0";

  /**
   * @return null where there is no source code
   */
  static NewlibSource find() throws DriverFailure, IOException {
    String chosen = System.getenv("HALITE_NEWLIB");
    if (chosen != null && !chosen.isBlank()) {
      Path archive = Path.of(chosen);
      if (!Files.isRegularFile(archive)) {
        throw new DriverFailure(
            "HALITE_NEWLIB says "
                + chosen
                + ", and there is no such file; it is newlib's tar file");
      }
      return checked(archive);
    }
    if (!Files.isDirectory(INSTALLED)) {
      return null;
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(INSTALLED, "newlib-*.tar.*")) {
      for (Path archive : found) {
        return checked(archive);
      }
    }
    return null;
  }

  private static NewlibSource checked(Path archive) throws DriverFailure {
    if (!archive.getFileName().toString().startsWith("newlib-" + VERSION)) {
      throw new DriverFailure(
          archive
              + " is not the newlib that the SDK can build; name the tar file of newlib "
              + VERSION
              + " (Debian 12's newlib-source) with HALITE_NEWLIB");
    }
    return new NewlibSource(archive);
  }

  /** Tells one archive from another without reading it. */
  String identity() throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(archive, BasicFileAttributes.class);
    return archive.getFileName()
        + " "
        + attributes.size()
        + " "
        + attributes.lastModifiedTime().toMillis();
  }

  /**
   * Unpacks the library's code.
   *
   * @param folder to unpack into
   * @return the folder with {@code libc} and {@code libm}
   */
  Path unpack(Path folder, ToolProcess tools)
      throws DriverFailure, IOException, InterruptedException {
    int status =
        tools.run(
            List.of(
                "tar",
                "-x",
                "-f",
                archive.toString(),
                "-C",
                folder.toString(),
                "--strip-components=2",
                "--wildcards",
                "*/newlib/libc/*",
                "*/newlib/libm/*"));
    if (status != 0) {
      throw new DriverFailure(
          archive + " could not be unpacked; are tar and xz-utils installed, and is it whole?");
    }
    return folder;
  }
}
