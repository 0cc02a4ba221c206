package org.halite.runtime;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The load that a spare process practises with. */
class RehearsalTest {
  @Test
  void ourOwnModuleIsAcceptedAndGivesItsAddressesBack() throws Exception {
    SandboxCode judge = new SandboxCode();
    Rehearsal.run(judge, (thunks, memory) -> List.of()); // throws where it is refused
    long before = addresses();
    for (int i = 0; i < 3; i++) {
      Rehearsal.run(judge, (thunks, memory) -> List.of());
    }
    long more = addresses() - before;
    assertTrue(more < 1L << 30, () -> more + " bytes of addresses are still taken");
  }

  private static long addresses() throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmSize:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    throw new AssertionError("/proc/self/status has no VmSize");
  }
}
