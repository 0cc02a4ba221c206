package org.halite.sdk.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code -g} is for: a crash tells function, file and line. */
final class DebugLinesTest {
  @TempDir Path temporary;

  private Workbench crashing() throws Exception {
    Workbench bench = Workbench.in(temporary);
    Files.createDirectories(bench.folder().resolve("src"));
    bench.write(
        "src/deep.c",
        """
        int *volatile place;

        __attribute__((noinline)) int deep(int a) {
          int b = a + 1;
          *place = b;
          return b;
        }
        """);
    bench.write(
        "main.c",
        """
        int deep(int a);

        __attribute__((noinline)) int middle(int a) {
          int b = deep(a);

          return b * 2;
        }

        int main(int argc, char **argv) {
          (void)argv;
          return
              middle(argc);
        }
        """);
    return bench;
  }

  private static void assertFrames(String said, List<String> frames) {
    int at = 0;
    for (String frame : frames) {
      int found = said.indexOf(frame, at);
      assertTrue(found >= 0, frame + " is not in " + said);
      at = found;
    }
  }

  @Test
  void aCrashTellsFunctionFileAndLineOfEachFrame() throws Exception {
    Workbench bench = crashing();
    bench.make(
        Language.C, "-O0", "-g", "-fno-omit-frame-pointer", "main.c", "src/deep.c", "-o", "a.nexe");
    Workbench.Outcome outcome = bench.run("a.nexe");
    assertFrames(
        outcome.out(),
        List.of(
            " deep+0x", "(src/deep.c:5)", " middle+0x", "(main.c:4)", " main+0x", "(main.c:12)"));
  }

  @Test
  void theOlderFormsOfDebuggersAreReadToo() throws Exception {
    Workbench bench = crashing();
    for (String version : List.of("-gdwarf-2", "-gdwarf-3", "-gdwarf-4", "-gdwarf-5")) {
      bench.make(Language.C, "-O1", version, "src/deep.c", "main.c", "-o", "a.nexe");
      Workbench.Outcome outcome = bench.run("a.nexe");
      assertFrames(outcome.out(), List.of(" deep+0x", "(src/deep.c:5)"));
    }
  }

  @Test
  void withoutGThereAreNoLinesAndWithItTheModuleIsTheSameCode() throws Exception {
    Workbench bench = crashing();
    bench.make(Language.C, "-O2", "main.c", "src/deep.c", "-o", "a.nexe");
    String said = bench.run("a.nexe").out();
    assertTrue(said.contains(" deep"), said);
    assertFalse(said.contains(".c:"), said);
    bench.make(Language.C, "-O2", "-s", "main.c", "src/deep.c", "-o", "b.nexe");
    bench.make(Language.C, "-O2", "-g", "-s", "main.c", "src/deep.c", "-o", "c.nexe");
    assertArrayEquals(
        Files.readAllBytes(bench.folder().resolve("b.nexe")),
        Files.readAllBytes(bench.folder().resolve("c.nexe")));
    assertFalse(bench.run("c.nexe").out().contains(".c:"));
  }
}
