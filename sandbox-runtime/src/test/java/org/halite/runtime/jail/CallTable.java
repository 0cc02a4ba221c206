package org.halite.runtime.jail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Names of the system calls and of a filter's answers, so that golden files can be read. */
final class CallTable {
  static final Map<String, Integer> NUMBERS = new TreeMap<>();
  static final Map<Integer, String> NAMES = new TreeMap<>();

  static {
    for (String line : lines("x86-64-calls.txt")) {
      String[] words = line.split(" ");
      NUMBERS.put(words[1], Integer.valueOf(words[0]));
      NAMES.put(Integer.valueOf(words[0]), words[1]);
    }
  }

  private CallTable() {}

  /** The lines of a resource beside this class that are neither empty nor comments. */
  static List<String> lines(String resource) {
    try (InputStream in = CallTable.class.getResourceAsStream(resource)) {
      List<String> lines = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (!line.isBlank() && !line.startsWith("#")) {
          lines.add(line.strip());
        }
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int number(String name) {
    Integer number = NUMBERS.get(name);
    return number != null ? number : Integer.decode(name);
  }

  static String verdict(int answer) {
    int data = answer & 0xffff;
    return switch (answer & 0xffff0000) {
      case 0x7fff0000 -> "allow";
      case 0x80000000 -> "kill";
      case 0x00050000 ->
          switch (data) {
            case 1 -> "EPERM";
            case 13 -> "EACCES";
            case 22 -> "EINVAL";
            case 38 -> "ENOSYS";
            default -> "errno " + data;
          };
      default -> String.format(Locale.ROOT, "unknown answer 0x%08x", answer);
    };
  }
}
