package org.halite.runtime.validator;

import java.util.HashMap;
import java.util.Map;

/**
 * Lays the instructions of an {@link OpcodeTable} out as paths of an automaton, by the grammar of
 * spec/nacl.md 3.3, as far as {@link OperandRules} allow. Used by the generator only.
 */
final class InstructionPaths {
  // Prefixes read so far.
  private static final int P66 = 1;
  private static final int PF2 = 2;
  private static final int PF3 = 4;
  private static final int LOCK = 8;
  private static final int HINT = 16;

  private final OpcodeTable table;
  private final AutomatonBuilder builder;

  /** The states behind prefixes, by the set of those read. */
  private final Map<Integer, Integer> behindPrefixes = new HashMap<>();

  /**
   * What precedes an opcode.
   *
   * @param prefix the mandatory prefix as {@link OpcodeTable} has it
   * @param rex the REX byte or 0; with VEX R, X and B turned upright in its low three bits
   * @param vvvv whether VEX.vvvv is anything but 1111
   */
  private record Context(
      boolean vex, int map, int prefix, int w, int l, int rex, boolean vvvv, int marks) {
    Context inMap(int other) {
      return new Context(vex, other, prefix, w, l, rex, vvvv, marks);
    }
  }

  InstructionPaths(OpcodeTable table, AutomatonBuilder builder) {
    this.table = table;
    this.builder = builder;
  }

  /** The state that all instructions start from. */
  int start() {
    return prefixes(0);
  }

  private int prefixes(int read) {
    int[] row = new int[256];
    int prefix = mandatory(read);
    if (prefix >= 0) {
      for (int b = 0; b < 256; b++) {
        row[b] = opcode(new Context(false, 0, prefix, 0, 0, 0, false, read & (LOCK | HINT)), b);
      }
      for (int b = 0x40; b <= 0x4f; b++) {
        row[b] =
            opcodes(new Context(false, 0, prefix, b >> 3 & 1, 0, b, false, read & (LOCK | HINT)));
      }
    }
    row[0x66] = prefix(read, P66);
    row[0xf2] = prefix(read, PF2);
    row[0xf3] = prefix(read, PF3);
    row[0xf0] = prefix(read, LOCK);
    row[0x2e] = prefix(read, HINT);
    row[0x3e] = row[0x2e];
    if (read == 0) {
      row[0xc5] = vexTwoBytes();
      row[0xc4] = vexThreeBytes();
    }
    return builder.state(row);
  }

  /** None may repeat, and there is at most one hint. */
  private int prefix(int read, int added) {
    if ((read & added) != 0) {
      return 0;
    }
    Integer known = behindPrefixes.get(read | added);
    if (known == null) {
      known = prefixes(read | added);
      behindPrefixes.put(read | added, known);
    }
    return known;
  }

  /** The one prefix that selects the instruction, or -1 if there are too many. */
  private static int mandatory(int read) {
    return switch (read & (P66 | PF2 | PF3)) {
      case 0 -> OpcodeTable.NP;
      case P66 -> OpcodeTable.P66;
      case PF3 -> OpcodeTable.PF3;
      case PF2 -> OpcodeTable.PF2;
      case P66 | PF2 -> OpcodeTable.P66F2;
      default -> -1;
    };
  }

  private int vexTwoBytes() {
    int[] row = new int[256];
    for (int b = 0; b < 256; b++) {
      row[b] = opcodes(vex((b & 0x80) | 0x61, b & 0x7f));
    }
    return builder.state(row);
  }

  private int vexThreeBytes() {
    int[] row = new int[256];
    for (int second = 0; second < 256; second++) {
      int map = second & 0x1f;
      if (map >= OpcodeTable.MAP_0F && map <= OpcodeTable.MAP_0F3A) {
        int[] third = new int[256];
        for (int b = 0; b < 256; b++) {
          third[b] = opcodes(vex(second, b));
        }
        row[second] = builder.state(third);
      }
    }
    return builder.state(row);
  }

  private static Context vex(int second, int third) {
    return new Context(
        true,
        second & 0x1f,
        third & 3,
        third >> 7,
        third >> 2 & 1,
        ~second >> 5 & 7,
        (third & 0x78) != 0x78,
        0);
  }

  private int opcodes(Context c) {
    int[] row = new int[256];
    for (int b = 0; b < 256; b++) {
      row[b] = opcode(c, b);
    }
    return builder.state(row);
  }

  private int opcode(Context c, int b) {
    if (!c.vex) {
      if (c.map == OpcodeTable.MAP_ONE && b == 0x0f) {
        return opcodes(c.inMap(OpcodeTable.MAP_0F));
      }
      if (c.map == OpcodeTable.MAP_0F && b == 0x38) {
        return opcodes(c.inMap(OpcodeTable.MAP_0F38));
      }
      if (c.map == OpcodeTable.MAP_0F && b == 0x3a) {
        return opcodes(c.inMap(OpcodeTable.MAP_0F3A));
      }
      if (c.map == OpcodeTable.MAP_0F && b == 0x0f) {
        return c.prefix == OpcodeTable.NP && c.marks == 0 ? threeDNow(c) : 0;
      }
    }
    int slot =
        c.vex
            ? OpcodeTable.vexSlot(c.map, b, c.prefix, c.w, c.l)
            : OpcodeTable.legacySlot(c.map, b, c.prefix, c.w);
    if (table.isEmpty(slot)) {
      return 0;
    }
    if (!table.hasModrm(slot)) {
      return withoutModrm(c, b, table.row(slot));
    }
    int[] row = new int[256];
    for (int modrm = 0; modrm < 256; modrm++) {
      int found = table.row(slot, modrm);
      row[modrm] = found == 0 ? 0 : withModrm(c, modrm, found);
    }
    return builder.state(row);
  }

