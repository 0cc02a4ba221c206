package org.halite.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With modules of this project, so that it runs everywhere. */
class OwnModuleTest {
  private static final Path SAMPLES = Path.of("../sample-apps");

  @Test
  void callsComeBack() throws Exception {
    Path nexe = SAMPLES.resolve("bench/srpc-null.nexe");
    try (SandboxedModule module = SandboxedModule.load(nexe, Limits.USUAL)) {
      assertEquals(List.of("service_discovery::C", "null::"), module.methods());
      for (int i = 0; i < 1000; i++) {
        assertNull(module.call("null"));
      }
    }
  }

  @Test
  void aModuleThatServesNobodyIsGivenUp() {
    Path nexe = SAMPLES.resolve("faults/loops-at-start.nexe");
    Limits limits = new Limits(0, Duration.ofSeconds(1), Duration.ofSeconds(1));
    IOException refused = assertThrows(IOException.class, () -> SandboxedModule.load(nexe, limits));
    assertTrue(
        refused.getMessage().startsWith("loops-at-start.nexe does not serve SRPC: the module did"),
        refused.getMessage());
  }

  @Test
  void codeThatTheValidatorRefusesDoesNotStart() {
    IOException refused =
        assertThrows(
            IOException.class,
            () -> SandboxedModule.load(SAMPLES.resolve("faults/contains-ret.nexe"), Limits.USUAL));
    assertTrue(refused.getMessage().contains("breaks the sandbox's rules"), refused.getMessage());
  }
}
