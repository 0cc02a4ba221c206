package org.halite.runtime.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.halite.runtime.machine.Sandbox;
import org.halite.runtime.syscall.SystemCalls.Standing;
import org.junit.jupiter.api.Test;

class SystemCallTableTextTest {
  private final SystemCalls calls =
      new SystemCalls(
          new Sandbox(1 << 20, null),
          List.of(HostStream.NOTHING, HostStream.NOTHING, HostStream.NOTHING),
          false);

  @Test
  void theTableInTheDocumentationIsWhatTheCodeSays() throws IOException {
    String made = SystemCallTableText.markdown(calls);
    Path file = Path.of("SYSTEM-CALLS.md");
    Files.writeString(Path.of("target/SYSTEM-CALLS.md"), made);
    assertEquals(
        Files.readString(file), made, "renew it: cp target/SYSTEM-CALLS.md SYSTEM-CALLS.md");
  }

  @Test
  void everyCallThatIsAnsweredHasARow() {
    Set<Integer> rows = new HashSet<>();
    for (SystemCallTableText.Row row : SystemCallTableText.ROWS) {
      assertTrue(rows.add(row.number()), row.name() + " stands there twice");
    }
    for (int number = 0; number < 151; number++) {
      assertTrue(
          calls.standing(number) == Standing.MISSING || rows.contains(number),
          "call " + number + " has no row");
    }
  }

  @Test
  void everyRefusalHasItsReason() {
    for (SystemCallTableText.Row row : SystemCallTableText.ROWS) {
      if (calls.standing(row.number()) != Standing.ANSWERED) {
        assertFalse(row.reason().isEmpty(), row.name() + " is refused without a reason");
      }
    }
  }
}
