package org.halite.bridge.module;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The version of what judges modules, computed from what runs: every file of the runtime's class
 * path, so the validator, its tables and the loader; the options; the virtual machine. A rebuilt
 * runtime has another version whether or not somebody thought of it. Of a jar count the names,
 * sizes and checksums of what is in it, which its directory lists; nobody who could choose these
 * has to deceive a cache. Of a file in a folder count size and time.
 *
 * <p>That is found out once; whether it still holds is told by a {@link Stamp}. Any thread may
 * call.
 */
final class RuntimeVersion {
  /** The runtime's files as they were at one time: names, sizes and times of change. */
  record Stamp(String text) {}

  private final RuntimeCommand command;
  private Stamp read;
  private String version;

  RuntimeVersion(RuntimeCommand command) {
    this.command = command;
  }

  /** How the files are now; null when they cannot be looked at. */
  Stamp stamp() {
    try {
      StringBuilder text = new StringBuilder();
      List<Path> all = files();
      all.addAll(machine());
      for (Path file : all) {
        text.append(describe(file)).append('\n');
      }
      return new Stamp(text.toString());
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * The version of a process that was started when the files had this stamp, 64 hex digits; null
   * when they are others by now, or cannot be read: then nobody knows what that process runs.
   */
  synchronized String of(Stamp started) {
    if (started == null || !started.equals(stamp())) {
      return null;
    }
    if (!started.equals(read)) {
      try {
        version = compute();
      } catch (IOException e) {
        return null;
      }
      if (!started.equals(stamp())) {
        return null; // replaced while they were read
      }
      read = started;
    }
    return version;
  }

  private static String describe(Path file) throws IOException {
    BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
    return file + "\0" + is.size() + " " + is.lastModifiedTime().to(TimeUnit.NANOSECONDS);
  }

  private String compute() throws IOException {
    MessageDigest digest = sha256();
    text(digest, System.getProperty("java.vm.version"));
    for (Path file : machine()) {
      text(digest, describe(file));
    }
    text(digest, command.mainClass());
    command.flags().forEach(flag -> text(digest, flag));
    for (Path file : files()) {
      if (command.classPath().contains(file)) {
        jar(digest, file);
      } else {
        text(digest, describe(file));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void jar(MessageDigest digest, Path file) throws IOException {
    text(digest, file.toString());
    try (ZipFile jar = new ZipFile(file.toFile())) {
      for (Enumeration<? extends ZipEntry> all = jar.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        text(digest, entry.getName());
        text(digest, entry.getSize() + " " + entry.getCrc());
      }
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void text(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  /** All files of the class path, in a fixed order. */
  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path entry : command.classPath()) {
      if (!Files.isDirectory(entry)) {
        files.add(entry);
        continue;
      }
      List<Path> inside = new ArrayList<>();
      Path _ =
          Files.walkFileTree(
              entry,
              new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                  inside.add(file);
                  return FileVisitResult.CONTINUE;
                }
              });
      inside.sort(null);
      files.addAll(inside);
    }
    return files;
  }

  /**
   * The virtual machine's classes and the archive that it starts from, where they are. They are
   * large and count by size and time: so does the machine itself judge whether an archive fits.
   */
  private List<Path> machine() throws IOException {
    List<Path> files = new ArrayList<>();
    files.add(command.java().toRealPath().resolveSibling("../lib/modules").normalize());
    for (String flag : command.flags()) {
      if (flag.startsWith(RuntimeCommand.AOT_FLAG)) {
        files.add(Path.of(flag.substring(RuntimeCommand.AOT_FLAG.length())));
      }
    }
    files.removeIf(file -> !Files.exists(file));
    return files;
  }
}
