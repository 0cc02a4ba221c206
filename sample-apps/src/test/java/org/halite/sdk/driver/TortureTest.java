package org.halite.sdk.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.halite.sandbox.Limits;
import org.halite.sandbox.SandboxedProgram;
import org.halite.sandbox.SandboxedProgram.Ending;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A sample of GCC's torture programs, each of which ends with status 0 if the compiler was right.
 * {@code -Dhalite.torture.every=1} takes all of them. They are not part of this repository; {@code
 * sample-apps/fetch-torture.sh} fetches them.
 */
class TortureTest {
  private static final Path PROGRAMS = Path.of("target", "sources", "torture").toAbsolutePath();
  private static final int EVERY = Integer.getInteger("halite.torture.every", 60);
  private static final Pattern OPTIONS = Pattern.compile("dg-(?:additional-)?options \"([^\"]*)\"");

  /** What modules do not have: functions made on the stack, options of other machines. */
  private static final Pattern NOT_FOR_MODULES =
      Pattern.compile("the code needs an executable stack|unrecognized command-line option");

  @TempDir static Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-O2", "-O3"})
  void programsThatTestTheCompilerEndWell(String level) throws Exception {
    assumeTrue(
        Files.isDirectory(PROGRAMS),
        "GCC's torture programs are not there; sample-apps/fetch-torture.sh"
            + " target/sources/torture fetches them");
    Workbench bench = Workbench.withLibrary(folder);
    List<String> wrong = new ArrayList<>();
    List<String> left = new ArrayList<>();
    int ran = 0;
    for (Path source : sample()) {
      Workbench.Outcome compiled = bench.compile(Language.C, words(source, level));
      if (compiled.status() == 0) {
        ran++;
        Ending ending =
            SandboxedProgram.run(bench.folder().resolve("torture.nexe"), Limits.USUAL, new byte[0])
                .ending();
        if (!ending.equals(new Ending.Exited(0))) {
          wrong.add(PROGRAMS.relativize(source) + ": " + ending);
        }
      } else if (NOT_FOR_MODULES.matcher(compiled.out()).find()) {
        left.add(PROGRAMS.relativize(source).toString());
      } else {
        wrong.add(PROGRAMS.relativize(source) + ": " + compiled.out());
      }
    }
    System.out.println(level + ": " + ran + " ran, left out: " + left);
    assertEquals("", String.join("\n", wrong));
    assertTrue(ran > 20 * left.size(), ran + " ran, left out: " + left);
  }

  private static List<Path> sample() throws IOException {
    try (Stream<Path> files = Files.walk(PROGRAMS)) {
      List<Path> all = files.filter(TortureTest::isProgram).sorted().toList();
      List<Path> sample = new ArrayList<>();
      for (int i = 0; i < all.size(); i += EVERY) {
        sample.add(all.get(i));
      }
      return sample;
    }
  }

  private static boolean isProgram(Path file) {
    String name = file.toString();
    return name.endsWith(".c") && !name.endsWith("-lib.c") && !name.contains("/builtins/lib/");
  }

  private static List<String> words(Path source, String level) throws IOException {
    List<String> words = new ArrayList<>(List.of(level, "-w"));
    Matcher found = OPTIONS.matcher(Files.readString(source, StandardCharsets.ISO_8859_1));
    while (found.find()) {
      words.addAll(List.of(found.group(1).strip().split(" +")));
    }
    words.removeIf(String::isEmpty);
    words.add(source.toString());
    if (source.getParent().endsWith("builtins")) {
      // Each has its own of the functions that it tests, and a common start.
      String name = source.toString();
      words.add(name.substring(0, name.length() - ".c".length()) + "-lib.c");
      words.add(source.resolveSibling("lib").resolve("main.c").toString());
    }
    words.addAll(List.of("-o", "torture.nexe", "-lm"));
    return words;
  }
}
