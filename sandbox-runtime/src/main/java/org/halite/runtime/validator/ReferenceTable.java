package org.halite.runtime.validator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The opcode tables as {@link ReferenceValidator} sees them: the lines of the {@code .tab} files,
 * read column by column as the README beside them says. Shares no code with the automaton's reader.
 */
final class ReferenceTable {
  private static final String[] FILES = {
    "integer.tab", "x87.tab", "mmx.tab", "3dnow.tab", "sse.tab", "avx.tab", "fma.tab"
  };

  /** Mandatory prefixes as a set; no bit is "np". */
  static final int P66 = 1;

  static final int PF2 = 2;
  static final int PF3 = 4;

  /** Opcode maps: one byte; after 0f; after 0f 38; after 0f 3a. VEX numbers its maps so, too. */
  static final int ONE_BYTE = 0;

  static final int MAP_0F = 1;
  static final int MAP_0F38 = 2;
  static final int MAP_0F3A = 3;

  /** No constraint, or no such thing. */
  static final int ANY = -1;

  /** What an instruction does to a general register (3.5). */
  enum Effect {
    /** A 32-bit write that is recognised as clearing the upper half. */
    ZERO_EXTENDS,
    /** Any other write of 16, 32 or 64 bits. */
    WRITES,
    /** A write of 8 bits. */
    WRITES_BYTE
  }

  /**
   * A register that is written.
   *
   * @param place where its number stands: 'E' ModRM.rm, 'G' ModRM.reg, 'O' opcode, 'r' it is rax
   */
  record Write(char place, Effect effect) {}

  /**
   * One encoding. A line with the encoding {@code v} makes three: 32, 64 and 16 bits.
   *
   * @param modrm whether a ModRM byte follows the opcode
   * @param digit ModRM.reg must be this, or ANY
   * @param exact the ModRM byte must be this, or ANY
   * @param suffix the byte after the operands must be this (3DNow!), or ANY
   * @param prefixes exactly these mandatory prefixes; for VEX the one that pp stands for
   * @param w REX.W or VEX.W must be 0 or 1, or ANY
   * @param l VEX.L must be 0 or 1, or ANY
   * @param vvvvFree VEX.vvvv is an operand; otherwise it must be 1111
   * @param register the form with ModRM.mod = 3 exists
   * @param memory the form with a memory operand exists
   * @param access the memory form accesses memory; false for lea, prefetch and nop
   * @param lowNibbleZero the last byte names a register in its high half; its low half must be 0
   * @param immediate bytes after ModRM, SIB and displacement, without the suffix
   * @param jump the immediate is the distance of a direct jump
   * @param cpu the features needed, bits of {@link CpuFeatures}
   */
  record Row(
      boolean modrm,
      int digit,
      int exact,
      int suffix,
      int prefixes,
      int w,
      int l,
      boolean vvvvFree,
      boolean register,
      boolean memory,
      boolean access,
      boolean lowNibbleZero,
      int immediate,
      boolean jump,
      List<Write> writes,
      boolean lock,
      boolean hint,
      boolean norex,
      boolean nontemporal,
      int cpu) {}

  private static final Row[] NONE = {};

  private final Row[][] legacy = new Row[4 * 256][];
  private final Row[][] vex = new Row[4 * 256][];

