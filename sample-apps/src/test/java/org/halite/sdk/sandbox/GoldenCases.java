package org.halite.sdk.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a golden file: assembly, then, indented, what becomes of it. */
final class GoldenCases {
  /**
   * @param assembly as many lines as there are
   * @param expected without the indentation
   * @param line of the file where it starts
   */
  record Case(List<String> assembly, List<String> expected, int line) {
    @Override
    public String toString() {
      return "line " + line + ": " + String.join("; ", assembly);
    }
  }

  private GoldenCases() {}

  static List<Case> read(String name) throws IOException {
    String text;
    try (InputStream in = GoldenCases.class.getResourceAsStream(name)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<Case> cases = new ArrayList<>();
    List<String> assembly = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    int line = 0;
    int start = 1;
    for (String raw : text.split("\n", -1)) {
      line++;
      boolean result = raw.startsWith("    ");
      if (!result && !expected.isEmpty()) {
        cases.add(new Case(List.copyOf(assembly), List.copyOf(expected), start));
        assembly.clear();
        expected.clear();
      }
      if (result) {
        expected.add(raw.strip());
      } else if (!raw.isBlank() && !raw.startsWith("#")) {
        start = assembly.isEmpty() ? line : start;
        assembly.add(raw);
      }
    }
    return cases;
  }
}
