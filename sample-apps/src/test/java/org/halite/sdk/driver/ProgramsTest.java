package org.halite.sdk.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The programs of src/test/programs as modules, in real runtime processes: they print what the same
 * compiler's native builds print.
 */
class ProgramsTest {
  @TempDir static Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-O1", "-O2", "-O3", "-Os", "-O2 -g -ffunction-sections"})
  void everyProgramPrintsWhatItsNativeBuildPrints(String options) throws Exception {
    Workbench bench = Workbench.in(folder);
    Workbench.Outcome expected = nativeBuild(bench, options);
    build(bench, options);
    Workbench.Outcome module = bench.run("all.nexe", "a", "b");
    assertEquals(expected.out(), module.out());
    assertEquals(expected.status(), module.status());
  }

  /** Compiled and judged for any processor, and not run: this one may lack AVX. */
  @Test
  void codeForNewerProcessorsIsAcceptedToo() throws Exception {
    build(Workbench.in(folder), "-O3 -mavx2 -mfma");
  }

  private static void build(Workbench bench, String options) throws Exception {
    List<String> objects = new ArrayList<>();
    for (Path source : sources()) {
      String name = source.getFileName().toString();
      String object = name.substring(0, name.indexOf('.')) + ".o";
      List<String> words = new ArrayList<>(List.of(options.split(" ")));
      words.addAll(List.of("-c", source.toString(), "-o", object));
      bench.make(language(name), words.toArray(String[]::new));
      objects.add(object);
    }
    objects.addAll(List.of("-o", "all.nexe"));
    bench.make(Language.CXX, objects.toArray(String[]::new));
  }

  @Test
  void manySourcesAndAnArchiveMakeOneModuleAtOnce() throws Exception {
    Workbench bench = Workbench.in(folder);
    bench.write("one.c", "int two(void); int main(void) { return two() * 3; }");
    bench.write("two.c", "int two(void) { return 14; }");
    bench.write("words.txt", "-O2 one.c \"libtwo.a\" -o 'both one.nexe'");
    bench.make(Language.C, "-c", "two.c");
    int status =
        BinaryTool.AR.run(List.of("rcs", "libtwo.a", "two.o"), bench.folder(), Streams.standard());
    assertEquals(0, status);
    bench.make(Language.C, "@words.txt");
    assertEquals(new Workbench.Outcome(42, ""), bench.run("both one.nexe"));
  }

  @Test
  void writeSaysHowManyBytesItWrote() throws Exception {
    Workbench bench = Workbench.in(folder);
    bench.write(
        "write.c",
        """
        #include <unistd.h>
        int main(void) { return write(1, "four", 4) == 4 && write(9, "", 0) == -1 ? 42 : 1; }
        """);
    bench.make(Language.C, "write.c", "-o", "write.nexe");
    assertEquals(new Workbench.Outcome(42, "four"), bench.run("write.nexe"));
  }

  /** The library's own must not stand in its way, even where another function beside it is used. */
  @Test
  void aProgramMayHaveItsOwnMemset() throws Exception {
    Workbench bench = Workbench.in(folder);
    bench.write(
        "own.c",
        """
        #include <string.h>
        void *memset(void *to, int value, size_t size) {
          for (volatile char *at = to; size--; at++) *at = (char)(value + 1);
          return to;
        }
        static char a[4], b[4];
        int main(void) {
          memset(a, 6, sizeof a);
          memcpy(b, a, sizeof b);
          return memmove(b + 1, b, 3) == b + 1 ? b[0] * 6 : 1;
        }
        """);
    bench.make(Language.C, "-O1", "-fno-builtin", "own.c", "-o", "own.nexe");
    assertEquals(new Workbench.Outcome(42, ""), bench.run("own.nexe"));
  }

  private static Workbench.Outcome nativeBuild(Workbench bench, String options) throws Exception {
    List<String> command = new ArrayList<>(List.of("g++", "-fno-exceptions", "-fno-rtti"));
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-w", "-o", "native"));
    for (Path source : sources()) {
      command.addAll(List.of("-x", source.toString().endsWith(".c") ? "c" : "c++"));
      command.add(source.toString());
    }
    Workbench.Outcome built = bench.start(command);
    assertEquals(0, built.status(), built.out());
    Workbench.Outcome ran =
        bench.start(List.of(bench.folder().resolve("native").toString(), "a", "b"));
    assertTrue(ran.out().contains("md5 is right\nsha256 is right"), ran.out());
    return ran;
  }

  private static Language language(String name) {
    return name.endsWith(".cc") ? Language.CXX : Language.C;
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.list(Workbench.PROGRAMS)) {
      return files
          .filter(file -> file.toString().endsWith(".c") || file.toString().endsWith(".cc"))
          .sorted()
          .toList();
    }
  }
}
