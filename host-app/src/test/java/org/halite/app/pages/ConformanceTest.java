package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.halite.ppapi.CompatibilityTable;
import org.halite.ppapi.Declaration;
import org.halite.ppapi.Declarations;
import org.junit.jupiter.api.Test;

/**
 * Whether the tests that the compatibility table names are what it says they are: for each version
 * of each interface a page whose module reports on just that, with calls that are recorded (see
 * {@link RecordedCalls}), and that is expected to have found nothing wrong and to have left no
 * function out. The pages themselves are run by {@link PageFolderTest}.
 */
class ConformanceTest {
  private static final Path PAGES = Path.of("src", "test", "pages");
  private static final Path TESTS = Path.of("src", "test", "java", "org", "halite", "app", "pages");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void eachVersionOfAnInterfaceIsProvedByAPageThatRecordsItsCalls() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Declaration declaration : Declarations.BROWSER) {
      String proof = CompatibilityTable.proofOf(declaration.family());
      if (proof.isEmpty()) {
        missing.add(declaration.name() + " has no conformance module");
        continue;
      }
      PageFolder page = PageFolder.read(PAGES.resolve("conform-" + proof));
      if (!page.property("built", "").startsWith("app.nexe:src/test/conformance/" + proof + ".c:")
          || !page.property("recorded", "").equals(proof)) {
        missing.add(page.name() + " does not build " + proof + ".c with its recorded calls");
      }
      List<JsonNode> reports = reportsOn(declaration.name(), page);
      if (reports.size() != 1) {
        missing.add(page.name() + " expects " + reports.size() + " reports on " + declaration);
      } else if (reports.getFirst().path(1).asInt() == 0 || reports.getFirst().path(2).size() > 0) {
        missing.add(page.name() + " expects too little of " + declaration.name());
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void eachInterfaceThatIsCalledIsProved() throws IOException {
    List<String> missing = new ArrayList<>();
    for (CompatibilityTable.Called called : CompatibilityTable.called()) {
      boolean proved =
          called.how().equals("no")
              || (called.proof().startsWith("conform-")
                  ? Files.isDirectory(PAGES.resolve(called.proof()))
                  : Files.isRegularFile(TESTS.resolve(called.proof() + ".java")));
      if (!proved) {
        missing.add(called.name() + " has no test");
      }
      if (called.proof().equals("conform-called")
          && reportsOn(called.name(), PageFolder.read(PAGES.resolve(called.proof()))).isEmpty()) {
        missing.add("conform-called expects no report on " + called.name());
      }
    }
    assertEquals(List.of(), missing);
  }

  private static List<JsonNode> reportsOn(String name, PageFolder page) throws IOException {
    List<JsonNode> reports = new ArrayList<>();
    for (String line : page.expected()) {
      for (JsonNode report : JSON.readTree(line).path("result")) {
        if (report.path(0).asText().equals(name) && report.path(2).isArray()) {
          reports.add(report);
        }
      }
    }
    return reports;
  }
}
