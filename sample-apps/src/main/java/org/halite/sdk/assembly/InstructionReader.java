package org.halite.sdk.assembly;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the text of one instruction. Called by {@link AssemblyReader}. */
final class InstructionReader {
  private static final Set<String> PREFIXES =
      Set.of("lock", "rep", "repe", "repz", "repne", "repnz");

  /** Change nothing that sandboxed code could notice. */
  private static final Set<String> IGNORED =
      Set.of("notrack", "addr32", "bnd", "ds", "{disp32}", "{disp8}");

  private InstructionReader() {}

  static Instruction read(String text, Position position) throws AssemblyRefusal {
    String rest = text.strip();
    String prefix = "";
    while (true) {
      int end = 0;
      while (end < rest.length() && !Character.isWhitespace(rest.charAt(end))) {
        end++;
      }
      String word = rest.substring(0, end).toLowerCase(Locale.ROOT);
      rest = rest.substring(end).strip();
      if (PREFIXES.contains(word)) {
        prefix = prefix.isEmpty() ? word : prefix + " " + word;
      } else if (!IGNORED.contains(word)) {
        return new Instruction(prefix, word, operands(rest, position));
      }
      if (rest.isEmpty()) {
        if (PREFIXES.contains(word)) {
          throw new AssemblyRefusal(
              position,
              "the prefix `"
                  + word
                  + "` stands alone; write it before its instruction, on the"
                  + " same line and without a semicolon");
        }
        return Instruction.of("nop");
      }
    }
  }

  private static List<Operand> operands(String text, Position position) throws AssemblyRefusal {
    List<Operand> operands = new ArrayList<>();
    for (String part : split(text)) {
      operands.add(operand(part, position));
    }
    return operands;
  }

  /** At the commas that stand in no parentheses. */
  static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '(' -> depth++;
        case ')' -> depth--;
        case ',' -> {
          if (depth == 0) {
            parts.add(text.substring(from, i).strip());
            from = i + 1;
          }
        }
        default -> {}
      }
    }
    if (!text.isBlank()) {
      parts.add(text.substring(from).strip());
    }
    return parts;
  }

  private static Operand operand(String text, Position position) throws AssemblyRefusal {
    if (text.startsWith("*")) {
      return new Operand.Indirect(operand(text.substring(1).strip(), position));
    }
    if (text.startsWith("$")) {
      return new Operand.Immediate(new Expression(text.substring(1).strip()));
    }
    int colon = text.indexOf(':');
    if (text.startsWith("%") && colon < 0) {
      Register register = Register.named(text.substring(1).strip().toLowerCase(Locale.ROOT));
      return register != null ? new Operand.General(register) : new Operand.Other(text);
    }
    String segment = text.startsWith("%") ? text.substring(0, colon).strip() : null;
    return memory(segment, segment == null ? text : text.substring(colon + 1).strip(), position);
  }

  private static Operand memory(String segment, String text, Position position)
      throws AssemblyRefusal {
    int open = text.endsWith(")") ? text.lastIndexOf('(') : -1;
    String inside = open < 0 ? "" : text.substring(open + 1, text.length() - 1).strip();
    if (open < 0 || !(inside.startsWith("%") || inside.startsWith(","))) {
      return new Operand.Memory(segment, new Expression(text), null, null, 1, false);
    }
    Expression displacement = new Expression(text.substring(0, open).strip());
    String[] parts = inside.split(",", -1);
    String base = parts[0].strip();
    if (base.equals("%rip") || base.equals("%eip")) {
      return new Operand.Memory(segment, displacement, null, null, 1, true);
    }
    return new Operand.Memory(
        segment,
        displacement,
        register(base, position),
        parts.length > 1 ? register(parts[1].strip(), position) : null,
        parts.length > 2 ? scale(parts[2].strip(), position) : 1,
        false);
  }

  private static Register register(String text, Position position) throws AssemblyRefusal {
    if (text.isEmpty()) {
      return null;
    }
    Register register =
        text.startsWith("%") ? Register.named(text.substring(1).toLowerCase(Locale.ROOT)) : null;
    if (register == null || register.bits() < 32) {
      throw new AssemblyRefusal(
          position,
          "`" + text + "` cannot be part of an address; use a 32-bit or 64-bit general register");
    }
    return register;
  }

  private static int scale(String text, Position position) throws AssemblyRefusal {
    return switch (text) {
      case "1", "" -> 1;
      case "2" -> 2;
      case "4" -> 4;
      case "8" -> 8;
      default ->
          throw new AssemblyRefusal(position, "`" + text + "` is no scale; it is 1, 2, 4 or 8");
    };
  }
}
