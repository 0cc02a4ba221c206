package org.halite.sdk.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A folder of the cache that is filled once. Many compilers may be started at once: the first fills
 * it, and the others wait. It is filled beside its place and renamed, so that nobody sees half of
 * it.
 */
final class LibraryFolder {
  private static final String RESOURCES = "/org/halite/sdk/libc/";
  private static final String LOCK = "library.lock";
  private static final long NANOS = 1_000_000_000;

  private LibraryFolder() {}

  /** What a build needs. */
  record Workshop(
      Path cache, RuntimeLibrary runtime, Toolchain tools, ToolProcess process, Streams streams) {}

  /** Fills a folder; the second is for files that nobody needs afterwards. */
  interface Maker {
    void make(Path folder, Path scratch) throws DriverFailure, IOException, InterruptedException;
  }

  /**
   * @param what is made, for the lines that say so
   */
  static synchronized void fill(Path folder, String what, Workshop shop, Maker maker)
      throws DriverFailure, IOException, InterruptedException {
    Files.createDirectories(shop.cache());
    try (RandomAccessFile file = new RandomAccessFile(shop.cache().resolve(LOCK).toFile(), "rw");
        FileLock _ = file.getChannel().lock()) {
      if (!Files.isDirectory(folder)) {
        tell(shop, "building " + what + ", once");
        long began = System.nanoTime();
        Path work = Files.createTempDirectory(shop.cache(), "building-");
        try (Scratch scratch = Scratch.make()) {
          maker.make(work, scratch.folder());
          Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          if (Files.exists(work)) {
            Scratch.remove(work);
          }
        }
        tell(shop, "built it in " + (System.nanoTime() - began) / NANOS + " s");
      }
    }
  }

  private static void tell(Workshop shop, String sentence) {
    shop.streams().err().println("halite: " + sentence);
    shop.streams().err().flush();
  }

  /** Files of this jar by their names. */
  static Map<String, byte[]> resources(List<String> names) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : names) {
      try (InputStream in = LibraryFolder.class.getResourceAsStream(RESOURCES + name)) {
        if (in == null) {
          throw new IOException("the SDK's own file " + name + " is missing in its jar");
        }
        files.put(name, in.readAllBytes());
      }
    }
    return files;
  }

  static void write(Path folder, Map<String, byte[]> files) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path to = folder.resolve(file.getKey());
      Files.createDirectories(to.getParent());
      Files.write(to, file.getValue());
    }
  }
}
