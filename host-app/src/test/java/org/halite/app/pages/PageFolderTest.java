package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.halite.app.RealBackend;
import org.halite.app.command.HaliteCommand;
import org.halite.app.serve.StaticServer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Runs every folder of src/test/pages: real modules in real runtime processes. Each line of
 * expected.jsonl names fields that a later line of the transcript must have; {@code {"result": …}}
 * is compared with what {@code --eval} printed, {@code {"never": …}} names fields that no line may
 * have. {@code {origin}} stands for the server, and a text that starts with ~ must be contained in
 * the field.
 */
class PageFolderTest {
  private static final Path PAGES = Path.of("src", "test", "pages");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long END_MILLIS = 5000;

  @TempDir Path temporary;

  @TestFactory
  Stream<DynamicTest> pages() throws IOException {
    List<PageFolder> folders = new ArrayList<>();
    try (Stream<Path> all = Files.list(PAGES)) {
      for (Path folder : all.sorted().toList()) {
        folders.add(PageFolder.read(folder));
      }
    }
    return folders.stream().map(page -> DynamicTest.dynamicTest(page.name(), () -> judge(page)));
  }

  /** A known failure must fail; one that starts to pass is news. */
  private void judge(PageFolder page) throws Exception {
    String knownFailure = page.property("known-failure", "");
    if (knownFailure.isEmpty()) {
      run(page);
      return;
    }
    try {
      run(page);
    } catch (AssertionError expected) {
      return;
    }
    fail("passes now, so it is no known failure any more: " + knownFailure);
  }

  private void run(PageFolder page) throws Exception {
    Path folder = Files.createDirectory(temporary.resolve(page.name()));
    page.layOut(folder);
    Path transcript = temporary.resolve(page.name() + ".jsonl");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String origin;
    int code;
    try (StaticServer server = StaticServer.start(folder, 0, null)) {
      origin = server.url().toString().replaceAll("/$", "");
      CommandLine halite = HaliteCommand.over(new RealBackend().get());
      halite.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
      code =
          halite.execute(
              "open",
              origin + "/index.html",
              "--headless",
              "--timeout",
              page.property("timeout", "30"),
              "--wait-for",
              page.property("wait-for", "done"),
              "--eval",
              page.property("eval", "seen"),
              "--transcript",
              transcript.toString());
    }
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(transcript)) {
      lines.add(JSON.readTree(line));
    }
    String story =
        "exit " + code + "\n" + err + out + String.join("\n", Files.readAllLines(transcript));
    assertEquals(Integer.parseInt(page.property("code", "0")), code, story);
    compare(page.expected(), lines, out.toString(), origin, story);
    awaitNoRuntimes(story);
  }

  private static void compare(
      List<String> expected, List<JsonNode> lines, String result, String origin, String story)
      throws IOException {
    int next = 0;
    for (String text : expected) {
      JsonNode wanted = JSON.readTree(text.replace("{origin}", origin));
      if (wanted.has("result")) {
        assertEquals(wanted.get("result"), JSON.readTree(result), story);
      } else if (wanted.has("never")) {
        for (JsonNode line : lines) {
          if (agrees(wanted.get("never"), line)) {
            fail("must not be in the transcript: " + line + "\n" + story);
          }
        }
      } else {
        while (next < lines.size() && !agrees(wanted, lines.get(next))) {
          next++;
        }
        if (next++ == lines.size()) {
          fail("not in the transcript, or not in this order: " + wanted + "\n" + story);
        }
      }
    }
  }

  /** Whether all wanted fields are there with the wanted values. */
  private static boolean agrees(JsonNode wanted, JsonNode line) {
    for (Map.Entry<String, JsonNode> field : wanted.properties()) {
      JsonNode value = line.get(field.getKey());
      String text = field.getValue().isTextual() ? field.getValue().textValue() : "";
      boolean same =
          value != null
              && (text.startsWith("~")
                  ? value.asText().contains(text.substring(1))
                  : value.equals(field.getValue()));
      if (!same) {
        return false;
      }
    }
    return true;
  }

  /** No page leaves a process behind. */
  private static void awaitNoRuntimes(String story) throws InterruptedException {
    long end = System.nanoTime() + END_MILLIS * 1_000_000;
    while (runtimes() > 0) {
      if (System.nanoTime() > end) {
        fail("a runtime process is left behind\n" + story);
      }
      Thread.sleep(20);
    }
  }

  private static long runtimes() {
    return ProcessHandle.current()
        .descendants()
        .filter(p -> p.info().commandLine().orElse("").contains("org.halite.runtime.Main"))
        .count();
  }
}
