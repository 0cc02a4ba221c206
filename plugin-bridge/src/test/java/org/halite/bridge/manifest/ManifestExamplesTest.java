package org.halite.bridge.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestExamplesTest {
  private static final Path EXAMPLES = examples();

  private static Path examples() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("manifest-examples"))) {
      folder = folder.getParent();
    }
    return folder.resolve("manifest-examples");
  }

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".nmf"))
          .map(name -> name.substring(0, name.length() - 4))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void anExampleHasItsOutcome(String name) throws IOException {
    String expected = Files.readString(EXAMPLES.resolve(name + ".outcome"));
    URI url = URI.create("http://a.test/dir/" + name + ".nmf");
    assertEquals(expected, outcome(Files.readAllBytes(EXAMPLES.resolve(name + ".nmf")), url));
  }

  private static String outcome(byte[] manifest, URI url) {
    List<String> lines = new ArrayList<>();
    try {
      Manifest parsed = Nmf.parse(manifest, url, url);
      describe("program", parsed.program(), lines);
      if (parsed.interpreter() != null) {
        describe("interpreter", parsed.interpreter(), lines);
      }
      parsed.files().forEach((name, entry) -> describe("file " + name, entry, lines));
      parsed.notes().forEach(note -> lines.add("note = " + note));
    } catch (ManifestException e) {
      lines.add("error = " + e.getMessage());
    }
    return String.join("\n", lines) + "\n";
  }

  private static void describe(String what, ManifestEntry entry, List<String> lines) {
    String sha256 = entry.sha256() == null ? "" : " sha256 " + entry.sha256();
    if (entry.translation() == null) {
      lines.add(what + " = " + entry.url() + sha256);
      return;
    }
    lines.add(
        what
            + " = "
            + entry.url()
            + sha256
            + " to be translated with optlevel "
            + entry.translation().optLevel());
    if (entry.translation().debug() != null) {
      describe(what + " for a debugger", entry.translation().debug(), lines);
    }
  }

  private static String refusal(String manifest) {
    byte[] bytes = manifest.getBytes(StandardCharsets.UTF_8);
    URI url = URI.create("http://a.test/app.nmf");
    return assertThrows(ManifestException.class, () -> Nmf.parse(bytes, url, url)).getMessage();
  }

  private static Manifest parse(byte[] bytes) throws ManifestException {
    URI url = URI.create("http://a.test/app.nmf");
    return Nmf.parse(bytes, url, url);
  }

  @Test
  void thereAreFortyExamplesAndMore() throws IOException {
    assertTrue(names().size() >= 40, () -> "only " + EXAMPLES);
  }

  @Test
  void aManifestBeyondOneMebibyteIsRefused() {
    assertEquals(
        "app.nmf is too large: 1048578 bytes, a manifest may have 1048576",
        refusal("{" + " ".repeat(1 << 20) + "}"));
  }

  @Test
  void hugeNumbersAndEndlessNestingAreRefused() {
    assertTrue(
        refusal("{\"a\": " + "9".repeat(100_000) + "}").startsWith("app.nmf is no manifest"));
    assertTrue(refusal("[".repeat(1_000_000)).startsWith("app.nmf is no manifest"));
  }

  @Test
  void aThousandUnknownKeysGiveTwentyNotes() throws ManifestException {
    StringBuilder manifest = new StringBuilder("{\"program\": {\"x86-64\": {\"url\": \"a.nexe\"}}");
    for (int i = 0; i < 1000; i++) {
      manifest.append(",\"k").append(i).append("\":0");
    }
    byte[] bytes = manifest.append('}').toString().getBytes(StandardCharsets.UTF_8);
    assertEquals(20, parse(bytes).notes().size());
  }
}
