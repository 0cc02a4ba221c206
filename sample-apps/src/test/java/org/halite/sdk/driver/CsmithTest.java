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
import java.util.Set;
import java.util.regex.Pattern;
import org.halite.sandbox.Limits;
import org.halite.sandbox.SandboxedProgram;
import org.junit.jupiter.api.Test;
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
    Workbench bench = bench();
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
      List<String> words = objects(bench, expected.keySet(), List.of(level), wrong);
      words.addAll(List.of("all.c", "-o", "all.nexe"));
      bench.make(Language.C, words.toArray(String[]::new));
      SandboxedProgram.Outcome ran =
          SandboxedProgram.run(bench.folder().resolve("all.nexe"), LIMITS, new byte[0]);
      String all = whole(expected);
      if (!ran.text().equals(all) || !ran.ending().equals(new SandboxedProgram.Ending.Exited(0))) {
        wrong.add("at " + level + " native builds print\n" + all + "modules\n" + ran.text());
        wrong.add(ran.ending().toString());
      }
    }
    assertEquals("", String.join("\n", wrong));
  }

  @Test
  void randomProgramsWorkInASharedLibraryToo() throws Exception {
    Workbench bench = bench();
    Map<Integer, String> expected = new LinkedHashMap<>();
    for (int seed = FIRST; seed < FIRST + TOGETHER; seed++) {
      String said = nativeBuild(bench, seed, "-O2");
      if (said != null) {
        expected.put(seed, said);
      }
    }
    List<String> wrong = new ArrayList<>();
    List<String> words = objects(bench, expected.keySet(), List.of("-O2", "-fPIC"), wrong);
    assertEquals(List.of(), wrong);
    words.addAll(List.of("-shared", "-o", "librandom.so"));
    bench.make(Language.C, words.toArray(String[]::new));
    bench.make(Language.C, "all.c", "-L.", "-lrandom", "-o", "all.nexe");
    assertEquals(new Workbench.Outcome(0, whole(expected)), bench.runWithFiles("all.nexe"));
  }

  private static Workbench bench() throws Exception {
    assumeTrue(Files.isExecutable(GENERATOR), "csmith is not installed");
    assumeTrue(Files.isDirectory(HEADERS), "libcsmith-dev is not installed");
    return Workbench.withLibrary(folder);
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

  /** Compiles each program, and writes all.c, which calls them; the names of their objects. */
  private static List<String> objects(
      Workbench bench, Set<Integer> seeds, List<String> options, List<String> wrong)
      throws IOException, InterruptedException {
    List<String> objects = new ArrayList<>();
    StringBuilder calls = new StringBuilder();
    StringBuilder declarations = new StringBuilder("#include <stdio.h>\n");
    for (int seed : seeds) {
      String name = name(seed);
      List<String> words = new ArrayList<>(options);
      words.addAll(List.of("-w", "-Dmain=" + name, "-I", HEADERS.toString(), "-c", name + ".c"));
      Workbench.Outcome compiled = bench.compile(Language.C, words);
      if (compiled.status() != 0) {
        wrong.add(name + " is refused with " + options + ": " + compiled.out());
        continue;
      }
      objects.add(name + ".o");
      declarations.append("int ").append(name).append("(int, char **);\n");
      calls.append("printf(\"").append(name).append(": \");\nfflush(stdout);\n");
      calls.append(name).append("(1, 0);\n");
    }
    bench.write("all.c", declarations + "int main(void) {\n" + calls + "return 0;\n}\n");
    return objects;
  }

  private static String whole(Map<Integer, String> expected) {
    StringBuilder whole = new StringBuilder();
    expected.forEach((seed, said) -> whole.append(name(seed)).append(": ").append(said));
    return whole.toString();
  }

  private static String name(int seed) {
    return "random_" + seed;
  }
}
