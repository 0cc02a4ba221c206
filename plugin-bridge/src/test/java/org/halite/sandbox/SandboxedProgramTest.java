package org.halite.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.halite.sandbox.SandboxedProgram.Ending;
import org.halite.sandbox.SandboxedProgram.Outcome;
import org.junit.jupiter.api.Test;

/** Programs on bytes, in the real runtime process. */
class SandboxedProgramTest {
  private static final Path SAMPLES = Path.of("..", "sample-apps");
  private static final byte[] NOTHING = {};

  @Test
  void theExampleOfTheReadme() throws Exception {
    byte[] input = "1 2 + 3 *\n".getBytes(StandardCharsets.UTF_8);
    Outcome outcome = SandboxedProgram.run(SAMPLES.resolve("jit/jit.nexe"), Limits.USUAL, input);
    assertEquals("9\n12\n", outcome.text()); // the second time with its constants changed
    assertEquals(new Ending.Exited(0), outcome.ending());
  }

  @Test
  void aFaultIsAValue() throws Exception {
    Outcome outcome =
        SandboxedProgram.run(SAMPLES.resolve("faults/writes-own-code.nexe"), Limits.USUAL, NOTHING);
    Ending.Faulted fault = assertInstanceOf(Ending.Faulted.class, outcome.ending());
    assertEquals(11, fault.signal());
    assertTrue(fault.reason().contains("SIGSEGV"), fault.reason());
  }

  @Test
  void aProgramThatLoopsIsKilledInTime() throws Exception {
    Outcome outcome =
        SandboxedProgram.run(
            SAMPLES.resolve("faults/loops-at-start.nexe"),
            Limits.USUAL.withCall(Duration.ofMillis(300)),
            NOTHING);
    assertEquals(
        new Ending.Killed("loops-at-start.nexe ran longer than 0.3 s and was killed"),
        outcome.ending());
  }

  @Test
  void aProgramThatWritesTooMuchIsKilled() throws Exception {
    Outcome outcome =
        SandboxedProgram.run(
            SAMPLES.resolve("jit/jit.nexe"),
            Limits.USUAL.withOutput(3),
            "1 2 +\n1 2 +\n1 2 +\n".getBytes(StandardCharsets.UTF_8));
    assertEquals("3\n4", outcome.text());
    assertEquals(
        new Ending.Killed("jit.nexe wrote more than 3 bytes and was killed"), outcome.ending());
  }

  @Test
  void whatCannotRunIsASentence() {
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                SandboxedProgram.run(
                    SAMPLES.resolve("faults/contains-syscall.nexe"), Limits.USUAL, NOTHING));
    assertTrue(e.getMessage().startsWith("contains-syscall.nexe "), e.getMessage());
    IOException none =
        assertThrows(
            IOException.class,
            () -> SandboxedProgram.run(Path.of("none.nexe"), Limits.USUAL, NOTHING));
    assertEquals("none.nexe: there is no such file", none.getMessage());
  }
}
