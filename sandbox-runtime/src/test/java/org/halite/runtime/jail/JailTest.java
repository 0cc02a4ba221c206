package org.halite.runtime.jail;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.halite.runtime.jail.JailedJvm.Ending;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test locks a JVM of its own, and lets hostile or ordinary code loose in it. */
class JailTest {
  private static final int KILLED_BY_SIGSYS = 128 + 31;
  private static final int KILLED_BY_SIGABRT = 128 + 6;

  @TempDir Path folder;

  @Test
  void escapedCodeReachesNothingFromAnyThread() throws Exception {
    assertHolds(JailedJvm.production());
  }

  @Test
  void escapedCodeReachesNothingUnderTheDefaultCollectorAndCompilers() throws Exception {
    assertHolds(JailedJvm.defaults());
  }

  private void assertHolds(List<String> flags) throws IOException, InterruptedException {
    Ending ending = hostile(flags, "jail");
    List<String> expected = new ArrayList<>();
    for (String who : List.of("main", "newer", "older")) {
      golden()
          .forEach((attempt, outcome) -> expected.add(who + ": " + attempt + ": " + outcome[0]));
    }
    expected.add("end");
    List<String> seen =
        ending.lines().stream()
            .filter(line -> !line.startsWith("wall ") && !line.startsWith("names of "))
            .toList();
    assertEquals(String.join("\n", expected), String.join("\n", seen));
    assertEquals(0, ending.status());
    assertEquals("precious", Files.readString(folder.resolve("victim")));
    assertEquals(8, ending.lines().stream().filter(line -> line.startsWith("wall ")).count());
  }

  /**
   * A probe that would fail on any machine proves nothing: without the jail the same attempts get
   * elsewhere.
   */
  @Test
  void theSameAttemptsSucceedWithoutTheJail() throws Exception {
    List<String> seen = hostile(JailedJvm.production(), "nothing").lines();
    List<String> toothless = new ArrayList<>();
    golden()
        .forEach(
            (attempt, outcome) -> {
              if (!outcome[1].equals("-")
                  && !seen.contains("main: " + attempt + ": " + outcome[1])) {
                toothless.add(attempt);
              }
            });
    assertEquals(List.of(), toothless);
  }

  /**
   * The second wall alone: what the filter would let through by mistake, Landlock still refuses.
   */
  @Test
  void landlockAloneKeepsEveryThreadFromFilesAndTheNetwork() throws Exception {
    assumeTrue(Landlock.version() >= 4, "this kernel's Landlock has no network rights");
    List<String> seen = hostile(JailedJvm.production(), "landlock").lines();
    for (String who : List.of("main", "newer", "older")) {
      for (String attempt :
          List.of(
              "open",
              "openat",
              "openat of /proc/self/mem",
              "openat to write",
              "creat",
              "mkdir",
              "truncate",
              "bind of a socket it has",
              "connect of a socket it has")) {
        assertTrue(
            seen.contains(who + ": " + attempt + ": EACCES"),
            () -> who + ": " + attempt + " got past Landlock:\n" + String.join("\n", seen));
      }
      assertTrue(seen.contains(who + ": java FileInputStream: IOException"));
    }
  }

  /** Seen from outside, on HotSpot's own threads too: collector, compilers, signal dispatcher. */
  @Test
  void everyThreadOfTheProcessIsConfinedAndTheLimitsAreSet() throws Exception {
    Files.writeString(folder.resolve("victim"), "precious");
    List<String> command =
        JailedJvm.command(
            JailedJvm.production(), "", HostileProbe.class, "jail", folder.toString(), "wait");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader output = process.inputReader()) {
      String line = output.readLine();
      while (line != null && !line.equals("waiting")) {
        line = output.readLine();
      }
      assertEquals("waiting", line, "the probe ended early");
      Path proc = Path.of("/proc", Long.toString(process.pid()));
      List<Path> threads;
      try (Stream<Path> tasks = Files.list(proc.resolve("task"))) {
        threads = tasks.toList();
      }
      assertTrue(threads.size() > 5, "HotSpot has more threads than " + threads);
      for (Path thread : threads) {
        String status = Files.readString(thread.resolve("status"));
        for (String confined :
            List.of(
                "NoNewPrivs:\t1\n",
                "Seccomp:\t2\n",
                "CapEff:\t0000000000000000\n",
                "CapPrm:\t0000000000000000\n")) {
          assertTrue(status.contains(confined), () -> confined + "is not in\n" + status);
        }
      }
      String limits = Files.readString(proc.resolve("limits")).replaceAll(" +", " ");
      for (String limit :
          List.of(
              "Max core file size 0 0 ",
              "Max file size 0 0 ", // its output is a pipe here
              "Max locked memory 0 0 ",
              "Max msgqueue size 0 0 ",
              "Max realtime priority 0 0 ")) {
        assertTrue(limits.contains(limit), () -> limit + "is not in\n" + limits);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"execve", "ptrace", "x32 getpid", "int 0x80 getpid"})
  void aCallThatOnlyAnAttackerMakesEndsTheProcess(String attempt) throws Exception {
    Ending ending = hostile(JailedJvm.production(), "jail", attempt);
    assertTrue(ending.output().contains("about to " + attempt), ending.output());
    assertFalse(ending.output().contains("survived"), ending.output());
    // A kernel without 32-bit system calls faults int 0x80 before any filter: HotSpot then aborts.
    boolean noOldEntry = attempt.startsWith("int") && ending.status() == KILLED_BY_SIGABRT;
    assertTrue(ending.status() == KILLED_BY_SIGSYS || noOldEntry, ending.output());
  }

