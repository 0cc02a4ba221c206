package org.halite.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What ATTACKS.md and SECURITY.md say of tests is so: the tests that they name exist. */
class AttackMapTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** {@code aPackage.SomeTest.someMethod}, without package or without method. */
  private static final Pattern TEST =
      Pattern.compile("(?:[a-z]+\\.)*([A-Z]\\w*Test)(?:\\.([a-z]\\w+))?");

  /** A method of the test that was named last. */
  private static final Pattern METHOD = Pattern.compile("[a-z]+[A-Z]\\w+");

  /** Source texts by the names of their classes. */
  private final Map<String, String> sources = new HashMap<>();

  private void readSources() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.map(m -> m.resolve("src/test/java")).toList()) {
        if (!Files.isDirectory(module)) {
          continue;
        }
        try (Stream<Path> files = Files.walk(module)) {
          for (Path file : files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
            String name = file.getFileName().toString().replace(".java", "");
            sources.merge(name, Files.readString(file), String::concat);
          }
        }
      }
    }
  }

  /** Tests that the lines of tables name and that do not exist. */
  private List<String> missing(String text) {
    List<String> missing = new ArrayList<>();
    String source = null;
    for (String line : text.lines().filter(l -> l.startsWith("|")).toList()) {
      Matcher code = CODE.matcher(line);
      while (code.find()) {
        Matcher test = TEST.matcher(code.group(1));
        if (test.matches()) {
          source = sources.get(test.group(1));
          String method = test.group(2);
          if (source == null || method != null && !source.contains(" " + method + "(")) {
            missing.add(code.group(1));
          }
        } else if (METHOD.matcher(code.group(1)).matches()
            && (source == null || !source.contains(" " + code.group(1) + "("))) {
          missing.add(code.group(1));
        }
      }
    }
    return missing;
  }

  @Test
  void theTestsOfTheMapExist() throws IOException {
    readSources();
    String map = Files.readString(Path.of("ATTACKS.md"));
    assertEquals(List.of(), missing(map));
    TreeSet<Integer> attacks = new TreeSet<>();
    Matcher row = Pattern.compile("(?m)^\\| (\\d+) ").matcher(map);
    while (row.find()) {
      assertTrue(attacks.add(Integer.valueOf(row.group(1))), row.group() + "stands twice");
    }
    for (int attack = 1; attack <= 28; attack++) {
      assertTrue(attacks.contains(attack), "attack " + attack + " has no row");
    }
  }

  @Test
  void theTestsOfSecurityExist() throws IOException {
    readSources();
    assertEquals(List.of(), missing(Files.readString(ROOT.resolve("SECURITY.md"))));
  }

  @Test
  void aTestThatDoesNotExistIsFound() throws IOException {
    readSources();
    String line = "| x | `AttackMapTest.aTestThatDoesNotExistIsFound`, `noSuchTest`; `NoTest` |";
    assertEquals(List.of("noSuchTest", "NoTest"), missing(line));
  }
}
