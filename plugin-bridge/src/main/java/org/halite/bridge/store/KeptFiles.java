package org.halite.bridge.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Bounds a folder of the cache. Only what bears the name of an entry, or of a site's folder, is
 * touched; other browsers may be doing the same at the same time.
 */
final class KeptFiles {
  /** How the names of entries begin that are still being written. */
  static final String UNFINISHED = "new-";

  /** So long no write takes: what is left was left by a browser that died. */
  private static final Duration ABANDONED = Duration.ofMinutes(10);

  /** A folder with more names than these is not ours alone; the rest is not looked at. */
  private static final int MAX_LISTED = 10_000;

  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

  private record Kept(Path path, Instant changed) {}

  private KeptFiles() {}

  /** Removes the oldest beyond {@code most}, and what was never finished. */
  static void trim(Path folder, int most) throws IOException {
    List<Kept> kept = new ArrayList<>();
    int listed = 0;
    try (DirectoryStream<Path> names = Files.newDirectoryStream(folder)) {
      for (Path path : names) {
        if (++listed > MAX_LISTED) {
          break;
        }
        String name = path.getFileName().toString();
        if (NAME.matcher(name).matches()) {
          kept.add(new Kept(path, changed(path)));
        } else if (name.startsWith(UNFINISHED)
            && changed(path).isBefore(Instant.now().minus(ABANDONED))) {
          remove(path);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    kept.sort(Comparator.comparing(Kept::changed));
    for (int i = 0; i < kept.size() - most; i++) {
      remove(kept.get(i).path());
    }
  }

  private static Instant changed(Path path) throws IOException {
    try {
      return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
    } catch (NoSuchFileException e) {
      return Instant.EPOCH; // another browser removed it
    }
  }

  /** An entry, or a site's folder with its entries. */
  private static void remove(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
        for (Path entry : entries) {
          if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(entry);
          }
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    try {
      Files.deleteIfExists(path);
    } catch (DirectoryNotEmptyException e) {
      return; // another browser kept something there just now
    }
  }
}
