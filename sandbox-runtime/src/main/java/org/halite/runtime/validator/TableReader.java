package org.halite.runtime.validator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the opcode tables (resources beside this class, format in their README.md) into an {@link
 * OpcodeTable}. A hand parser on bytes, because it runs at each start. The tables are part of the
 * program: a bad line is a bug and throws.
 */
final class TableReader {
  private static final String[] ALLOWED = {
    "integer.tab", "x87.tab", "mmx.tab", "sse.tab", "avx.tab", "fma.tab", "3dnow.tab"
  };
  private static final String FORBIDDEN = "forbidden.tab";

  /** All text read, for the disassembler to look up names and operands in. */
  final byte[] text;

  final OpcodeTable table = new OpcodeTable();
  private int at;

  /**
   * Without {@code forbidden}: exactly what the validator allows. With it: also what people write
   * that it refuses.
   */
  TableReader(boolean forbidden) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(96 * 1024);
    for (String name : ALLOWED) {
      append(all, name);
    }
    if (forbidden) {
      append(all, FORBIDDEN);
    }
    text = all.toByteArray();
    while (at < text.length) {
      if (text[at] == '#' || text[at] == '\n') {
        skipTo('\n');
        at++;
      } else {
        line();
      }
    }
  }

  private static void append(ByteArrayOutputStream all, String name) {
    try (InputStream in = TableReader.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "opcode table " + name + " is missing beside the validator");
      }
      in.transferTo(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Parts of the line being read.
  private boolean vex;
  private int map;
  private int opcode;
  private int lastOpcode;
  private boolean suffix;
  private int digit;
  private int literal;
  private int common;
  private int cpu;
  private int encodingStart;
  private int encodingEnd;
  private int operandsStart;
  private int operandsEnd;

  private void line() {
    int start = at;
    opcodeColumn();
    encodingStart = at;
    encodingEnd = column();
    operandsStart = at;
    operandsEnd = column();
    column();
    flagsColumn();
    cpu = 0;
    int cpuStart = at;
    skipTo('\n');
    for (int i = cpuStart; i < at; i++) {
      int from = i;
      while (i < at && text[i] > ' ' && text[i] != '+') {
        i++;
      }
      if (i > from) {
        cpu |= CpuFeatures.bit(word(from, i));
      }
    }
    at++;
    if (vex) {
      vexRows(start);
    } else {
      legacyRows(start);
    }
  }

  /** {@code [vex] bytes, opcode[..last | +r], [/r | /digit | literal ModRM], [3DNow! suffix]}. */
  private void opcodeColumn() {
    vex = text[at] == 'v';
    if (vex) {
      at += 4;
    }
    map = OpcodeTable.MAP_ONE;
    suffix = false;
    common = 0;
    digit = -1;
    literal = -1;
    opcode = hex();
    if (opcode == 0x0f) {
      map = OpcodeTable.MAP_0F;
      opcode = hex();
      if (opcode == 0x38 || opcode == 0x3a) {
        map = opcode == 0x38 ? OpcodeTable.MAP_0F38 : OpcodeTable.MAP_0F3A;
        opcode = hex();
      } else if (opcode == 0x0f) {
        suffix = true;
      }
    }
    lastOpcode = opcode;
    if (text[at] == '.') {
      at += 2;
      lastOpcode = hex();
    } else if (text[at] == '+') {
      at += 2;
      lastOpcode = opcode + 7;
    }
    while (text[at] == ' ') {
      at++;
    }
    if (text[at] == '/') {
      common |= OpcodeTable.MODRM;
      if (text[at + 1] != 'r') {
        digit = text[at + 1] - '0';
        common |= OpcodeTable.DIGIT;
      }
      at += 2;
      while (text[at] == ' ') {
        at++;
      }
      if (suffix) {
        opcode = hex();
        lastOpcode = opcode;
      }
    } else if (text[at] != '|') {
      literal = hex();
      common |= OpcodeTable.MODRM | OpcodeTable.DIGIT | OpcodeTable.REGISTER_FORM;
    }
    column();
  }

  private void flagsColumn() {
    int from = at;
    int end = column();
    for (int i = from; i < end; i++) {
      if (text[i] > ' ' && (i == from || text[i - 1] <= ' ')) {
        switch (text[i]) {
          case 'l' -> common |= OpcodeTable.LOCK;
          case 'h' -> common |= OpcodeTable.HINT;
          case 'm' -> common |= OpcodeTable.MODIFIABLE;
          case 'n' -> common |= text[i + 2] == 'r' ? OpcodeTable.NO_REX : OpcodeTable.NONTEMPORAL;
          default -> throw bad("flag");
        }
      }
    }
  }

  private void legacyRows(int start) {
    int i = encodingStart;
    if (text[i] == 'v') {
      legacyRow(start, OpcodeTable.NP, 0);
      legacyRow(start, OpcodeTable.NP, 1);
      legacyRow(start, OpcodeTable.P66, 0);
      return;
    }
    int prefix = prefixAt(i);
    i += 2;
    if (i < encodingEnd && text[i] == '+') {
      prefix = OpcodeTable.P66F2;
      i += 3;
    }
    int mark = i < encodingEnd ? text[i] : ' ';
    if (mark != 'W') {
      legacyRow(start, prefix, 0);
    }
    if (mark == 'W' || mark == '*') {
      legacyRow(start, prefix, 1);
    }
  }

  private void legacyRow(int start, int prefix, int w) {
    if (suffix && w != 0) {
      return; // a suffix has one slot for both
    }
    int attribute = common | operands(prefix == OpcodeTable.P66, w != 0);
    for (int o = opcode; o <= lastOpcode; o++) {
      int slot = suffix ? OpcodeTable.suffixSlot(o) : OpcodeTable.legacySlot(map, o, prefix, w);
      table.add(slot, digit, literal, attribute, cpu, start);
    }
  }

  /**
   * {@code [NDS.]128|256|128+256 . prefix . W0|W1|WIG}; without NDS the vvvv field must be unused.
   */
  private void vexRows(int start) {
    int i = encodingStart;
    if (text[i] == 'N') {
      i += 4;
    } else {
      common |= OpcodeTable.VVVV_UNUSED;
    }
    boolean both = text[i + 3] == '+';
    int firstL = text[i] == '2' ? 1 : 0;
    int lastL = both ? 1 : firstL;
    i += both ? 8 : 4;
    int prefix = prefixAt(i);
    i += 4;
    int firstW = text[i] == '1' ? 1 : 0;
    int lastW = text[i] == '0' ? 0 : 1;
    for (int w = firstW; w <= lastW; w++) {
      int attribute = common | operands(false, w != 0);
      for (int l = firstL; l <= lastL; l++) {
        table.add(
            OpcodeTable.vexSlot(map, opcode, prefix, w, l), digit, literal, attribute, cpu, start);
      }
    }
  }

  private int prefixAt(int i) {
    return switch (text[i]) {
      case 'n' -> OpcodeTable.NP;
      case '6' -> OpcodeTable.P66;
      case 'f' -> text[i + 1] == '3' ? OpcodeTable.PF3 : OpcodeTable.PF2;
      default -> throw bad("prefix");
    };
  }

  /**
   * What the operand column says for this operand size: forms, immediate bytes, register writes.
   */
  private int operands(boolean size16, boolean w) {
    int attribute = 0;
    int immediate = 0;
    int i = operandsStart;
    while (i < operandsEnd) {
      int from = i;
      while (i < operandsEnd && text[i] != ',') {
        i++;
      }
      if (text[from] == '*') {
        from++;
      }
      int letter = text[from];
      int size = text[from + 1];
      int write = OpcodeTable.NO_WRITE;
      if (i - from > 2 && text[i - 2] == '=') {
        boolean wide =
            (size == 'v' && (size16 || w))
                || (size == 'y' && w)
                || (letter == 'r' && (size16 || w));
        write =
            switch (text[i - 1]) {
              case 'b' -> OpcodeTable.BYTE_WRITE;
              case 'w' -> OpcodeTable.OTHER_WRITE;
              case 'z' -> wide ? OpcodeTable.OTHER_WRITE : OpcodeTable.ZERO_EXTENDING;
              default -> throw bad("register write");
            };
      }
      switch (letter) {
        case 'E', 'W', 'Q' ->
            attribute |=
                OpcodeTable.REGISTER_FORM | OpcodeTable.MEMORY_FORM | write << OpcodeTable.RM_WRITE;
        case 'R', 'U', 'N', 'S' ->
            attribute |= OpcodeTable.REGISTER_FORM | write << OpcodeTable.RM_WRITE;
        case 'M' -> attribute |= OpcodeTable.MEMORY_FORM;
        case 'A' -> attribute |= OpcodeTable.ADDRESS_FORM;
        case 'B' -> attribute |= OpcodeTable.REGISTER_FORM | OpcodeTable.ADDRESS_FORM;
        case 'G', 'V', 'P' -> attribute |= write << OpcodeTable.REG_WRITE;
        case 'O' -> attribute |= write << OpcodeTable.OPCODE_WRITE;
        case 'r' ->
            attribute |= write == OpcodeTable.ZERO_EXTENDING ? OpcodeTable.EAX_ZERO_EXTENDED : 0;
        case 'L' -> {
          attribute |= OpcodeTable.IS4;
          immediate++;
        }
        case 'J' -> {
          attribute |= OpcodeTable.RELATIVE;
          immediate += size == 'b' ? 1 : 4;
        }
        case 'I', 'D' -> immediate += immediateBytes(size, size16);
        case 'H', '%', '(' -> {}
        default -> throw bad("operand");
      }
      i++;
    }
    return attribute | immediate;
  }

  private int immediateBytes(int size, boolean size16) {
    return switch (size) {
      case 'b', 's' -> 1;
      case 'w' -> 2;
      case 'd' -> 4;
      case 'q' -> 8;
      case 'z' -> size16 ? 2 : 4;
      default -> throw bad("immediate");
    };
  }

  /** Skips the rest of a column and its bar; the end of its text without trailing blanks. */
  private int column() {
    int from = at;
    while (text[at] != '|' && text[at] != '\n') {
      at++;
    }
    int end = at;
    while (end > from && text[end - 1] == ' ') {
      end--;
    }
    if (text[at] == '|') {
      at++;
      while (text[at] == ' ') {
        at++;
      }
    }
    return end;
  }

  private int hex() {
    while (text[at] == ' ') {
      at++;
    }
    int value = Character.digit(text[at], 16) << 4 | Character.digit(text[at + 1], 16);
    if (value < 0) {
      throw bad("hexadecimal byte");
    }
    at += 2;
    return value;
  }

  private void skipTo(char end) {
    while (at < text.length && text[at] != end) {
      at++;
    }
  }

  private String word(int from, int to) {
    return new String(text, from, to - from, StandardCharsets.US_ASCII);
  }

  private IllegalStateException bad(String what) {
    return new IllegalStateException("opcode table, byte " + at + ": no such " + what);
  }
}
