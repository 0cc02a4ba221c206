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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sample of GCC's torture programs, each of which ends with status 0 if the compiler was right.
 * -Dhalite.torture=FOLDER names gcc/testsuite/gcc.c-torture/execute of GCC's source, which is not
 * part of this repository; -Dhalite.torture.every=1 takes all of them.
 */
class TortureTest {
  private static final Pattern OPTIONS = Pattern.compile("dg-(?:additional-)?options \"([^\"]*)\"");

  /** What a program may lack: a C library, nested functions with an address, another target. */
  private static final Pattern NOT_FOR_MODULES =
      Pattern.compile(
          "No such file or directory|undefined reference to"
              + "|the code needs an executable stack|unrecognized command-line option");

  @TempDir static Path folder;

  @Test
  void programsThatTestTheCompilerEndWell() throws Exception {
    String sources = System.getProperty("halite.torture", "");
    assumeTrue(!sources.isEmpty(), "GCC's torture programs are not there: -Dhalite.torture=FOLDER");
    Workbench bench = Workbench.in(folder);
    List<String> wrong = new ArrayList<>();
    int ran = 0;
    int left = 0;
    for (Path source : sample(Path.of(sources))) {
      List<String> words = new ArrayList<>(List.of("-O2", "-w"));
      words.addAll(options(source));
      words.addAll(List.of(source.toString(), "-o", "torture.nexe"));
      Workbench.Outcome compiled = bench.compile(Language.C, words);
      if (compiled.status() == 0) {
        ran++;
        Workbench.Outcome outcome = bench.run("torture.nexe");
        if (outcome.status() != 0) {
          wrong.add(source.getFileName() + ": status " + outcome.status() + " " + outcome.out());
        }
      } else if (NOT_FOR_MODULES.matcher(compiled.out()).find()) {
        left++;
      } else {
        wrong.add(source.getFileName() + ": " + compiled.out());
      }
    }
    assertEquals("", String.join("\n", wrong));
    assertTrue(ran > 4 * left, "programs that ran: " + ran + ", left out: " + left);
  }

  private static List<Path> sample(Path sources) throws IOException {
    int every = Integer.getInteger("halite.torture.every", 60);
    try (Stream<Path> files = Files.list(sources)) {
      List<Path> all = files.filter(file -> file.toString().endsWith(".c")).sorted().toList();
      List<Path> sample = new ArrayList<>();
      for (int i = 0; i < all.size(); i += every) {
        sample.add(all.get(i));
      }
      return sample;
    }
  }

  private static List<String> options(Path source) throws IOException {
    List<String> options = new ArrayList<>();
    Matcher found = OPTIONS.matcher(Files.readString(source, StandardCharsets.ISO_8859_1));
    while (found.find()) {
      options.addAll(List.of(found.group(1).strip().split(" +")));
    }
    options.removeIf(String::isEmpty);
    return options;
  }
}
