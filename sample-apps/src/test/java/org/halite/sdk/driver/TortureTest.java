package org.halite.sdk.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private static final int EVERY = Integer.getInteger("halite.torture.every", 30);

  /** Programs in one module, so that a process need not be started for each. */
  private static final int TOGETHER = 50;

  /** Options, and for which machines they are; without, for all. */
  private static final Pattern OPTIONS =
      Pattern.compile("dg-(?:additional-)?options \\{? *\"([^\"]*)\" *\\}?([^\n]*)");

  /**
   * The machine as the programs know it: position-independent code, faults that end the program.
   */
  private static final Pattern THIS_MACHINE = Pattern.compile("x86_64|fpic|! signal");

  /** Further options of a program, in a file beside it; what is indented is for other machines. */
  private static final Pattern FURTHER =
      Pattern.compile("^(?:lappend|set) additional_flags \"?([^\"\n]+)", Pattern.MULTILINE);

  private static final String TRAMPOLINE =
      "takes a nested function's address, for which gcc writes code onto the stack";

  /** What modules do not have. Higher levels of optimisation find ways around some of it. */
  private static final Map<String, String> NOT_FOR_MODULES =
      Map.ofEntries(
          Map.entry("20000822-1.c", TRAMPOLINE),
          Map.entry("921215-1.c", TRAMPOLINE),
          Map.entry("931002-1.c", TRAMPOLINE),
          Map.entry("nest-align-1.c", TRAMPOLINE),
          Map.entry("nestfunc-1.c", TRAMPOLINE),
          Map.entry("nestfunc-2.c", TRAMPOLINE),
          Map.entry("nestfunc-3.c", TRAMPOLINE),
          Map.entry("nestfunc-5.c", TRAMPOLINE),
          Map.entry("nestfunc-6.c", TRAMPOLINE),
          Map.entry("pr80692.c", "needs libgcc's decimal numbers"));

  private static final Pattern REASON =
      Pattern.compile("the code needs an executable stack|undefined reference to `__bid_");

  /** As builtins.exp has it: else gcc makes calls of memset in their memset. */
  private static final List<String> BUILTINS_OPTIONS =
      List.of(
          "-fno-tree-dse",
          "-fno-tree-loop-distribute-patterns",
          "-fno-tracer",
          "-fno-ipa-ra",
          "-fno-inline-functions");

  private static final Ending WELL = new Ending.Exited(0);

  /** Calls each program and comes back from exit() and abort(). */
  private static final String CALLER =
      """
      #include <setjmp.h>
      #include <stdio.h>
      static jmp_buf back;
      static int status;
      void torture_exit(int code) { status = code; longjmp(back, 1); }
      void torture_abort(void) { status = 134; longjmp(back, 1); }
      static void call(const char *name, int (*program)(int, char **)) {
        char *words[] = {"torture", 0};
        if (!setjmp(back)) status = program(1, words);
        fprintf(stderr, "%s ended with %d\\n", name, status);
      }
      """;

  @TempDir static Path folder;

  private final List<String> wrong = new ArrayList<>();
  private final List<String> left = new ArrayList<>();
  private int ran;

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-O2", "-O3"})
  void programsThatTestTheCompilerEndWell(String level) throws Exception {
    assumeTrue(
        Files.isDirectory(PROGRAMS),
        "GCC's torture programs are not there; sample-apps/fetch-torture.sh"
            + " target/sources/torture fetches them");
    Workbench bench = Workbench.withLibrary(folder);
    List<Path> sample = sample();
    for (int i = 0; i < sample.size(); i += TOGETHER) {
      List<Path> some = sample.subList(i, Math.min(sample.size(), i + TOGETHER));
      for (Path source : notSeenToEndWell(bench, some, level)) {
        runAlone(bench, source, level);
      }
    }
    System.out.println(level + ": " + ran + " ran, left out: " + left);
    assertEquals("", String.join("\n", wrong));
    assertTrue(ran > 20 * left.size(), ran + " ran, left out: " + left);
  }

  /** Runs programs in one module; those that must be looked at one by one. */
  private List<Path> notSeenToEndWell(Workbench bench, List<Path> sources, String level)
      throws Exception {
    List<String> words = new ArrayList<>(List.of("-O2", "-w", "all.c"));
    StringBuilder caller = new StringBuilder(CALLER);
    StringBuilder calls = new StringBuilder();
    Map<String, Path> rest = new LinkedHashMap<>();
    for (Path source : sources) {
      String name = "torture_" + rest.size();
      rest.put(name, source);
      if (isBuiltin(source)) {
        continue; // replaces functions of the library
      }
      String object = name + ".o";
      List<String> command = options(source, level);
      command.addAll(List.of("-c", source.toString(), "-o", object));
      if (bench.compile(Language.C, command).status() == 0) {
        alone(bench, object, name);
        words.add(object);
        caller.append("int ").append(name).append("(int, char **);\n");
        calls.append("call(\"").append(name).append("\", ").append(name).append(");\n");
      }
    }
    bench.write("all.c", caller + "int main(void) {\n" + calls + "return 0;\n}\n");
    words.addAll(List.of("-o", "all.nexe", "-lm"));
    if (bench.compile(Language.C, words).status() == 0) {
      String said = new String(start(bench, "all.nexe").error(), StandardCharsets.UTF_8);
      for (String line : said.split("\n", -1)) {
        String name = line.replace(" ended with 0", "");
        if (!line.equals(name) && rest.remove(name) != null) {
          ran++;
        }
      }
    }
    return List.copyOf(rest.values());
  }

  /** Hides the names of one program from the others. */
  private static void alone(Workbench bench, String object, String name) throws Exception {
    Workbench.Outcome done =
        bench.start(
            List.of(
                "objcopy",
                "--redefine-sym=main=" + name,
                "--redefine-sym=exit=torture_exit",
                "--redefine-sym=abort=torture_abort",
                "--keep-global-symbol=" + name,
                object));
    assertEquals(0, done.status(), done.out());
  }

  private void runAlone(Workbench bench, Path source, String level) throws Exception {
    String name = PROGRAMS.relativize(source).toString();
    List<String> command = options(source, level);
    command.add(source.toString());
    if (isBuiltin(source)) {
      // Each has its own of the functions that it tests, and a common start.
      String file = source.toString();
      command.add(file.substring(0, file.length() - ".c".length()) + "-lib.c");
      command.add(source.resolveSibling("lib").resolve("main.c").toString());
      command.addAll(BUILTINS_OPTIONS);
    }
    command.addAll(List.of("-o", "torture.nexe", "-lm"));
    Workbench.Outcome compiled = bench.compile(Language.C, command);
    if (compiled.status() == 0) {
      ran++;
      if (Files.readString(source, StandardCharsets.ISO_8859_1).contains("tmpnam")) {
        Files.createDirectories(bench.folder().resolve("tmp"));
        Workbench.Outcome outcome = bench.runWithFiles("torture.nexe");
        if (outcome.status() != 0) {
          wrong.add(name + ": " + outcome);
        }
        return;
      }
      SandboxedProgram.Outcome outcome = start(bench, "torture.nexe");
      if (!outcome.ending().equals(WELL)) {
        wrong.add(name + ": " + outcome.ending() + " " + outcome.text());
      }
    } else if (NOT_FOR_MODULES.containsKey(name) && REASON.matcher(compiled.out()).find()) {
      left.add(name);
    } else {
      wrong.add(name + ": " + compiled.out());
    }
  }

  private static SandboxedProgram.Outcome start(Workbench bench, String module) throws Exception {
    Limits limits = Limits.USUAL.withCall(Duration.ofMinutes(2));
    return SandboxedProgram.run(bench.folder().resolve(module), limits, new byte[0]);
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

  private static boolean isBuiltin(Path source) {
    return source.getParent().endsWith("builtins");
  }

  private static List<String> options(Path source, String level) throws IOException {
    List<String> words = new ArrayList<>(List.of(level, "-w"));
    Matcher found = OPTIONS.matcher(Files.readString(source, StandardCharsets.ISO_8859_1));
    while (found.find()) {
      String machines = found.group(2);
      if (!machines.contains("target")
          || (THIS_MACHINE.matcher(machines).find() && !machines.contains("ia32"))) {
        words.addAll(List.of(found.group(1).strip().split(" +")));
      }
    }
    String file = source.toString();
    Path beside = Path.of(file.substring(0, file.length() - ".c".length()) + ".x");
    if (Files.exists(beside)) {
      Matcher more = FURTHER.matcher(Files.readString(beside, StandardCharsets.ISO_8859_1));
      while (more.find()) {
        words.addAll(List.of(more.group(1).strip().split(" +")));
      }
    }
    words.removeIf(String::isEmpty);
    return words;
  }
}
