package org.halite.sdk.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The programs of src/test/libc as modules with the C library: they print what their native builds
 * print with the system's.
 */
class CLibraryTest {
  private static final Path PROGRAMS = Path.of("src", "test", "libc").toAbsolutePath();

  @TempDir static Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"input_output", "texts", "control", "numbers"})
  void aProgramPrintsWhatItsNativeBuildPrints(String name) throws Exception {
    Workbench bench = Workbench.withLibrary(folder);
    String source = PROGRAMS.resolve(name + ".c").toString();
    List<String> command =
        new ArrayList<>(List.of("gcc", "-O2", "-w", source, "-o", name, "-lm", "-pthread"));
    Workbench.Outcome built = bench.start(command);
    assertEquals(0, built.status(), built.out());
    bench.make(Language.C, "-O2", source, "-o", name + ".nexe", "-lm", "-pthread");
    Workbench.Outcome expected = bench.start(List.of(bench.folder().resolve(name).toString()));
    Workbench.Outcome module = bench.run(name + ".nexe");
    assertEquals(expected.out(), module.out());
    assertEquals(expected.status(), module.status());
  }
}
