package org.halite.runtime.jail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.halite.wire.RuntimeNamespaces;
import org.junit.jupiter.api.Test;

/** What stands in a spare process before it is given a module. */
class EnteredJailTest {
  private static final String NOTHING = " passwd no status no list no mount no root again no";

  @Test
  void aSpareProcessHasNoFilesAndNoPrivilegesAndCanStillLoadAModule() throws Exception {
    assumeTrue(
        !RuntimeNamespaces.here().prefix().isEmpty() || Landlock.version() > 0,
        "this machine has neither namespaces nor Landlock: the filter is the first wall");
    JailedJvm.Ending ending =
        JailedJvm.run(
            JailedJvm.inNamespaces(
                JailedJvm.command(JailedJvm.production(), "", EnteredProbe.class)));
    assertEquals(
        List.of(
            "before passwd yes status yes list yes",
            "main" + NOTHING,
            "newer" + NOTHING,
            "older" + NOTHING,
            "a module was loaded",
            "filter true",
            "opened meanwhile: -9",
            "The process could not be locked down: the jail was shut before."),
        ending.lines());
    assertEquals(0, ending.status());
  }
}