  @Test
  void aJvmWhoseCodeCacheWouldHaveToGrowIsRefusedWithTheFlagsItNeeds() throws Exception {
    Ending ending =
        JailedJvm.run(
            List.of("--enable-native-access=ALL-UNNAMED", "-Xmx64m"), "", LivelyProbe.class);
    assertTrue(
        ending.output().contains("start it with -XX:ReservedCodeCacheSize=16m"), ending.output());
    assertFalse(ending.output().contains("jail closed"), ending.output());
  }

  @Test
  void theLastOfSeveralFlagsCountsForTheCodeCache() {
    String fixed =
        "java\0-XX:ReservedCodeCacheSize=16m\0-XX:InitialCodeCacheSize=16m\0-XX:-SegmentedCodeCache\0";
    assertDoesNotThrow(() -> HotSpotFlags.check(fixed));
    for (String spoiled :
        List.of(
            fixed + "-XX:ReservedCodeCacheSize=32m\0",
            fixed + "-XX:InitialCodeCacheSize=2m\0",
            fixed.replace("-XX:-SegmentedCodeCache\0", ""),
            fixed + "-XX:+SegmentedCodeCache\0",
            "java\0")) {
      assertThrows(JailException.class, () -> HotSpotFlags.check(spoiled), spoiled);
    }
  }

  @Test
  void hotSpotLivesOnWithTheFlagsOfProduction() throws Exception {
    assertLives(JailedJvm.production());
  }

  @Test
  void hotSpotLivesOnWithTheDefaultCollectorAndCompilers() throws Exception {
    assertLives(JailedJvm.defaults());
  }

  @ParameterizedTest
  @CsvSource({
    "hello_world.nexe, 'Hello, World!', Normal[status=0]",
    "hello_x32.nexe, 'Hello, World!', Normal[status=0]",
    "nullptr.nexe, '', Fault[signal=11",
    "../own/facts_test.nexe, 'FAIL fa got 00000000', Normal[status=1]",
  })
  void realModulesRunAndFaultInTheJail(String name, String output, String end) throws Exception {
    Path module = corpus().resolve("console").resolve(name);
    assumeTrue(Files.isRegularFile(module), () -> name + " is not here: no ../shared/corpus");
    Ending ending = JailedJvm.run(JailedJvm.production(), "", ModuleProbe.class, module.toString());
    assertTrue(ending.output().contains(output), ending.output());
    assertTrue(ending.output().contains("filter true, module ended: " + end), ending.output());
  }

  /** Attack 30: what may be executed after an escape, where code of files may be mapped. */
  @Test
  void codeOfFilesIsMappedInTheModuleAloneAndNeverWritable() throws Exception {
    Ending ending = JailedJvm.run(JailedJvm.production(), "", MappedCodeProbe.class);
    List<String> refused =
        List.of(
            "writable too",
            "writable",
            "not readable",
            "with bits above",
            "a private copy",
            "without a file",
            "where there is room",
            "anywhere",
            "in the guard above",
            "in the guard below",
            "low",
            "in the upper half",
            "out of the module",
            "over its upper half",
            "mprotect of code",
            "mprotect to write",
            "mprotect of data",
            "mprotect of the file");
    List<String> expected = new ArrayList<>(List.of("in the module: allowed"));
    refused.forEach(attempt -> expected.add(attempt + ": EACCES"));
    expected.add("first byte: 244");
    assertEquals(String.join("\n", expected), ending.output().strip());
  }

  @Test
  void sharedMemoryIsMadeAndMappedInTheJail() throws Exception {
    Ending ending = JailedJvm.run(JailedJvm.production(), "", SharedMemoryProbe.class);
    assertTrue(ending.output().contains("filter true, shared memory works"), () -> ending.output());
  }

  /**
   * The corpus beside the checkout, wherever the tests were started; a path that is not there when
   * there is none.
   */
  private static Path corpus() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder.getParent() != null && !Files.isDirectory(folder.resolve("shared/corpus"))) {
      folder = folder.getParent();
    }
    return folder.resolve("shared/corpus");
  }

  @Test
  void classesInFoldersAreLoadedBeforeTheDoorsClose() throws Exception {
    List<String> command = JailedJvm.command(JailedJvm.production(), "", LivelyProbe.class);
    command.set(command.indexOf("-cp") + 1, JailedJvm.folders());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader output = process.inputReader()) {
      assertEquals(LivelyProbe.EXPECTED, output.lines().toList());
      assertEquals(0, process.waitFor());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void assertLives(List<String> flags) throws IOException, InterruptedException {
    Ending ending =
        JailedJvm.run(JailedJvm.inNamespaces(JailedJvm.command(flags, "", LivelyProbe.class)));
    assertEquals(LivelyProbe.EXPECTED, ending.lines(), "what the locked JVM did");
    assertEquals(0, ending.status());
  }

  private Ending hostile(List<String> flags, String doors, String... fatal)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("victim"), "precious");
    List<String> arguments = new ArrayList<>(List.of(doors, folder.toString()));
    arguments.addAll(List.of(fatal));
    return JailedJvm.run(
        flags, "9</etc/passwd", HostileProbe.class, arguments.toArray(String[]::new));
  }

  /** Attempt to {outcome in the jail, outcome without}. */
  private static Map<String, String[]> golden() {
    Map<String, String[]> attempts = new LinkedHashMap<>();
    for (String line : CallTable.lines("hostile.golden")) {
      String[] fields = line.split(" *\\| *");
      attempts.put(fields[0], new String[] {fields[1], fields[2]});
    }
    return attempts;
  }
}
