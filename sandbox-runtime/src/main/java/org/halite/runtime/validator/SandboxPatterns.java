package org.halite.runtime.validator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads {@code sandbox.tab} (notation in the README.md beside it) and lays its byte sequences over
 * an automaton. Used by the generator only.
 */
final class SandboxPatterns {
  private static final String RESOURCE = "sandbox.tab";
  private static final List<String> STRING_PARTS =
      List.of(
          "mov-rsi", "lea-rsi", "mov-rdi", "lea-rdi", "string-rsi", "string-rdi", "string-both");

  private final AutomatonBuilder builder;
  private final List<String[]> lines = new ArrayList<>();

  SandboxPatterns(AutomatonBuilder builder) {
    this.builder = builder;
    try (InputStream in = SandboxPatterns.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("table " + RESOURCE + " is missing beside the validator");
      }
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        if (!line.isEmpty() && line.charAt(0) != '#') {
          lines.add(Arrays.stream(line.split("\\|")).map(String::strip).toArray(String[]::new));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The automaton that starts at {@code place}, with the sequences of the table in it. */
  int over(int place) {
    int start = place;
    for (String[] line : lines) {
      if (!line[0].equals("sequence")) {
        boolean low = line[1].endsWith(" n");
        if (low || line[1].endsWith(" N")) {
          for (int n = low ? 0 : 8; n < (low ? 8 : 15); n++) {
            start = pattern(start, line, n);
          }
        } else {
          start = pattern(start, line, 0);
        }
      }
    }
    return start;
  }

  private int pattern(int start, String[] line, int register) {
    AutomatonBuilder.End end = end(line, register);
    int place = start;
    for (List<boolean[]> path : paths(line[0].split(" "), 0, register)) {
      place = builder.along(place, path, end);
    }
    return place;
  }

  private AutomatonBuilder.End end(String[] line, int register) {
    String[] effect = line[1].split(" ");
    int cpu = line.length > 3 ? CpuFeatures.bit(line[3]) : 0;
    switch (effect[0]) {
      case "part" -> {
        int part = part(effect[1], register) << Automaton.PART_SHIFT;
        return place -> marked(place, part, line);
      }
      case "end" -> {
        int part = part(effect[1], register) << Automaton.PART_SHIFT;
        return place -> fresh(place, part, cpu, line);
      }
      case "fixes" -> {
        int needs = effect[1].equals("rsp") ? Automaton.PENDING_RSP : Automaton.PENDING_RBP;
        return place -> fresh(place, needs << Automaton.NEEDS_SHIFT, cpu, line);
      }
      case "plain" -> {
        return place -> fresh(place, 0, cpu, line);
      }
      default -> throw bad("no such effect", line);
    }
  }

  /** An instruction that is allowed anyway becomes part of a sequence. */
  private int marked(int place, int part, String[] line) {
    AutomatonBuilder.Effect ordinary = place < 0 ? builder.effect(place) : null;
    if (ordinary == null || (ordinary.word() & (Automaton.TAIL | Automaton.PART)) != 0) {
      throw bad("not an instruction by itself", line);
    }
    return builder.effect(ordinary.word() | part, ordinary.cpu(), 0);
  }

  /** An instruction that only the table allows. */
  private int fresh(int place, int word, int cpu, String[] line) {
    if (place != 0) {
      throw bad("already allowed", line);
    }
    return builder.effect(word, cpu, 0);
  }

  private static int part(String name, int register) {
    return switch (name) {
      case "and" -> Automaton.AND + register;
      case "add" -> Automaton.ADD + register;
      case "jump" -> Automaton.JUMP + register;
      default -> {
        int string = STRING_PARTS.indexOf(name);
        if (string < 0) {
          throw new IllegalStateException(RESOURCE + ": no such part: " + name);
        }
        yield Automaton.MOV_RSI + string;
      }
    };
  }

  /** All paths that a line's bytes stand for: one, or one more for each byte that may be absent. */
  private static List<List<boolean[]>> paths(String[] bytes, int i, int register) {
    if (i == bytes.length) {
      return List.of(List.of());
    }
    List<List<boolean[]>> rest = paths(bytes, i + 1, register);
    List<List<boolean[]>> all = new ArrayList<>();
    boolean[] set = new boolean[256];
    boolean any = false;
    for (String one : bytes[i].split("/")) {
      if (one.equals("-")) {
        all.addAll(rest);
      } else {
        any = true;
        add(set, one, register & 7);
      }
    }
    if (any) {
      for (List<boolean[]> path : rest) {
        List<boolean[]> longer = new ArrayList<>(path);
        longer.addFirst(set);
        all.add(longer);
      }
    }
    return all;
  }

  private static void add(boolean[] set, String text, int register) {
    int first = Integer.parseInt(text.substring(0, 2), 16);
    String more = text.substring(2);
    switch (more) {
      case "" -> set[first] = true;
      case "+n", "+N" -> set[first + register] = true;
      case "+8n", "+8N" -> set[first + 8 * register] = true;
      default -> Arrays.fill(set, first, Integer.parseInt(more.substring(2), 16) + 1, true);
    }
  }

  /** The table for {@link Automaton#sequence}: states are what has been seen of a sequence. */
  byte[] sequences() {
    List<List<Integer>> whole = new ArrayList<>();
    for (String[] line : lines) {
      if (line[0].equals("sequence")) {
        for (int register = 0; register < (line[1].contains(" n") ? 15 : 1); register++) {
          List<Integer> parts = new ArrayList<>();
          for (String part : line[1].split(", ")) {
            parts.add(part(part.split(" ")[0], register));
          }
          whole.add(parts);
        }
      }
    }
    return new SequenceTable(whole).bytes();
  }

  private static IllegalStateException bad(String what, String[] line) {
    return new IllegalStateException(RESOURCE + ": " + what + ": " + line[0] + " | " + line[1]);
  }
}
