package org.halite.runtime.irt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.halite.runtime.machine.Sandbox;
import org.halite.runtime.syscall.FileTree;
import org.halite.runtime.syscall.HostStream;
import org.halite.runtime.syscall.SystemCalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IrtTableTextTest {
  @TempDir Path directory;

  private List<IrtInterface> offered(boolean files) {
    Sandbox sandbox = new Sandbox(1 << 20, null);
    SystemCalls calls = new SystemCalls(sandbox, List.of(HostStream.NOTHING), false);
    if (files) {
      calls.allowFiles(FileTree.open(directory.toString()));
    }
    return new IrtInterfaces(sandbox, calls, List.of()).all();
  }

  private static List<String> names(List<IrtInterface> interfaces) {
    return interfaces.stream().map(IrtInterface::name).toList();
  }

  @Test
  void theTableInTheDocumentationIsWhatTheCodeSays() throws IOException {
    String made = IrtTableText.markdown(names(offered(false)), names(offered(true)));
    Files.writeString(Path.of("target/IRT.md"), made);
    assertEquals(Files.readString(Path.of("IRT.md")), made, "renew it: cp target/IRT.md IRT.md");
  }

  @Test
  void everyInterfaceHasARowWithAllItsMembers() {
    Map<String, List<String>> rows = new HashMap<>();
    for (IrtTableText.Row row : IrtTableText.ROWS) {
      rows.put(row.name(), row.members());
    }
    for (IrtInterface each : offered(true)) {
      assertNotNull(rows.get(each.name()), each.name() + " has no row");
      assertEquals(rows.get(each.name()).size(), each.functions().size(), each.name());
    }
  }
}
