package org.halite.sdk.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line of {@code halite cc}: what it makes, and the sentences when it cannot. */
class CompilerDriverTest {
  @TempDir static Path shared;
  private Workbench bench;

  @BeforeEach
  void openWorkbench() throws Exception {
    bench = Workbench.in(shared);
    bench.write("good.c", "#include \"part.h\"\nint main(void) { return PART; }\n");
    bench.write("part.h", "#ifndef PART\n#define PART 5\n#endif\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-fsanitize=address good.c | -fsanitize=address: sanitizers need a library",
        "-static-pie good.c | -static-pie: a program without a linker lies at a fixed place",
        "-shared -static good.c | -shared and -static exclude each other",
        "-m32 good.c | -m32: modules have 64-bit instructions and 32-bit pointers",
        "-Zfoo good.c | the option -Zfoo is not known",
        "good.c -o | behind -o a word is missing",
        "missing.c | there is no file missing.c",
        "-c good.c part.h -o x | -o names one file, and there are 2 inputs",
        "-O2 | there is no input file",
        "good.xyz | good.xyz has no suffix that tells what it is",
        "-x fortran good.c | -x fortran is not supported",
        "-c - | - is standard input; say with -x c"
      })
  void whatCannotBeDoneIsSaidInASentence(String words, String sentence) throws Exception {
    Workbench.Outcome outcome = bench.cc(words.split(" "));
    assertEquals(1, outcome.status());
    assertTrue(outcome.out().startsWith("halite cc: " + sentence), outcome.out());
    assertEquals(1, outcome.out().lines().count(), outcome.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int f(void) { __asm__(\"syscall\"); return 1; } | bad.c:1: error: `syscall` enters the",
        "int f(void) {\\n\\n__asm__(\"mov %eax, %r15d\"); } | bad.c:3: error: `mov %eax, %r15d` wr",
        "int r;\\nvoid f(void) { __asm__(\"movl %%fs:20, %0\" : \"=r\"(r)); } | bad.c:2: error: `%fs:20`"
            + " goes",
        "typedef long long v __attribute__((vector_size(16)));\\nv f(v a) { return __builtin_ia32_aesenc128(a, a); } |"
            + " bad.c:2: error: `aesenc %xmm0, %xmm0` is refused by the validator",
        "__asm__(\".byte 0x0f, 0x05\"); | bad.c: error: `.byte 0x0f, 0x05` puts data among code"
      })
  void codeThatBreaksTheRulesIsRefusedWithFileAndLine(String source, String report)
      throws Exception {
    bench.write("bad.c", source.replace("\\n", "\n") + "\n");
    Workbench.Outcome outcome = bench.cc("-O2", "-maes", "-c", "bad.c", "-o", "bad.o");
    assertEquals(1, outcome.status());
    assertTrue(outcome.out().startsWith(report), outcome.out());
    assertFalse(Files.exists(bench.folder().resolve("bad.o")));
  }

  @Test
  void anObjectOfAnotherCompilerIsFoundWhenTheModuleIsJudged() throws Exception {
    bench.write(
        "raw.s",
        ".text\n.globl main\n.type main, @function\nmain:\n movl (%rdi), %eax\n syscall\n ret\n");
    assertEquals(0, bench.start(List.of("as", "--x32", "raw.s", "-o", "raw.o")).status());
    Workbench.Outcome outcome = bench.cc("raw.o", "-o", "raw.nexe");
    assertEquals(1, outcome.status());
    assertTrue(outcome.out().contains("raw.nexe breaks the sandbox's rules and was not kept"));
    assertTrue(outcome.out().contains("main"), outcome.out());
    assertTrue(outcome.out().contains("syscall"), outcome.out());
    assertFalse(Files.exists(bench.folder().resolve("raw.nexe")));
  }

  @Test
  void preprocessedAssemblyIsSandboxedToo() throws Exception {
    bench.write(
        "add.S",
        "#define ANSWER 40\n .globl add\nadd:\n movl $ANSWER, %eax\n addl (%rdi), %eax\n ret\n");
    bench.write("use.c", "int add(int *); int main(void) { int two = 2; return add(&two); }");
    bench.make(Language.C, "-O2", "use.c", "add.S", "-o", "add.nexe");
    assertEquals(42, bench.run("add.nexe").status());
    bench.write("bad.S", "#define X 1\n\n nop\n#if X\n wrmsr\n#endif\n");
    assertTrue(bench.cc("-c", "bad.S").out().startsWith("bad.S:5: error: `wrmsr`"));
  }

  @Test
  void makeGetsItsDependencies() throws Exception {
    bench.make(Language.C, "-MMD", "-c", "good.c", "-o", "out.o");
    assertEquals("out.o: good.c part.h\n", Files.readString(bench.folder().resolve("out.d")));
    bench.make(Language.C, "-MMD", "-MF", "other.d", "-MT", "goal", "-c", "good.c");
    assertEquals("goal: good.c part.h\n", Files.readString(bench.folder().resolve("other.d")));
  }

  @Test
  void assemblyAndPreprocessedTextCanBeLookedAt() throws Exception {
    bench.make(Language.C, "-S", "-O2", "good.c");
    String assembly = Files.readString(bench.folder().resolve("good.s"));
    assertTrue(assembly.contains("\tandl\t$-32, %r11d\n\taddq\t%r15, %r11\n\tjmp\t*%r11\n"));
    Workbench.Outcome outcome = bench.cc("-E", "-DPART=99", "good.c");
    assertTrue(outcome.out().contains("return 99;"), outcome.out());
  }

  @Test
  void aConfigureScriptGetsItsAnswers() throws Exception {
    assertEquals("x86_64-nacl\n", bench.cc("-dumpmachine").out());
    assertTrue(bench.cc("--version").out().startsWith("gcc"));
    String macros = bench.cc("-dM", "-E", "good.c").out();
    assertTrue(macros.contains("#define __native_client__ 1"), macros);
    assertTrue(macros.contains("#define __ILP32__ 1"));
    assertFalse(macros.contains("__linux__"));
  }

  @Test
  void theSameSourceMakesTheSameBytes() throws Exception {
    bench.make(Language.C, "-O2", "good.c", "-o", "first.nexe");
    bench.make(Language.C, "-O2", "good.c", "-o", "second.nexe");
    assertEquals(
        -1,
        Files.mismatch(
            bench.folder().resolve("first.nexe"), bench.folder().resolve("second.nexe")));
  }

  /** As make -j does when the library is not built yet. */
  @Test
  void manyCompilersAtOnceShareOneLibrary(@TempDir Path fresh) throws Exception {
    Workbench cold = Workbench.in(fresh).with(fresh.resolve("cache"));
    List<Workbench.Outcome> outcomes = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Workbench.Outcome>> commands = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String name = "part" + i;
        cold.write(name + ".c", "int " + name + ";");
        commands.add(() -> cold.cc("-c", "-nostdlib", name + ".c"));
      }
      for (var future : threads.invokeAll(commands)) {
        outcomes.add(future.get());
      }
    }
    assertEquals(Collections.nCopies(4, new Workbench.Outcome(0, "")), outcomes);
    try (Stream<Path> left = Files.list(cold.cache())) {
      assertEquals(2, left.count(), "one start-up library, one for pages");
    }
  }

  @Test
  void anArgumentFileThatNamesItselfEnds() throws Exception {
    bench.write("loop.txt", "@loop.txt");
    assertTrue(bench.cc("@loop.txt").out().contains("does one of them name itself?"));
  }
}
