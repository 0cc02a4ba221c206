package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.halite.bridge.store.ValidationCache;
import org.halite.wire.Powers;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that were given a directory, in the real, jailed runtime process. */
class FilesOfProgramsTest {
  private static final Path FACTS =
      Path.of("..", "..", "shared", "corpus", "own", "facts_test.nexe");

  @TempDir Path directory;

  private static ExitReport run(Path nexe, Powers powers, Path files) throws Exception {
    ProgramRun program =
        new ProgramRun(nexe, List.of(), Map.of(), 0, Duration.ofSeconds(30), powers, files);
    return program.run(RuntimeCommand.installed(), ValidationCache.none(), (level, text) -> {});
  }

  /** Its status is 0 only when all of its 153 checks hold. */
  @Test
  void theFactsOfFilesHoldInTheJail() throws Exception {
    Assumptions.assumeTrue(Files.exists(FACTS), "the corpus is not here: shared/corpus");
    Files.createDirectory(directory.resolve("etc"));
    Files.writeString(directory.resolve("etc/passwd"), "nobody\n");
    ExitReport report = run(FACTS.toRealPath(), new Powers(false, true, true), directory);
    assertEquals(0, report.status(), report.reason());
  }

  @Test
  void theKernelsOwnFilesAreNotGiven() throws Exception {
    Path nexe = Path.of("..", "sample-apps", "faults", "tries-every-call.nexe");
    ExitReport report = run(nexe, new Powers(false, false, true), Path.of("/proc/self"));
    assertEquals(-1, report.status());
    assertTrue(report.reason().contains("the kernel's own interfaces"), report.reason());
  }
}
