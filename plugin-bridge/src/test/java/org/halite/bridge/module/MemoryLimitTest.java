package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.halite.bridge.SharedFolder;
import org.halite.bridge.store.ValidationCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that ask for more memory than they may have, in the real, jailed runtime process. */
class MemoryLimitTest {
  private static final Path GREEDY =
      Path.of("..", "sample-apps", "faults", "takes-all-memory.nexe");

  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private String out;
  private String err;

  private ExitReport run(Path nexe, long memory, String input, String... arguments)
      throws Exception {
    ProgramRun program =
        new ProgramRun(nexe, List.of(arguments), Map.of(), memory, Duration.ofSeconds(60));
    ProgramPipes pipes = new ProgramPipes(input.getBytes(StandardCharsets.UTF_8), 1 << 20);
    ExitReport report =
        program.run(RuntimeCommand.installed(), ValidationCache.none(), this::log, pipes);
    out = new String(pipes.output(), StandardCharsets.UTF_8);
    err = new String(pipes.error(), StandardCharsets.UTF_8);
    return report;
  }

  /** On the wire's thread. */
  private void log(ModuleEvents.Level level, String text) {
    if (level == ModuleEvents.Level.WARNING && !text.contains("Landlock")) {
      warnings.add(level + ": " + text);
    }
  }

  /**
   * It is told ENOMEM, goes on, and can have again what it gives back. The tables of its interfaces
   * take 1 MiB.
   */
  @ParameterizedTest
  @CsvSource({"17825792,16,17 MiB", "3670016,2,3670016 bytes", "269484032,256,257 MiB"})
  void aModuleGetsAllThatItMayHaveAndThenEnomem(long memory, int pieces, String said)
      throws Exception {
    ExitReport report = run(GREEDY, memory, "");
    assertEquals(12, report.status(), report.reason());
    assertEquals("m".repeat(pieces), out);
    assertEquals(
        List.of(
            "WARNING: the module asked for more memory than the "
                + said
                + " that it may have, and got ENOMEM; --memory gives it more"),
        warnings);
  }

  @Test
  void anInterpreterSaysItInItsOwnWordsAndWeInOurs() throws Exception {
    Path lua = SharedFolder.require("corpus/own/lua.nexe");
    String program = "local t = {} for i = 1, 1e9 do t[i] = string.rep('x', 1000) .. i end";
    ExitReport report = run(lua, 32L << 20, program, "-");
    assertEquals(1, report.status(), report.reason());
    assertTrue(err.contains("not enough memory"), err);
    assertEquals(1, warnings.size(), warnings::toString);
  }

  @Test
  void whatIsWithinTheLimitIsNotSpokenOf() throws Exception {
    Path lua = SharedFolder.require("corpus/own/lua.nexe");
    ExitReport report = run(lua, 32L << 20, "print(#string.rep('x', 4000000))", "-");
    assertEquals(0, report.status(), report.reason());
    assertEquals("4000000\n", out);
    assertEquals(List.of(), warnings);
  }
}
