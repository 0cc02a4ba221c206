package org.halite.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.halite.runtime.elf.LoadCode;
import org.halite.runtime.machine.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules that others made, with what each must do. */
@Timeout(120)
class CorpusTest {
  @ParameterizedTest
  @ValueSource(strings = {"console/hello_world.nexe", "console/hello_x32.nexe"})
  void helloWorldSaysSo(String name) throws IOException, InterruptedException {
    ModuleRun run = ModuleRun.of(name, "");
    assertEquals("Hello, World!\n", run.output);
    assertEquals(new Exit.Normal(0), run.exit);
  }

  @Test
  void dataThatIsNotPageAlignedIsWhereItBelongs() throws IOException, InterruptedException {
    assertEquals(new Exit.Normal(0), ModuleRun.of("console/unaligned_data.nexe", "").exit);
  }

  @Test
  void aNullPointerDiesOfSignalElevenInMain() throws IOException, InterruptedException {
    Exit.Fault fault =
        assertInstanceOf(Exit.Fault.class, ModuleRun.of("console/nullptr.nexe", "").exit);
    assertEquals(11, fault.signal());
    assertEquals(0, fault.address());
    assertTrue(fault.backtrace().getFirst().contains("main"), fault.backtrace().toString());
  }

  @Test
  void anIrtImageIsNotAProgram() throws IOException, InterruptedException {
    ModuleRun run = ModuleRun.of("console/unaligned_data_irt.nexe", "");
    assertEquals(LoadCode.SEGMENT_BAD_LOC, run.loaded.code());
    assertTrue(run.loaded.sentence().contains("0x20000"), run.loaded.sentence());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data_not_last", "integer_overflow_while_madvising", "negative_hole", "old_abi",
        "rodata_data_overlap", "text_overlaps_data", "text_overlaps_rodata", "text_too_big"
      })
  void badHeadersAreRefusedInOneSentence(String name) throws IOException, InterruptedException {
    ModuleRun run = ModuleRun.of("bad-elf/" + name + ".nexe", "");
    assertEquals(LoadCode.BAD_MACHINE, run.loaded.code());
    assertTrue(run.loaded.sentence().contains("32-bit x86"), run.loaded.sentence());
  }

  @Test
  void armIsNamedInTheRefusal() throws IOException, InterruptedException {
    assertTrue(ModuleRun.of("arm/hello_world.nexe", "").loaded.sentence().contains("ARM"));
  }

  /** The reference runtime's facts. */
  @Test
  void theFactsOfTheAbiHold() throws IOException, InterruptedException {
    ModuleRun run = ModuleRun.of("own/facts_test.nexe", "");
    List<String> differences = run.output.lines().filter(line -> line.startsWith("FAIL")).toList();
    assertEquals(List.of(), differences);
    assertEquals(new Exit.Normal(0), run.exit);
  }

  @Test
  void theFactsOfExceptionsHold() throws IOException, InterruptedException {
    ModuleRun run = ModuleRun.withExceptions("own/facts_test.nexe", "e");
    List<String> differences = run.output.lines().filter(line -> line.startsWith("FAIL")).toList();
    assertEquals(List.of(), differences);
    assertTrue(run.output.contains("summary ok="), run.output);
    assertEquals(new Exit.Normal(0), run.exit);
  }

  /** With sockets allowed; what fails asks for the host's files, which it was not given. */
  @Test
  void theFactsOfSocketsAndSharedMemoryHold() throws IOException, InterruptedException {
    ModuleRun run = ModuleRun.withSockets("own/facts_test.nexe");
    List<String> differences = run.output.lines().filter(line -> line.startsWith("FAIL")).toList();
    assertEquals(
        List.of(
            "FAIL fa got 00000000", // sysconf: file access
            "FAIL open got fffffff3",
            "FAIL seek end got fffffff7",
            "FAIL size got 00000000",
            "FAIL opendir got fffffff3",
            "FAIL read dir got fffffff7",
            "FAIL O_DIRECTORY file got fffffff3",
            "FAIL O_EXCL dir got fffffff3",
            "FAIL getpid got 00000000"),
        differences);
  }

  @Test
  void theFactsOfFilesHold(@TempDir Path directory) throws IOException, InterruptedException {
    Files.createDirectory(directory.resolve("etc"));
    Files.writeString(directory.resolve("etc/passwd"), "nobody\n");
    ModuleRun run = ModuleRun.withFiles("own/facts_test.nexe", directory);
    List<String> differences = run.output.lines().filter(line -> line.startsWith("FAIL")).toList();
    assertEquals(List.of(), differences);
    assertEquals(new Exit.Normal(0), run.exit);
  }

  @Test
  void aProgramThatUsesTheIrtRuns() throws IOException, InterruptedException {
    ModuleRun run = ModuleRun.of("own/hello_irt.nexe", "");
    assertEquals("hello through the IRT\n", run.output);
    assertEquals(new Exit.Normal(42), run.exit);
  }

  @Test
  void luaReadsItsProgramFromStandardInput() throws IOException, InterruptedException {
    ModuleRun run = ModuleRun.of("own/lua.nexe", "print('sum', 40 + 2)", "-");
    assertEquals("sum\t42\n", run.output, run.errors);
    assertEquals(new Exit.Normal(0), run.exit);
  }

  @Test
  void sqliteCounts() throws IOException, InterruptedException {
    ModuleRun run = ModuleRun.of("own/sqlite.nexe", "");
    assertTrue(run.output.startsWith("20000|200010000|15000.75|row9999|"), run.output);
    assertEquals(new Exit.Normal(0), run.exit);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ppapi/sort_json_x86_64.nexe",
        "ppapi/sftp_gcc_x86_64.nexe",
        "ppapi/sftp_clang_x86_64.nexe"
      })
  void browserModulesAskForTheirBrowser(String name) throws IOException, InterruptedException {
    ModuleRun run = ModuleRun.of(name, "");
    assertTrue(
        (run.output + run.errors).contains("PPAPI hooks not found"), run.output + run.errors);
    assertEquals(new Exit.Normal(127), run.exit);
  }

  private static String name(String variable, int index) {
    return "NACL_IRT_PNACL_TRANSLATOR_" + variable + "_" + index + "=";
  }

  /** Portable code becomes machine code, which is linked and run: all by modules. */
  @Test
  void theTranslatorsTranslateAndLinkAProgram(@TempDir Path directory)
      throws IOException, InterruptedException {
    String prefix = "pnacl_public_x86_64_";
    Files.copy(ModuleRun.corpus("pexe-console/puts.pexe"), directory.resolve("puts.pexe"));
    ModuleRun compiled =
        ModuleRun.withFiles(
            ModuleRun.corpus("translator/" + prefix + "pnacl_sz_nexe"),
            directory,
            List.of(
                "NACL_IRT_PNACL_TRANSLATOR_COMPILE_INPUT=/puts.pexe",
                "NACL_IRT_PNACL_TRANSLATOR_COMPILE_THREADS=0",
                name("COMPILE_OUTPUT", 0) + "/puts.o",
                name("COMPILE_ARG", 0) + "-O2"));
    assertEquals(new Exit.Normal(0), compiled.exit, compiled.output + compiled.errors);
    for (String library :
        List.of("crtbegin_o", "crtend_o", "libgcc_a", "libcrt_platform_a", "libpnacl_irt_shim_a")) {
      Files.copy(
          ModuleRun.corpus("translator/" + prefix + library.replace("shim_a", "shim_dummy_a")),
          directory.resolve(library.replaceFirst("_(.)$", ".$1")));
    }
    ModuleRun linked =
        ModuleRun.withFiles(
            ModuleRun.corpus("translator/" + prefix + "ld_nexe"),
            directory,
            List.of(
                "NACL_IRT_PNACL_TRANSLATOR_LINK_OUTPUT=/puts.nexe",
                name("LINK_INPUT", 0) + "/puts.o",
                "NACL_IRT_OPEN_RESOURCE_BASE=/"));
    assertEquals(new Exit.Normal(0), linked.exit, linked.output + linked.errors);
    ModuleRun run = ModuleRun.withFiles(directory.resolve("puts.nexe"), directory, List.of());
    assertEquals("Hello, World!\n\n", run.output);
    assertEquals(new Exit.Normal(0), run.exit, run.errors);
  }

  @Test
  void aTranslatorWaitsForItsFirstCall() throws IOException, InterruptedException {
    ServiceRuntime runtime = ModuleRun.started("translator/pnacl_public_x86_64_pnacl_sz_nexe");
    while (runtime.systemCalls().descriptors().get(3) == null) { // its service socket
      assertNull(runtime.sandbox().exit());
      Thread.sleep(1);
    }
    runtime.kill("the test has seen it wait");
    assertEquals(new Exit.Killed("the test has seen it wait"), runtime.sandbox().awaitExit());
    assertTrue(runtime.sandbox().release(), "a thread is left");
  }

  @Test
  void aTranslatorWithoutFilesSaysWhatItNeeds() throws IOException, InterruptedException {
    ModuleRun run =
        ModuleRun.with(
            "translator/pnacl_public_x86_64_pnacl_sz_nexe",
            List.of("NACL_IRT_PNACL_TRANSLATOR_COMPILE_INPUT=/puts.pexe"));
    Exit.Killed killed = assertInstanceOf(Exit.Killed.class, run.exit);
    assertTrue(killed.reason().contains("--files"), killed.reason());
  }
}