  ReferenceTable() {
    Arrays.fill(legacy, NONE);
    Arrays.fill(vex, NONE);
    for (String file : FILES) {
      for (String line : lines(file)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          readLine(line);
        }
      }
    }
  }

  /** The rows of an opcode without VEX; never null, and all with a ModRM byte or all without. */
  Row[] legacy(int map, int opcode) {
    return legacy[map * 256 + opcode];
  }

  /** The rows of a VEX opcode. */
  Row[] vex(int map, int opcode) {
    return vex[map * 256 + opcode];
  }

  private static List<String> lines(String file) {
    try (InputStream in = ReferenceTable.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  private void readLine(String line) {
    String[] columns = line.split("\\|", -1);
    String[] opcode = columns[0].strip().split(" ");
    String encoding = columns[1].strip();
    String[] operands = columns[2].isBlank() ? new String[0] : columns[2].strip().split(",");
    String flag = columns.length > 4 ? columns[4].strip() : "";
    String cpu = columns.length > 5 ? columns[5].strip() : "";
    if (opcode[0].equals("vex")) {
      add(opcode, vexEncoding(encoding), operands, flag, cpu);
    } else if (encoding.equals("v")) {
      add(opcode, new Encoding(false, 0, 0, ANY, false), operands, flag, cpu);
      add(opcode, new Encoding(false, 0, 1, ANY, false), operands, flag, cpu);
      add(opcode, new Encoding(false, P66, 0, ANY, false), operands, flag, cpu);
    } else {
      add(opcode, legacyEncoding(encoding), operands, flag, cpu);
    }
  }

  /** The second column. */
  private record Encoding(boolean vex, int prefixes, int w, int l, boolean vvvvFree) {}

  private static Encoding legacyEncoding(String text) {
    int w = text.endsWith("*") ? ANY : text.endsWith("W") ? 1 : 0;
    String prefix = w == 0 ? text : text.substring(0, text.length() - 1);
    return new Encoding(false, prefixes(prefix), w, ANY, false);
  }

  /** For example {@code NDS.128+256.66.W0}. */
  private static Encoding vexEncoding(String text) {
    boolean free = text.startsWith("NDS.");
    String[] parts = (free ? text.substring(4) : text).split("\\.");
    int l =
        switch (parts[0]) {
          case "128" -> 0;
          case "256" -> 1;
          case "128+256" -> ANY;
          default -> throw new IllegalArgumentException(text);
        };
    int w =
        switch (parts[2]) {
          case "W0" -> 0;
          case "W1" -> 1;
          case "WIG" -> ANY;
          default -> throw new IllegalArgumentException(text);
        };
    return new Encoding(true, prefixes(parts[1]), w, l, free);
  }

  private static int prefixes(String text) {
    return switch (text) {
      case "np" -> 0;
      case "66" -> P66;
      case "f2" -> PF2;
      case "f3" -> PF3;
      case "66+f2" -> P66 | PF2;
      default -> throw new IllegalArgumentException("prefix " + text);
    };
  }

  private void add(
      String[] opcodeColumn, Encoding e, String[] operands, String flag, String cpuColumn) {
    int i = e.vex ? 1 : 0;
    int map = ONE_BYTE;
    if (opcodeColumn[i].equals("0f") && i + 1 < opcodeColumn.length) {
      map = MAP_0F;
      i++;
      if (opcodeColumn[i].equals("38") || opcodeColumn[i].equals("3a")) {
        map = opcodeColumn[i].equals("38") ? MAP_0F38 : MAP_0F3A;
        i++;
      }
    }
    String opcode = opcodeColumn[i++];
    int first = Integer.parseInt(opcode.substring(0, 2), 16);
    int last =
        opcode.endsWith("+r")
            ? first + 7
            : opcode.contains("..") ? Integer.parseInt(opcode.substring(4), 16) : first;
    boolean modrm = i < opcodeColumn.length;
    int digit = ANY;
    int exact = ANY;
    int suffix = ANY;
    if (modrm) {
      String form = opcodeColumn[i++];
      if (!form.startsWith("/")) {
        exact = Integer.parseInt(form, 16);
      } else if (!form.equals("/r")) {
        digit = Integer.parseInt(form.substring(1));
      }
      suffix = i < opcodeColumn.length ? Integer.parseInt(opcodeColumn[i], 16) : ANY;
    }

    boolean register = true;
    boolean memory = true;
    boolean access = true;
    boolean lowNibbleZero = false;
    boolean jump = false;
    int immediate = 0;
    List<Write> writes = new ArrayList<>();
    for (String operand : operands) {
      char place = operand.charAt(0);
      char size = operand.length() > 1 ? operand.charAt(1) : ' ';
      register &= place != 'M' && place != 'A';
      memory &= place != 'R' && place != 'U' && place != 'N' && place != 'S';
      access &= place != 'A' && place != 'B';
      lowNibbleZero |= place == 'L';
      jump |= place == 'J';
      immediate += immediateBytes(place, size, e.prefixes);
      int effect = operand.indexOf('=');
      if (effect > 0) {
        char sizeLetter = operand.charAt(effect - 1);
        writes.add(new Write(place, effect(operand.charAt(effect + 1), sizeLetter, e)));
      }
    }
    Row row =
        new Row(
            modrm,
            digit,
            exact,
            suffix,
            e.prefixes,
            e.w,
            e.l,
            e.vvvvFree,
            register,
            memory && exact == ANY,
            access,
            lowNibbleZero,
            immediate,
            jump,
            List.copyOf(writes),
            flag.equals("lock"),
            flag.equals("hint"),
            flag.equals("norex"),
            flag.equals("nontemporal"),
            cpu(cpuColumn));
    for (int code = first; code <= last; code++) {
      append(e.vex ? vex : legacy, map * 256 + code, row);
    }
  }

  private static void append(Row[][] table, int at, Row row) {
    Row[] rows = Arrays.copyOf(table[at], table[at].length + 1);
    rows[rows.length - 1] = row;
    if (rows[0].modrm != row.modrm) {
      throw new IllegalArgumentException("opcode " + Integer.toHexString(at) + ": ModRM or not?");
    }
    table[at] = rows;
  }

  private static int immediateBytes(char place, char size, int prefixes) {
    return switch (place) {
      case 'L' -> 1;
      case 'J' -> size == 'b' ? 1 : 4;
      case 'I' ->
          switch (size) {
            case 'b', 's' -> 1;
            case 'w' -> 2;
            case 'd' -> 4;
            case 'q' -> 8;
            case 'z' -> (prefixes & P66) != 0 ? 2 : 4;
            default -> throw new IllegalArgumentException("immediate of size " + size);
          };
      default -> 0;
    };
  }

  /** {@code =z} clears the upper half only where the operand is 32 bits wide. */
  private static Effect effect(char letter, char size, Encoding e) {
    return switch (letter) {
      case 'w' -> Effect.WRITES;
      case 'b' -> Effect.WRITES_BYTE;
      case 'z' ->
          switch (size) {
            case 'd' -> Effect.ZERO_EXTENDS;
            case 'v' -> e.w == 0 && e.prefixes == 0 ? Effect.ZERO_EXTENDS : Effect.WRITES;
            default -> throw new IllegalArgumentException("=z of size " + size);
          };
      default -> throw new IllegalArgumentException("effect =" + letter);
    };
  }

  private static int cpu(String column) {
    int bits = 0;
    for (String name : column.isEmpty() ? new String[0] : column.split("\\+")) {
      bits |= CpuFeatures.bit(name);
    }
    return bits;
  }
}
