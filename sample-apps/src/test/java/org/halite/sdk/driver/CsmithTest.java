package org.halite.sdk.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.halite.sandbox.Limits;
import org.halite.sandbox.SandboxedProgram;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs of csmith, which print a checksum of all their variables: as modules they print
 * what the same compiler's native builds print. {@code -Dhalite.csmith=200} takes so many programs
 * at each level, {@code -Dhalite.csmith.first=} the seed of the first.
 */
class CsmithTest {
  private static final Path GENERATOR = Path.of("/usr/bin/csmith");
  private static final Path HEADERS = Path.of("/usr/include/csmith");
  private static final int PROGRAMS = Integer.getInteger("halite.csmith", 10);
  private static final int FIRST = Integer.getInteger("halite.csmith.first", 1);

  /** Programs in one module, so that a process need not be started for each. */
  private static final int TOGETHER = 10;

  /** Of a native program; csmith makes some that take hours. */
  private static final String SECONDS = "2";

  private static final Limits LIMITS = Limits.USUAL.withCall(Duration.ofSeconds(20L * TOGETHER));

  /**
   * A constant of type long, whose width differs between modules and the machine's own programs;
   * without the letter it has the first type that can hold it, which is the same in both.
   */
  private static final Pattern LONG = Pattern.compile("\\b(0[xX][0-9A-Fa-f]+|[0-9]+)(U?)L\\b");

  @TempDir static Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-O2", "-O3"})
  void randomProgramsPrintWhatTheirNativeBuildsPrint(String level) throws Exception {
    assumeTrue(Files.isExecutable(GENERATOR), "csmith is not installed");
    assumeTrue(Files.isDirectory(HEADERS), "libcsmith-dev is not installed");
    Workbench bench = Workbench.withLibrary(folder);
    List<String> wrong = new ArrayList<>();
    int seed = FIRST;
    int compared = 0;
    while (compared < PROGRAMS) {
      Map<Integer, String> expected = new LinkedHashMap<>();
      while (expected.size() < Math.min(TOGETHER, PROGRAMS - compared)) {
        String said = nativeBuild(bench, seed, level);
        if (said != null) {
          expected.put(seed, said);
        }
        seed++;
      }
      compared += expected.size();
      compare(bench, expected, level, wrong);
    }
    assertEquals("", String.join("\n", wrong));
  }

  /** What the program prints, or null if it takes too long. */
  private static String nativeBuild(Workbench bench, int seed, String level) throws Exception {
    Path source = bench.folder().resolve(name(seed) + ".c");
    if (!Files.exists(source)) {
      Workbench.Outcome made =
          bench.start(
              List.of(GENERATOR.toString(), "--seed", "" + seed, "--output", source.toString()));
      assertEquals(0, made.status(), made.out());
      Files.writeString(source, LONG.matcher(Files.readString(source)).replaceAll("$1$2"));
    }
    Workbench.Outcome built =
        bench.start(
            List.of("gcc", level, "-w", "-I", HEADERS.toString(), source.toString(), "-o", "own"));
    assertEquals(0, built.status(), built.out());
    Workbench.Outcome ran =
        bench.start(List.of("timeout", SECONDS, bench.folder().resolve("own").toString()));
    return ran.status() == 0 ? ran.out() : null;
  }

  private static void compare(
      Workbench bench, Map<Integer, String> expected, String level, List<String> wrong)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("-O1", "all.c"));
    StringBuilder calls = new StringBuilder();
    StringBuilder declarations = new StringBuilder("#include <stdio.h>\n");
    StringBuilder whole = new StringBuilder();
    for (int seed : expected.keySet()) {
      Workbench.Outcome compiled =
          bench.cc(
              level,
              "-w",
              "-Dmain=" + name(seed),
              "-I",
              HEADERS.toString(),
              "-c",
              name(seed) + ".c");
      if (compiled.status() != 0) {
        wrong.add(name(seed) + " at " + level + " is refused: " + compiled.out());
        continue;
      }
      words.add(name(seed) + ".o");
      declarations.append("int ").append(name(seed)).append("(int, char **);\n");
      String print = "printf(\"" + name(seed) + ": \");\n";
      calls.append(print).append("fflush(stdout);\n").append(name(seed)).append("(1, 0);\n");
      whole.append(name(seed)).append(": ").append(expected.get(seed));
    }
    bench.write("all.c", declarations + "int main(void) {\n" + calls + "return 0;\n}\n");
    words.addAll(List.of("-o", "all.nexe"));
    bench.make(Language.C, words.toArray(String[]::new));
    SandboxedProgram.Outcome ran =
        SandboxedProgram.run(bench.folder().resolve("all.nexe"), LIMITS, new byte[0]);
    if (ran.text().contentEquals(whole)
        && ran.ending().equals(new SandboxedProgram.Ending.Exited(0))) {
      return;
    }
    wrong.add("at " + level + " native builds print\n" + whole + "modules\n" + ran.text());
    wrong.add(ran.ending().toString());
  }

  private static String name(int seed) {
    return "random_" + seed;
  }
}
