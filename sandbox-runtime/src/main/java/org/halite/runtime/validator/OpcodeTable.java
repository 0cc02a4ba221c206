package org.halite.runtime.validator;

import java.util.Arrays;

/**
 * Every encoding that code may contain, found by map, opcode, mandatory prefix and REX.W or VEX
 * fields, then by ModRM. Filled by {@link TableReader}; read by {@link Decoder} and {@link
 * Disassembler}. Immutable once filled.
 */
final class OpcodeTable {
  // Opcode maps of legacy encodings; VEX maps are 0F, 0F38 and 0F3A too.
  static final int MAP_ONE = 0;
  static final int MAP_0F = 1;
  static final int MAP_0F38 = 2;
  static final int MAP_0F3A = 3;

  // Mandatory prefix, in the order of the VEX pp field.
  static final int NP = 0;
  static final int P66 = 1;
  static final int PF3 = 2;
  static final int PF2 = 3;
  static final int P66F2 = 4;

  // Attributes of a row, with the low four bits for the bytes of immediate.
  static final int IMMEDIATE = 0xf;
  static final int RELATIVE = 1 << 4;
  static final int MODRM = 1 << 5;
  static final int REGISTER_FORM = 1 << 6;
  static final int MEMORY_FORM = 1 << 7;
  static final int ADDRESS_FORM = 1 << 8;
  static final int LOCK = 1 << 9;
  static final int HINT = 1 << 10;
  static final int MODIFIABLE = 1 << 11;
  static final int NONTEMPORAL = 1 << 12;
  static final int NO_REX = 1 << 13;
  static final int IS4 = 1 << 14;
  static final int VVVV_UNUSED = 1 << 15;
  static final int DIGIT = 1 << 16;
  static final int EAX_ZERO_EXTENDED = 1 << 17;

  /** No bit at or above this one: no general register that matters is written. */
  static final int WRITES = 17;

  static final int RM_WRITE = 18;
  static final int REG_WRITE = 20;
  static final int OPCODE_WRITE = 22;

  // Kinds of register write, two bits each at RM_WRITE, REG_WRITE and OPCODE_WRITE.
  static final int NO_WRITE = 0;
  static final int ZERO_EXTENDING = 1;
  static final int OTHER_WRITE = 2;
  static final int BYTE_WRITE = 3;

  private static final int VEX_SLOTS = 4 * 256 * 10;
  private static final int SUFFIX_SLOTS = VEX_SLOTS + 3 * 256 * 16;

  /**
   * One entry for each digit in the memory form, then one for each ModRM byte of the register form.
   */
  private static final int GROUP = 8 + 64;

  /** 0 = nothing; above 0 = the row for every ModRM; below 0 = minus the number of a group. */
  private final short[] slots = new short[SUFFIX_SLOTS + 256];

  private short[] groups = new short[128 * GROUP];
  private int groupCount = 1;
  private int[] attributes = new int[2048];
  private int[] cpu = new int[2048];
  private int[] lines = new int[2048];
  private int rowCount = 1;

  static int legacySlot(int map, int opcode, int prefix, int w) {
    return ((map * 256 + opcode) * 5 + prefix) * 2 + w;
  }

  /** {@code map} is 1 to 3: 0F, 0F38, 0F3A. */
  static int vexSlot(int map, int opcode, int prefix, int w, int l) {
    return VEX_SLOTS + (((map - 1) * 256 + opcode) * 4 + prefix) * 4 + w * 2 + l;
  }

  /** 3DNow!, by its suffix byte. */
  static int suffixSlot(int suffix) {
    return SUFFIX_SLOTS + suffix;
  }

  /** Whether a ModRM byte follows the opcode; only for slots that hold something. */
  boolean hasModrm(int slot) {
    int s = slots[slot];
    return s < 0 || (attributes[s] & MODRM) != 0;
  }

  boolean isEmpty(int slot) {
    return slots[slot] == 0;
  }

  /** The row for an opcode without ModRM, or 0. */
  int row(int slot) {
    return slots[slot];
  }

  /** The row for this ModRM byte, or 0 where that form does not exist. */
  int row(int slot, int modrm) {
    int s = slots[slot];
    if (s < 0) {
      return groups[-s * GROUP + (modrm >= 0xc0 ? 8 + (modrm & 63) : modrm >> 3 & 7)];
    }
    int needed = modrm >= 0xc0 ? REGISTER_FORM : MEMORY_FORM | ADDRESS_FORM;
    return (attributes[s] & needed) != 0 ? s : 0;
  }

  int attributes(int row) {
    return attributes[row];
  }

  /** CPU features that the row needs, as bits of {@link CpuFeatures}. */
  int cpu(int row) {
    return cpu[row];
  }

  /** Where the row's line begins in the text it was read from. */
  int line(int row) {
    return lines[row];
  }

  /**
   * Adds a row.
   *
   * @param digit the opcode extension in ModRM.reg, or -1
   * @param literal the only ModRM byte, or -1
   */
  void add(int slot, int digit, int literal, int attribute, int cpuBits, int line) {
    if (rowCount == attributes.length) {
      attributes = Arrays.copyOf(attributes, 2 * rowCount);
      cpu = Arrays.copyOf(cpu, 2 * rowCount);
      lines = Arrays.copyOf(lines, 2 * rowCount);
    }
    int row = rowCount++;
    attributes[row] = attribute;
    cpu[row] = cpuBits;
    lines[row] = line;
    if (slots[slot] == 0 && digit < 0 && literal < 0) {
      slots[slot] = (short) row;
      return;
    }
    int group = groupAt(slot);
    for (int i = 0; i < GROUP; i++) {
      boolean register = i >= 8;
      int reg = register ? (i - 8) >> 3 : i;
      boolean fits =
          literal >= 0
              ? register && 0xc0 + i - 8 == literal
              : (digit < 0 || digit == reg)
                  && (attribute & (register ? REGISTER_FORM : MEMORY_FORM | ADDRESS_FORM)) != 0;
      if (fits) {
        if (groups[group * GROUP + i] != 0) {
          throw new IllegalStateException("two rows for one encoding, the second at byte " + line);
        }
        groups[group * GROUP + i] = (short) row;
      }
    }
  }

  private int groupAt(int slot) {
    int s = slots[slot];
    if (s < 0) {
      return -s;
    }
    if (s > 0 && (attributes[s] & MODRM) == 0) {
      throw new IllegalStateException("an opcode with and without ModRM: row " + s);
    }
    int group = groupCount++;
    if (groups.length < groupCount * GROUP) {
      groups = Arrays.copyOf(groups, 2 * groups.length);
    }
    if (s > 0) {
      int a = attributes[s];
      Arrays.fill(
          groups,
          group * GROUP,
          group * GROUP + 8,
          (a & (MEMORY_FORM | ADDRESS_FORM)) != 0 ? (short) s : 0);
      Arrays.fill(
          groups, group * GROUP + 8, (group + 1) * GROUP, (a & REGISTER_FORM) != 0 ? (short) s : 0);
    }
    slots[slot] = (short) -group;
    return group;
  }
}
