package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** The samples of sample-apps, as their makefiles build them and as tests lay them out. */
final class Samples {
  static final Path FOLDER = Path.of("..", "sample-apps").toAbsolutePath().normalize();

  /** Written in C, and committed as built. */
  static final List<String> PREBUILT =
      List.of("queens", "mandelbrot", "synth", "bricks", "crashes", "quotas");

  /** Programs of others: neither source nor module is part of the repository. */
  static final List<String> FETCHED = List.of("lua", "sqlite");

  private static final Path SOURCES = FOLDER.resolve("target").resolve("sources");

  /** What is made of fetched sources outlives a test. */
  private static final Path MADE = Path.of("target", "samples").toAbsolutePath();

  private Samples() {}

  /** Lays a sample's folder, and what all their pages share, into {@code folder}. */
  static void layOut(String name, Path folder) throws IOException {
    copyFolder(FOLDER.resolve("site"), folder.resolve("site"));
    Path source = FETCHED.contains(name) ? makeOfFetched(name) : FOLDER.resolve(name);
    copyFolder(source, folder.resolve(name));
  }

  /** Builds a sample in a copy of its folder below {@code folder}; nothing built is copied. */
  static Path make(String name, Path folder, List<String> variables) throws IOException {
    Compiled.need("make", "gcc", "as", "ld");
    if (!Files.isDirectory(Path.of("/usr/src/newlib")) && System.getenv("HALITE_NEWLIB") == null) {
      throw new TestAbortedException("skipped: newlib-source is not installed");
    }
    for (String makefile : List.of("sample.mk", "source.mk")) {
      copy(FOLDER.resolve(makefile), folder.resolve(makefile));
    }
    Path copy = folder.resolve(name);
    try (Stream<Path> files = Files.list(FOLDER.resolve(name))) {
      for (Path file : files.toList()) {
        if (!file.toString().matches(".*[.](nexe|nmf)")) {
          copy(file, copy.resolve(file.getFileName()));
        }
      }
    }
    List<String> command = new ArrayList<>(List.of("make", "-C", copy.toString()));
    command.add("HALITE=" + halite(folder));
    command.addAll(variables);
    Path said = folder.resolve(name + ".log");
    ProcessBuilder make = new ProcessBuilder(command);
    make.environment().put("XDG_CACHE_HOME", Compiled.CACHES.toString());
    try {
      int status = make.redirectErrorStream(true).redirectOutput(said.toFile()).start().waitFor();
      assertEquals(0, status, Files.readString(said));
    } catch (InterruptedException e) {
      throw new IOException("interrupted while making " + name, e);
    }
    return copy;
  }

  /** Compiles again only when the sources or the SDK are newer than what was made before. */
  private static Path makeOfFetched(String name) throws IOException {
    if (!Files.exists(SOURCES.resolve("complete"))) {
      throw new TestAbortedException(
          "skipped: the source of "
              + name
              + " is not there; sample-apps/fetch-sources.sh sample-apps/target/sources fetches it");
    }
    Path made = MADE.resolve(name).resolve(name + ".nexe");
    if (Files.exists(made) && isOlderThanTheSdk(made)) {
      Files.delete(made);
    }
    return make(name, Files.createDirectories(MADE), List.of("FETCHED=" + SOURCES));
  }

  private static boolean isOlderThanTheSdk(Path made) throws IOException {
    try (Stream<Path> classes = Files.walk(FOLDER.resolve("target").resolve("classes"))) {
      for (Path file : classes.filter(Files::isRegularFile).toList()) {
        if (Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(made)) > 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** The launcher of this very build, for makefiles. */
  private static Path halite(Path folder) throws IOException {
    Path script = folder.resolve("halite");
    Files.writeString(
        script,
        "#!/bin/sh\nexec '"
            + Path.of(System.getProperty("java.home"), "bin", "java")
            + "' -XX:TieredStopAtLevel=1 -cp '"
            + System.getProperty("java.class.path")
            + "' org.halite.app.Main \"$@\"\n");
    if (!script.toFile().setExecutable(true)) {
      throw new IOException(script + " cannot be made executable");
    }
    return script;
  }

  private static void copyFolder(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** With its time, by which make judges. */
  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
  }
}
