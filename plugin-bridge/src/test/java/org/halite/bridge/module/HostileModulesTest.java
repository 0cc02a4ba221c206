package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.halite.bridge.store.ValidationCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The hostile modules of sample-apps/faults in the real, jailed runtime process: none gets what it
 * tries.
 */
class HostileModulesTest {
  private static final Path FAULTS = Path.of("..", "sample-apps", "faults");
  private static final int SIGSEGV = 11;

  private static ExitReport run(String name, Duration timeout, String... arguments)
      throws Exception {
    ProgramRun program =
        new ProgramRun(FAULTS.resolve(name + ".nexe"), List.of(arguments), Map.of(), 0, timeout);
    return program.run(RuntimeCommand.installed(), ValidationCache.none(), (level, text) -> {});
  }

  private static ExitReport run(String name) throws Exception {
    return run(name, Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"contains-ret", "contains-syscall", "unmasked-jump", "jumps-into-instruction"})
  void codeThatCouldLeaveTheSandboxNeverRuns(String name) throws Exception {
    ExitReport report = run(name);
    assertEquals(-1, report.status(), report.reason());
    assertTrue(
        report.reason().contains("the code breaks the sandbox's rules in one place at 0x200"),
        report.reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"jumps-to-data", "jumps-out", "writes-own-code"})
  void codeThatLeavesItsTextOrChangesItDies(String name) throws Exception {
    ExitReport report = run(name);
    assertEquals(SIGSEGV, report.signal(), report.reason());
    assertEquals(128 + SIGSEGV, report.status());
    assertTrue(report.backtrace().getFirst().startsWith("0x"), report.backtrace().toString());
  }

  @Test
  void aHiddenInstructionIsNotReachedByAMaskedJump() throws Exception {
    assertEquals(42, run("hidden-syscall").status());
  }

  @Test
  void everyCallForFilesAndOtherProcessesIsRefused() throws Exception {
    ExitReport report = run("tries-every-call");
    assertEquals(0, report.status(), report.reason());
  }

  @Test
  void codeMadeAtRunTimeIsJudgedToo() throws Exception {
    ExitReport report = run("feeds-dyncode");
    assertEquals(42, report.status(), report.reason());
  }

  /** Attack 9, and the implied accesses: each letter is a way out (see the source). */
  @ParameterizedTest
  @ValueSource(strings = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"})
  void theFarthestReachOfValidCodeHitsAGuard(String way) throws Exception {
    ExitReport report = run("reaches-out", Duration.ofSeconds(20), way);
    assertEquals(SIGSEGV, report.signal(), report.reason());
    assertEquals(128 + SIGSEGV, report.status());
    assertTrue(report.pc() >= 0x20000 && report.pc() < 0x30000, report.reason());
  }

  @Test
  void aModuleThatLoopsForEverIsKilledWhenItsTimeIsUp() throws Exception {
    assertEquals(ProgramRun.TIMED_OUT, run("loops-at-start", Duration.ofSeconds(1)).status());
  }
}
