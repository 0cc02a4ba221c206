package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.halite.ppapi.CompatibilityTable;
import org.halite.ppapi.Declaration;
import org.halite.ppapi.Declarations;
import org.halite.ppapi.Function;
import org.junit.jupiter.api.Test;

/**
 * Whether the tests that the compatibility table names are what it says they are. The pages
 * themselves are run by {@link PageFolderTest}.
 */
class ConformanceTest {
  private static final Path MODULES = Path.of("..", "sample-apps", "src", "test", "conformance");
  private static final Path PAGES = Path.of("src", "test", "pages");

  @Test
  void theModuleOfAnInterfaceCallsEachOfItsFunctions() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Declaration declaration : Declarations.BROWSER) {
      String proof = CompatibilityTable.proofOf(declaration.family());
      if (proof.isEmpty()) {
        missing.add(declaration.name() + " has no conformance module");
        continue;
      }
      String source = Files.readString(MODULES.resolve(proof + ".c"));
      for (Function function : declaration.functions()) {
        if (!source.contains("->" + function.name() + "(")) {
          missing.add(proof + ".c does not call " + function.name() + " of " + declaration.name());
        }
      }
      Path page = PAGES.resolve("conform-" + proof);
      if (!Files.readString(page.resolve("expected.jsonl")).contains('"' + declaration.name())) {
        missing.add(page.getFileName() + " expects nothing of " + declaration.name());
      }
      if (!Files.readString(page.resolve("test.properties")).contains("/" + proof + ".c:")) {
        missing.add(page.getFileName() + " does not build " + proof + ".c");
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void noPageOfConformanceExpectsAFailure() throws IOException {
    try (var all = Files.list(PAGES)) {
      for (Path page : all.toList()) {
        if (page.getFileName().toString().startsWith("conform-")) {
          String expected = Files.readString(page.resolve("expected.jsonl"));
          assertFalse(expected.contains("line "), page + " takes a failed check for its result");
        }
      }
    }
  }
}
