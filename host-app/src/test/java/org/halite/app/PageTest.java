package org.halite.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.halite.app.command.Backend;
import org.halite.app.command.FakeBackend;
import org.halite.app.command.HaliteCommand;
import org.halite.app.serve.StaticServer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs the folders of {@code src/test/pages}; their README tells the format. */
class PageTest {
  private static final Path TESTS = Path.of("src/test/pages");
  private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();
  private static final String SECONDS = "60";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path temporary;

  @TestFactory
  List<DynamicTest> aFolderIsATest() throws IOException {
    try (Stream<Path> folders = Files.list(TESTS)) {
      return folders
          .filter(Files::isDirectory)
          .sorted()
          .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> runFolder(f)))
          .toList();
    }
  }

  private void runFolder(Path folder) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(folder.resolve("test.properties"))) {
      properties.load(in);
    }
    String knownFailure = properties.getProperty("known-failure");
    if (knownFailure == null) {
      open(folder, properties);
      return;
    }
    try {
      open(folder, properties);
    } catch (AssertionError expected) {
      return;
    }
    throw new AssertionError("passes now, so it is no known failure any more: " + knownFailure);
  }

  private void open(Path folder, Properties properties) throws IOException {
    Path served = Files.createDirectories(temporary.resolve(folder.getFileName().toString()));
    layOut(folder, properties, served);
    Path transcript = temporary.resolve(folder.getFileName() + ".jsonl");
    StringWriter err = new StringWriter();
    String base;
    try (StaticServer server = StaticServer.start(served, 0, null)) {
      base = server.url().toString();
      List<String> words = new ArrayList<>(List.of("open", base + "index.html", "--headless"));
      words.addAll(List.of("--timeout", SECONDS, "--transcript", transcript.toString()));
      if (properties.getProperty("wait-for") != null) {
        words.addAll(List.of("--wait-for", properties.getProperty("wait-for")));
      }
      CommandLine line = HaliteCommand.over(backend(properties.getProperty("modules", "real")));
      line.setErr(new PrintWriter(err));
      int code = line.execute(words.toArray(String[]::new));
      assertEquals(0, code, () -> err + read(transcript));
    }
    compare(folder, base, Files.readAllLines(transcript));
  }

  private static Backend backend(String modules) {
    return switch (modules) {
      case "scripted" -> new FakeBackend();
      case "real" -> {
        assumeTrue(hasRuntime(), "the runtime process's main class is not in this build");
        yield new BridgeBackend(System.err);
      }
      default -> throw new AssertionError("modules = " + modules + ": write real or scripted");
    };
  }

  private static boolean hasRuntime() {
    try {
      Class.forName("org.halite.runtime.Main", false, PageTest.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static void layOut(Path folder, Properties properties, Path served) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.copy(file, served.resolve(file.getFileName()));
      }
    }
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith("file.")) {
        String path = properties.getProperty(name);
        Path file = CHECKOUT.resolve(path);
        if (path.startsWith("corpus/")) {
          file = CHECKOUT.resolve("../shared").resolve(path);
          assumeTrue(Files.exists(file), path + " is not here");
        }
        Files.copy(file, served.resolve(name.substring("file.".length())));
      }
    }
  }

  private static void compare(Path folder, String base, List<String> transcript)
      throws IOException {
    List<JsonNode> happened = new ArrayList<>();
    for (String line : transcript) {
      happened.add(JSON.readTree(line));
    }
    int at = 0;
    List<String> wanted = lines(folder.resolve("expected.jsonl"), base);
    assertTrue(!wanted.isEmpty(), "expected.jsonl expects nothing");
    for (String line : wanted) {
      JsonNode expected = JSON.readTree(line);
      while (at < happened.size() && !matches(expected, happened.get(at))) {
        at++;
      }
      assertTrue(
          at < happened.size(),
          () -> "in vain, or too early: " + line + "\n" + String.join("\n", transcript));
      at++;
    }
    for (String line : lines(folder.resolve("never.jsonl"), base)) {
      JsonNode forbidden = JSON.readTree(line);
      for (JsonNode event : happened) {
        assertTrue(!matches(forbidden, event), () -> "must not happen: " + event);
      }
    }
  }

  private static List<String> lines(Path file, String base) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    return Files.readAllLines(file).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.replace("{base}", base))
        .toList();
  }

  private static boolean matches(JsonNode expected, JsonNode actual) {
    if (expected.isObject()) {
      for (Map.Entry<String, JsonNode> field : expected.properties()) {
        if (!actual.has(field.getKey())
            || !matches(field.getValue(), actual.get(field.getKey()))) {
          return false;
        }
      }
      return true;
    }
    if (expected.isTextual() && expected.asText().startsWith("~")) {
      return actual.isTextual() && actual.asText().matches("(?s)" + expected.asText().substring(1));
    }
    // 42 and 42.0 are one number to a page.
    return (expected.isNumber() && actual.isNumber())
        ? expected.asDouble() == actual.asDouble()
        : expected.equals(actual);
  }

  private static String read(Path transcript) {
    try {
      return Files.readString(transcript);
    } catch (IOException e) {
      return "(no transcript)";
    }
  }
}
