package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.halite.wire.RuntimeNamespaces;
import org.halite.wire.RuntimeWalls;
import org.halite.wire.WireException;
import org.junit.jupiter.api.Test;

/** What a runtime process says of its walls, and what may be said in its place. */
class WallInspectionTest {
  @Test
  void aRealProcessTellsOfEveryWall() throws Exception {
    List<RuntimeWalls.Wall> walls = WallInspection.of(RuntimeCommand.installed());
    assertEquals(
        List.of(
            "processor",
            "descriptors",
            "limits",
            "root directory",
            "network",
            "user id",
            "privileges",
            "landlock",
            "system call filter"),
        walls.stream().map(RuntimeWalls.Wall::name).toList());
    boolean namespaces = !RuntimeNamespaces.here().prefix().isEmpty();
    for (RuntimeWalls.Wall wall : walls) {
      switch (wall.name()) {
        case "network" -> assertEquals(namespaces, wall.stands(), wall.why());
        case "root directory", "user id", "landlock" -> assertTrue(!wall.why().isEmpty());
        default -> assertTrue(wall.stands(), wall::toString);
      }
    }
  }

  @Test
  void aProcessThatTellsNothingIsASentence() throws Exception {
    IOException failure =
        assertThrows(
            IOException.class, () -> WallInspection.of(LocalModuleHostTest.scripted("dies")));
    assertEquals("the runtime process ended with status 7: no such luck", failure.getMessage());
  }

  @Test
  void aReportThatIsNoneIsRefused() throws Exception {
    for (String report :
        List.of(
            "x",
            "name\tyes\n",
            "name\tperhaps\twhy\n",
            "name\tyes\twhy",
            "name\n\tyes\twhy\n",
            "a\tyes\t" + "x".repeat(5000) + "\n",
            "a\tyes\tb\n".repeat(65))) {
      assertThrows(WireException.class, () -> RuntimeWalls.parse(report), report);
    }
    assertEquals(
        List.of(new RuntimeWalls.Wall("a", false, "b c d")),
        RuntimeWalls.parse(RuntimeWalls.line("a", false, "b\tc\nd")));
  }
}
