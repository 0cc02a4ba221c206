package org.halite.runtime.jail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.halite.runtime.jail.JailedJvm.Ending;
import org.halite.wire.RuntimeNamespaces;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walls that no filter and no Landlock stand behind: each must hold alone. */
class NamespacesTest {
  private static final List<String> THREADS = List.of("main", "newer", "older");

  @TempDir private Path folder;

  private Path created() {
    return folder.resolve("created");
  }

  @BeforeEach
  void thisMachineGivesNamespaces() {
    RuntimeNamespaces here = RuntimeNamespaces.here();
    assumeFalse(here.prefix().isEmpty(), here::why);
  }

  /** With a listener that could be reached, and outside of the namespaces is. */
  private Ending probe(String doors) throws IOException, InterruptedException {
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      List<String> command =
          JailedJvm.command(
              JailedJvm.production(),
              "",
              NamespaceProbe.class,
              doors,
              Integer.toString(listener.getLocalPort()),
              created().toString());
      return JailedJvm.run(doors.equals("wall") ? JailedJvm.inNamespaces(command) : command);
    }
  }

  private static void assertEverywhere(Ending ending, String outcome) {
    for (String who : THREADS) {
      assertTrue(ending.lines().contains(who + ": " + outcome), ending::output);
    }
  }

  @Test
  void withoutFilterAndLandlockThereIsNoNetworkAndNoFile() throws Exception {
    Ending ending = probe("wall");
    assertEverywhere(ending, "connect errno 101"); // ENETUNREACH
    for (String attempt :
        List.of(
            "open /etc/passwd", "open /proc/self/status", "open the parent's root", "open ..")) {
      assertEverywhere(ending, attempt + " errno 2"); // ENOENT: an empty directory
    }
    for (String who : THREADS) {
      assertFalse(ending.lines().contains(who + ": create a file done"), ending::output);
    }
    assertFalse(Files.exists(created()));
  }

  @Test
  void aProcessOfItsOwnUserReachesNoOther() throws Exception {
    Ending ending = probe("wall");
    assumeTrue(
        ending.output().contains("wall " + Jail.USER + ": yes"),
        "only root can give a process a user id of its own");
    assertEverywhere(ending, "user own");
    assertEverywhere(ending, "signal the parent errno 1");
    assertEverywhere(ending, "trace the parent errno 1");
    assertEverywhere(ending, "become root errno 1");
  }

  @Test
  void theSameAttemptsSucceedWithoutTheWalls() throws Exception {
    Ending ending = probe("nothing");
    assertEverywhere(ending, "connect done");
    assertEverywhere(ending, "open /etc/passwd done");
    assertEverywhere(ending, "open /proc/self/status done");
    assertEverywhere(ending, "signal the parent done");
    assertEverywhere(ending, "create a file done");
    assertEverywhere(ending, "user not");
  }

  /** In mounts that are not its own, leaving the root directory would take it from the machine. */
  @Test
  void aProcessInTheBrowsersNamespacesLeavesThemAlone() throws Exception {
    List<String> command =
        JailedJvm.command(
            JailedJvm.production(), "", NamespaceProbe.class, "wall", "1", created().toString());
    List<String> told = new ArrayList<>(command);
    told.addAll(4, List.of("env", RuntimeNamespaces.OUTSIDE + "=" + RuntimeNamespaces.outside()));
    for (List<String> line : List.of(command, told)) {
      Ending ending = JailedJvm.run(line);
      assertTrue(ending.output().contains("wall " + Jail.ROOT + ": no ("), ending::output);
      assertTrue(ending.output().contains("wall " + Jail.NETWORK + ": no ("), ending::output);
      assertEverywhere(ending, "open /etc/passwd done");
    }
    assertTrue(Files.exists(Path.of("/etc/passwd")));
  }

  @Test
  void aNamespaceIsOnlyOwnWhenItIsKnownNotToBeTheBrowsers() {
    String outside = RuntimeNamespaces.outside();
    Map<String, Boolean> said =
        Map.of(outside, false, "", false, "net:[1]", false, "mnt:[1] net:[1] user:[1]", true);
    said.forEach(
        (value, own) -> assertEquals(own, RuntimeNamespaces.own("mnt", value), () -> value));
    assertFalse(RuntimeNamespaces.own("mnt", null));
  }
}
