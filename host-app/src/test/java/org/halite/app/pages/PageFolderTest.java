package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
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
  private static final int COLOUR_TOLERANCE = 4;

  @TempDir Path temporary;

  @TestFactory
  Stream<DynamicTest> pages() throws IOException {
    List<PageFolder> folders = new ArrayList<>();
    try (Stream<Path> all = Files.list(PAGES)) {
      for (Path folder : all.sorted().toList()) {
        if (folder.getFileName().toString().startsWith(System.getProperty("halite.pages", ""))) {
          folders.add(PageFolder.read(folder));
        }
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
    Path picture = temporary.resolve(page.name() + ".png");
    Path sounds = temporary.resolve(page.name() + "-sounds");
    boolean pictured = page.words("pixels").length > 0;
    String origin;
    int code;
    try (StaticServer server = StaticServer.start(folder, 0, null)) {
      origin = server.url().toString().replaceAll("/$", "");
      CommandLine halite = HaliteCommand.over(new RealBackend().get());
      halite.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
      List<String> words = new ArrayList<>(List.of("open", "--headless"));
      words.addAll(List.of("--timeout", page.property("timeout", "30")));
      words.addAll(List.of("--wait-for", page.property("wait-for", "done")));
      words.addAll(List.of("--eval", page.property("eval", "seen")));
      words.addAll(List.of("--transcript", transcript.toString()));
      if (pictured) {
        words.addAll(List.of("--screenshot", picture.toString()));
      }
      if (page.words("heard").length > 0) {
        words.addAll(List.of("--record-sound", sounds.toString()));
      }
      words.add(origin + "/" + page.property("page", "index.html"));
      code = halite.execute(words.toArray(String[]::new));
    }
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(transcript)) {
      lines.add(JSON.readTree(line));
    }
    String story =
        "exit " + code + "\n" + err + out + String.join("\n", Files.readAllLines(transcript));
    assertEquals(Integer.parseInt(page.property("code", "0")), code, story);
    compare(page.expected(), lines, out.toString(), origin, story);
    if (pictured) {
      comparePixels(page.words("pixels"), ImageIO.read(picture.toFile()));
    }
    for (String rule : page.words("heard")) {
      String[] parts = rule.split(":", -1);
      HeardSound.expectSine(
          sounds.resolve("sound-" + parts[0] + ".wav"),
          Integer.parseInt(parts[1]),
          Double.parseDouble(parts[2]));
    }
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

  /** X,Y=RRGGBB: each colour within what rounding may change. */
  private static void comparePixels(String[] wanted, BufferedImage picture) {
    for (String rule : wanted) {
      String[] parts = rule.split("[,=]", -1);
      int colour = Integer.parseInt(parts[2], 16);
      int shown = picture.getRGB(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
      for (int shift = 0; shift < 24; shift += 8) {
        if (Math.abs((colour >> shift & 0xff) - (shown >> shift & 0xff)) > COLOUR_TOLERANCE) {
          fail("the picture has " + Integer.toHexString(shown & 0xffffff) + " where " + rule);
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

  /** Processes for modules, of this one and those it started. */
  static long runtimes() {
    return ProcessHandle.current()
        .descendants()
        .filter(p -> p.info().commandLine().orElse("").contains("org.halite.runtime.Main"))
        .count();
  }
}