  private int withoutModrm(Context c, int opcode, int row) {
    int attributes = table.attributes(row);
    if (!mayHave(c, attributes, false) || (c.vex && c.rex != 0)) {
      return 0;
    }
    // 90 is a nop unless REX.B makes it an exchange with r8: spec/nacl.md 3.16, Q1.
    boolean nop = opcode == 0x90 && c.map == OpcodeTable.MAP_ONE && (c.rex & 1) == 0;
    int restricts = 0;
    if (!nop) {
      int kind = attributes >> OpcodeTable.OPCODE_WRITE & 3;
      int written = OperandRules.write(kind, (opcode & 7) | (c.rex & 1) << 3, c.rex);
      if (written == OperandRules.REFUSED) {
        return 0;
      }
      boolean eax = (attributes & OpcodeTable.EAX_ZERO_EXTENDED) != 0;
      restricts = written == 0 && eax ? 1 : written;
    }
    int word = flags(attributes) | (attributes & OpcodeTable.IMMEDIATE);
    return builder.effect(word | OperandRules.restricted(restricts), table.cpu(row), 0);
  }

  private int withModrm(Context c, int modrm, int row) {
    int attributes = table.attributes(row);
    boolean memory = modrm < 0xc0;
    if (!mayHave(c, attributes, memory) || (c.vex && !vexBitsUsed(c.rex, modrm, attributes))) {
      return 0;
    }
    int reg = (modrm >> 3 & 7) | (c.rex & 4) << 1;
    int rm = (modrm & 7) | (c.rex & 1) << 3;
    int restricts = OperandRules.write(attributes >> OpcodeTable.REG_WRITE & 3, reg, c.rex);
    if (restricts == OperandRules.REFUSED) {
      return 0;
    }
    int word = flags(attributes) | (attributes & OpcodeTable.IMMEDIATE);
    if (memory) {
      int operand = OperandRules.operand(c.rex, modrm, (attributes & OpcodeTable.MEMORY_FORM) != 0);
      if (operand == OperandRules.REFUSED) {
        return 0;
      }
      word += operand;
    } else {
      int written = OperandRules.write(attributes >> OpcodeTable.RM_WRITE & 3, rm, c.rex);
      if (written == OperandRules.REFUSED) {
        return 0;
      }
      restricts = written == 0 ? restricts : written;
    }
    word |= OperandRules.restricted(restricts);
    if ((attributes & OpcodeTable.IS4) == 0) {
      return builder.effect(word, table.cpu(row), 0);
    }
    // The last byte names a register in its high half; its low half is 0.
    int[] last = new int[256];
    for (int b = 0; b < 256; b += 16) {
      last[b] = builder.effect(0, 0, 0);
    }
    return builder.effect((word - 1) | Automaton.CONTINUES, table.cpu(row), builder.state(last));
  }

  /** The opcode of 3DNow! instructions stands behind the operands. */
  private int threeDNow(Context c) {
    int[] row = new int[256];
    for (int modrm = 0; modrm < 256; modrm++) {
      int[] suffix = new int[256];
      for (int b = 0; b < 256; b++) {
        int slot = OpcodeTable.suffixSlot(b);
        int found = table.isEmpty(slot) ? 0 : table.row(slot, modrm);
        if (found != 0) {
          int plain = OpcodeTable.MODRM | OpcodeTable.REGISTER_FORM | OpcodeTable.MEMORY_FORM;
          if (table.attributes(found) != plain) {
            throw new IllegalStateException("3DNow! suffix " + b + " is not like the others");
          }
          suffix[b] = builder.effect(0, table.cpu(found), 0);
        }
      }
      int operand = modrm < 0xc0 ? OperandRules.operand(c.rex, modrm, true) : 0;
      if (operand != OperandRules.REFUSED) {
        row[modrm] = builder.effect(operand | Automaton.CONTINUES, 0, builder.state(suffix));
      }
    }
    return builder.state(row);
  }

  private static boolean mayHave(Context c, int attributes, boolean memory) {
    if ((c.marks & LOCK) != 0 && ((attributes & OpcodeTable.LOCK) == 0 || !memory)) {
      return false;
    }
    if ((c.marks & HINT) != 0 && (attributes & OpcodeTable.HINT) == 0) {
      return false;
    }
    if (c.vvvv && (attributes & OpcodeTable.VVVV_UNUSED) != 0) {
      return false;
    }
    return c.vex || c.rex == 0 || (attributes & OpcodeTable.NO_REX) == 0;
  }

  /** VEX.R, X and B may be set only if they extend a field: spec/nacl.md 3.3. */
  private static boolean vexBitsUsed(int rex, int modrm, int attributes) {
    boolean memory = modrm < 0xc0;
    boolean sib = memory && (modrm & 7) == 4;
    boolean rip = (modrm & 0xc7) == 5;
    int used = ((attributes & OpcodeTable.DIGIT) != 0 ? 0 : 4) | (sib ? 2 : 0) | (rip ? 0 : 1);
    return (rex & ~used) == 0;
  }

  private static int flags(int attributes) {
    return ((attributes & OpcodeTable.RELATIVE) != 0 ? Automaton.RELATIVE : 0)
        | ((attributes & OpcodeTable.MODIFIABLE) != 0 ? Automaton.MODIFIABLE : 0)
        | ((attributes & OpcodeTable.NONTEMPORAL) != 0 ? Automaton.NONTEMPORAL : 0);
  }
}
