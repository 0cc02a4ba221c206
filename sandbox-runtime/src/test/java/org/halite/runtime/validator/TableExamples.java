package org.halite.runtime.validator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * Instructions made from the opcode tables: every row with each prefix, operand size, operand form
 * and register that it has, and several immediates.
 */
final class TableExamples {
  private static final int[][] PREFIXES = {
    {}, {0x66}, {0xf3}, {0xf2}, {0x66, 0xf2}, {0xf0}, {0x2e}
  };
  private static final int[] REX = {0, 0x40, 0x47, 0x48, 0x4f};

  /** ModRM.mod and rm with what follows: register, [rbx], rip, SIB with index, disp8, disp32. */
  private static final int[][] FORMS = {
    {0xc1},
    {0x03},
    {0x05, 0x78, 0x56, 0x34, 0xf2},
    {0x04, 0x8f},
    {0x04, 0x25, 0x10, 0x20, 0x30, 0x40},
    {0x44, 0x3d, 0xf0},
    {0x45, 0x10},
    {0x84, 0xd4, 0x00, 0x00, 0x00, 0x80},
  };

  private static final int[][] IMMEDIATES = {
    {0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0x80},
    {0xf0, 0xe0, 0xd0, 0xc0, 0xb0, 0xa0, 0x90, 0x80},
    {0x07, 0, 0, 0, 0, 0, 0, 0},
    {0x1f, 0, 0, 0, 0, 0, 0, 0}
  };

  private final OpcodeTable table = new TableReader(true).table;
  private final Decoder decoder = new Decoder(table);
  private final Consumer<byte[]> each;

  /** Rows that were met. */
  private final BitSet rows = new BitSet();

  private TableExamples(Consumer<byte[]> each) {
    this.each = each;
  }

  /** Gives each example to {@code each}; the rows that have one. */
  static BitSet all(Consumer<byte[]> each) {
    TableExamples examples = new TableExamples(each);
    for (int opcode = 0; opcode < 256; opcode++) {
      for (int[] prefix : PREFIXES) {
        for (int rex : REX) {
          int[] withRex = rex == 0 ? prefix : append(prefix, rex);
          if (!isPrefix(opcode)) {
            examples.operands(append(withRex, opcode));
          }
          examples.operands(append(withRex, 0x0f, opcode));
          examples.operands(append(withRex, 0x0f, 0x38, opcode));
          examples.operands(append(withRex, 0x0f, 0x3a, opcode));
        }
      }
      examples.vex(opcode);
      for (int[] form : FORMS) {
        examples.example(append(append(new int[] {0x0f, 0x0f}, form), opcode));
      }
    }
    return examples.rows;
  }

  /** The lines of the tables that none of these rows comes from. */
  static List<String> linesWithout(BitSet rows) {
    TableReader tables = new TableReader(true);
    BitSet met = new BitSet();
    rows.stream().forEach(row -> met.set(tables.table.line(row)));
    List<String> missing = new ArrayList<>();
    int at = 0;
    for (String line : new String(tables.text, StandardCharsets.US_ASCII).split("\n", -1)) {
      if (!line.isEmpty() && !line.startsWith("#") && !met.get(at)) {
        missing.add(line);
      }
      at += line.length() + 1;
    }
    return missing;
  }

  private void vex(int opcode) {
    for (int map = 1; map <= 3; map++) {
      // W, vvvv (register 0, which must be where there is none, and 10), L and pp
      for (int third = 0; third < 16; third++) {
        int fields = (third & 8) << 4 | (third & 7);
        for (int v : new int[] {0x78, 0x28}) {
          operands(new int[] {0xc4, 0xe0 | map, fields | v, opcode});
          operands(new int[] {0xc4, 0x40 | map, fields | v, opcode});
          operands(new int[] {0xc4, map, fields | v, opcode});
          operands(new int[] {0xc4, 0x60 | map, fields | v, opcode});
        }
      }
    }
    for (int fields = 0; fields < 8; fields++) {
      operands(new int[] {0xc5, 0xf8 | fields, opcode});
      operands(new int[] {0xc5, 0x28 | fields, opcode});
    }
  }

  /** Whether another opcode follows this byte. */
  private static boolean isPrefix(int opcode) {
    return switch (opcode) {
      case 0x0f, 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xc4, 0xc5, 0xf0, 0xf2, 0xf3 ->
          true;
      default -> opcode >> 4 == 4;
    };
  }

  /** Without ModRM, with every ModRM.reg in memory form, every form, and every register form. */
  private void operands(int[] opcode) {
    example(opcode);
    for (int reg = 0; reg < 8; reg++) {
      example(append(opcode, 0x03 | reg << 3));
    }
    for (int[] form : FORMS) {
      int[] modrm = form.clone();
      modrm[0] |= 2 << 3;
      example(append(opcode, modrm));
    }
    for (int register = 0xc0; register < 0x100; register += opcode.length < 3 ? 1 : 9) {
      example(append(opcode, register));
    }
  }

  private void example(int[] start) {
    for (int[] immediate : IMMEDIATES) {
      byte[] bytes = bytes(append(start, immediate));
      if (!decoder.decode(bytes, 0, Math.min(bytes.length, Disassembler.LONGEST))
          || decoder.length < start.length) {
        return;
      }
      rows.set(decoder.row);
      boolean first = immediate == IMMEDIATES[0];
      if (first || decoder.length > start.length) {
        each.accept(Arrays.copyOf(bytes, decoder.length));
      }
    }
  }

  private static int[] append(int[] start, int... end) {
    int[] whole = Arrays.copyOf(start, start.length + end.length);
    System.arraycopy(end, 0, whole, start.length, end.length);
    return whole;
  }

  private static byte[] bytes(int[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
