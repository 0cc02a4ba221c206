package org.halite.sdk.driver;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * gcc's source code as Debian's package gcc-N-source installs it, or where HALITE_GCC_SOURCE says:
 * the C++ library and the unwinder are in it.
 *
 * @param archive a tar file
 */
record GccSource(Path archive) {
  private static final Path INSTALLED = Path.of("/usr/src");

  /** What of it is needed. */
  private static final List<String> PARTS =
      List.of(
          "*/libstdc++-v3/src/*",
          "*/libstdc++-v3/libsupc++/*",
          "*/libstdc++-v3/config/*",
          "*/libgcc/*.c",
          "*/libgcc/*.h",
          "*/libgcc/*.inc",
          "*/include/*.h",
          "*/include/*.def",
          "*/libiberty/cp-demangle.*");

  /** What to do where there is none for the compiler of this version. */
  static String absent(String version) {
    return "streams, regular expressions, exceptions and run-time types need the compiler's source"
        + " code; install it with: sudo apt-get install gcc-"
        + major(version)
        + "-source";
  }

  /**
   * @param version of the compiler whose headers are used: its library belongs to them
   * @return null where there is no source code of that version
   */
  static GccSource find(String version) throws DriverFailure, IOException {
    String chosen = System.getenv("HALITE_GCC_SOURCE");
    if (chosen != null && !chosen.isBlank()) {
      Path archive = Path.of(chosen);
      String name = archive.getFileName().toString();
      if (!Files.isRegularFile(archive) || !name.startsWith("gcc-" + version)) {
        throw new DriverFailure(
            "HALITE_GCC_SOURCE says "
                + chosen
                + ", which is no file gcc-"
                + version
                + "*.tar.*; name the source code of the g++ in use, or leave it unset");
      }
      return new GccSource(archive);
    }
    Path folder = INSTALLED.resolve("gcc-" + major(version));
    if (!Files.isDirectory(folder)) {
      return null;
    }
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(folder, "gcc-" + version + "*.tar.*")) {
      for (Path archive : found) {
        return new GccSource(archive);
      }
    }
    return null;
  }

  private static String major(String version) {
    return version.split("\\.", 2)[0];
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
   * Unpacks what is needed.
   *
   * @param folder to unpack into, which then has {@code libstdc++-v3} and {@code libgcc}
   */
  void unpack(Path folder, ToolProcess tools)
      throws DriverFailure, IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "tar",
                "-x",
                "-f",
                archive.toString(),
                "-C",
                folder.toString(),
                "--strip-components=1",
                "--wildcards"));
    command.addAll(PARTS);
    if (tools.run(command) != 0) {
      throw new DriverFailure(
          archive + " could not be unpacked; are tar and xz-utils installed, and is it whole?");
    }
  }
}
