package org.halite.sdk.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code halite cc} makes for the dynamic linker: libraries and modules that need them. */
class SharedLibraryTest {
  @TempDir static Path shared;
  private Workbench bench;

  @BeforeEach
  void openWorkbench() throws Exception {
    bench = Workbench.in(shared);
    bench.write(
        "counter.c",
        """
        int counter = 40;
        static int step = 1;
        int *where(void) { return &counter; }
        int count(int kind) {
          switch (kind) {
            case 0: return counter;
            case 1: return counter += step;
            case 2: return -counter;
            case 3: return counter * 3;
            case 4: return step;
            case 5: return 7;
            default: return where() == &counter;
          }
        }
        """);
    bench.write(
        "use.c",
        """
        #include <unistd.h>
        extern int counter;
        int count(int), *where(void);
        int main(void) {
          counter++;
          if (where() != &counter) return 1;
          if (count(9) != 1) return 2;
          return count(1) + (count == 0);
        }
        """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-O2", "-O3"})
  void aProgramFindsItsLibrary(String level) throws Exception {
    bench.make(Language.C, level, "-fPIC", "-shared", "counter.c", "-o", "libcounter.so");
    bench.make(Language.C, level, "use.c", "-L.", "-lcounter", "-o", "use.nexe");
    assertEquals(new Workbench.Outcome(42, ""), bench.runWithFiles("use.nexe"));
  }
}
