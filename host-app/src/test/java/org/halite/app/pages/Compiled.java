package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.halite.sdk.driver.CompilerDriver;
import org.halite.sdk.driver.Language;
import org.halite.sdk.driver.Streams;
import org.opentest4j.TestAbortedException;

/** Modules that a test has the SDK compile. */
final class Compiled {
  /** What a person has as ~/.cache; named by their content, the libraries there outlive a test. */
  static final Path CACHES = Path.of("target", "cache").toAbsolutePath();

  private static final Path CACHE = CACHES.resolve("halite").resolve("sdk");

  private Compiled() {}

  /** Compiles a C program to a module; skips the test where there is no compiler. */
  static void module(Path source, Path module, List<String> options) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(source.toAbsolutePath().toString());
    words.addAll(options);
    words.addAll(List.of("-o", module.toString()));
    run(module.getParent(), words);
  }

  /** {@code halite cc} in a folder; skips the test where there is no compiler. */
  static void run(Path folder, List<String> words) throws IOException {
    need("gcc", "as", "ld", "ar");
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    try {
      int status =
          new CompilerDriver(Language.C, folder, CACHE, new Streams(stream, stream, false))
              .run(words);
      assertEquals(0, status, said.toString(StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      throw new IOException("interrupted while compiling " + words, e);
    }
  }

  /** Skips the test where a tool is missing. */
  static void need(String... tools) {
    for (String tool : tools) {
      if (Stream.of("/usr/bin", "/bin", "/usr/local/bin")
          .noneMatch(bin -> Files.isExecutable(Path.of(bin, tool)))) {
        throw new TestAbortedException("skipped: " + tool + " is not installed");
      }
    }
  }

  /** What a program wrote into a file. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "(" + file + " cannot be read)";
    }
  }
}
