package org.halite.runtime.jail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.halite.runtime.jail.JailedJvm.Ending;
import org.junit.jupiter.api.Test;

/** What a locked process can take from the machine has an end, whatever runs in it. */
class ResourceLimitsTest {
  private static final int KILLED = 128 + 9;

  /** Beyond what was allowed, the virtual machine's own: its heap and 256 MiB. */
  private static final long OWN_MIB = 640 + 256;

  private static Ending probe(String what) throws Exception {
    return JailedJvm.run(
        JailedJvm.inNamespaces(
            JailedJvm.command(JailedJvm.production(), "", GreedyProbe.class, what)));
  }

  private static long number(Ending ending, String name) {
    for (String line : ending.lines()) {
      if (line.startsWith(name + ": ")) {
        return Long.parseLong(line.substring(name.length() + 2));
      }
    }
    throw new AssertionError(ending.output());
  }

  @Test
  void memoryIsBounded() throws Exception {
    long taken = number(probe("memory"), "MiB");
    assertTrue(taken > 0 && taken <= (GreedyProbe.MEMORY >> 20) + OWN_MIB, () -> taken + " MiB");
  }

  @Test
  void processorTimeIsBoundedWhereItWasAsked() throws Exception {
    Ending ending = probe("processor");
    assertTrue(ending.lines().contains("closed"), ending::output);
    assertEquals(KILLED, ending.status(), ending::output);
  }

  @Test
  void aThreadBombEndsWithTheBomb() throws Exception {
    Ending closed = probe("threads");
    long threads = number(closed, "threads");
    assumeTrue(
        Namespaces.look(false).countedAlone(),
        "only root can give a process a user id whose threads are counted alone");
    assertTrue(
        threads > 100 && threads <= ResourceLimits.THREADS_ALONE, () -> threads + " threads");
    assertTrue(closed.lines().contains("no more"), closed::output);
  }
}
