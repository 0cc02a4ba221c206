package org.halite.runtime.validator;

/**
 * Decodes one instruction of an {@link OpcodeTable} (spec/nacl.md 3.3 and 3.9) into its own fields,
 * which hold the last one decoded. One per walk; not shared between threads.
 */
final class Decoder {
  static final int NONE = -1;
  static final int RIP = 16;

  private static final int LOCK_PREFIX = 1;
  private static final int CS_HINT = 2;
  private static final int DS_HINT = 4;

  private final OpcodeTable table;

  /** Bytes in all. */
  int length;

  /** Row of the table; 0 for a long nop of 3.9. */
  int row;

  int attributes;

  /** The REX byte, or 0. */
  int rex;

  boolean vex;

  /** Operand size and VEX fields as the row's mandatory prefix, REX.W or VEX.W, and VEX.L. */
  int prefix;

  int w;
  int l;

  /** VEX.vvvv turned upright: a register number. */
  int vvvv;

  boolean locked;
  int map;
  int opcode;
  int modrm;

  /** ModRM names memory (mod is not 3). */
  boolean memory;

  /** Register number, {@link #RIP} or {@link #NONE}. */
  int base;

  /** Register number or {@link #NONE}. */
  int index;

  int scale;

  /** Value of the displacement, sign-extended. */
  int displacement;

  /**
   * Register numbers of ModRM.reg, ModRM.rm (register form) and the opcode's low bits, extended.
   */
  int reg;

  int rm;
  int opcodeRegister;

  /** Offset of the immediate, which ends the instruction (for 3DNow! the suffix comes before). */
  int immediateAt;

  /** Displacement of a direct jump or call from the instruction's end. */
  int relative;

  /** Whether this is 90 without REX.B: a nop, whatever its REX says (spec/nacl.md 3.16 Q1). */
  boolean plainNop;

  private byte[] b;
  private int at;
  private int end;

  Decoder(OpcodeTable table) {
    this.table = table;
  }

  /** Decodes at {@code start}; false if no allowed instruction lies wholly in [start, end). */
  boolean decode(byte[] code, int start, int limit) {
    b = code;
    at = start;
    end = limit;
    memory = false;
    locked = false;
    vex = false;
    plainNop = false;
    rex = 0;
    base = NONE;
    index = NONE;
    if (b[start] == 0x66 && longNop(start)) {
      return true;
    }
    int others = 0;
    int classes = 0;
    prefixes:
    while (at < end) {
      int bit =
          switch (b[at]) {
            case 0x66 -> 1 << OpcodeTable.P66;
            case (byte) 0xf3 -> 1 << OpcodeTable.PF3;
            case (byte) 0xf2 -> 1 << OpcodeTable.PF2;
            case (byte) 0xf0 -> LOCK_PREFIX << 8;
            case 0x2e -> CS_HINT << 8;
            case 0x3e -> DS_HINT << 8;
            default -> 0;
          };
      if (bit == 0) {
        break prefixes;
      }
      if (((classes | others << 8) & bit) != 0) {
        return false;
      }
      classes |= bit & 0xff;
      others |= bit >> 8;
      at++;
    }
    prefix =
        switch (classes) {
          case 0 -> OpcodeTable.NP;
          case 1 << OpcodeTable.P66 -> OpcodeTable.P66;
          case 1 << OpcodeTable.PF3 -> OpcodeTable.PF3;
          case 1 << OpcodeTable.PF2 -> OpcodeTable.PF2;
          case 1 << OpcodeTable.P66 | 1 << OpcodeTable.PF2 -> OpcodeTable.P66F2;
          default -> NONE;
        };
    if (prefix == NONE || at >= end) {
      return false;
    }
    int next = b[at] & 0xff;
    boolean decoded;
    if (next == 0xc4 || next == 0xc5) {
      decoded = classes == 0 && others == 0 && vexInstruction(next == 0xc5);
    } else {
      if ((next & 0xf0) == 0x40) {
        rex = next;
        at++;
      }
      decoded = legacyInstruction(others);
    }
    length = at - start;
    return decoded && at <= end;
  }

  /** The literal encodings of 3.9: 66 0f 1f 44 00 00 and 66 [66...] [2e] 0f 1f 84 00 00000000. */
  private boolean longNop(int start) {
    int i = start;
    while (i < end && b[i] == 0x66 && i - start < 6) {
      i++;
    }
    boolean segment = i < end && b[i] == 0x2e;
    if (!segment && i - start != 1) {
      return false;
    }
    if (segment) {
      i++;
    }
    if (i + 5 > end || b[i] != 0x0f || b[i + 1] != 0x1f || b[i + 3] != 0 || b[i + 4] != 0) {
      return false;
    }
    if (b[i + 2] == 0x44 && !segment) {
      length = 6;
    } else if (b[i + 2] == (byte) 0x84
        && i + 8 <= end
        && b[i + 5] == 0
        && b[i + 6] == 0
        && b[i + 7] == 0) {
      length = i + 8 - start;
    } else {
      return false;
    }
    row = 0;
    attributes = 0;
    return true;
  }

  /** CPU features that the instruction needs, as bits of {@link CpuFeatures}. */
  int cpu() {
    return table.cpu(row);
  }

  private boolean legacyInstruction(int others) {
    if (at >= end) {
      return false;
    }
    w = rex >> 3 & 1;
    l = 0;
    map = OpcodeTable.MAP_ONE;
    opcode = b[at++] & 0xff;
    if (opcode == 0x0f) {
      if (at >= end) {
        return false;
      }
      map = OpcodeTable.MAP_0F;
      opcode = b[at++] & 0xff;
      if (opcode == 0x38 || opcode == 0x3a) {
        if (at >= end) {
          return false;
        }
        map = opcode == 0x38 ? OpcodeTable.MAP_0F38 : OpcodeTable.MAP_0F3A;
        opcode = b[at++] & 0xff;
      } else if (opcode == 0x0f) {
        return prefix == OpcodeTable.NP && others == 0 && threeDNow();
      }
    }
    int slot = OpcodeTable.legacySlot(map, opcode, prefix, w);
    if (table.isEmpty(slot) || !operands(slot) || !immediate()) {
      return false;
    }
    if ((attributes & OpcodeTable.NO_REX) != 0 && rex != 0) {
      return false;
    }
    if (others != 0) {
      locked = (others & LOCK_PREFIX) != 0;
      if (locked && ((attributes & OpcodeTable.LOCK) == 0 || !memory)) {
        return false;
      }
      int hints = others & (CS_HINT | DS_HINT);
      if (hints != 0 && ((attributes & OpcodeTable.HINT) == 0 || hints == (CS_HINT | DS_HINT))) {
        return false;
      }
    }
    plainNop = opcode == 0x90 && map == OpcodeTable.MAP_ONE && (rex & 1) == 0;
    return true;
  }

  private boolean threeDNow() {
    if (at >= end || !modrm() || at >= end) {
      return false;
    }
    opcode = b[at++] & 0xff;
    row = table.row(OpcodeTable.suffixSlot(opcode), modrm);
    attributes = table.attributes(row);
    immediateAt = at;
    return row != 0;
  }

  private boolean vexInstruction(boolean twoBytes) {
    int second = at + 1 < end ? b[at + 1] & 0xff : 0;
    int third;
    if (twoBytes) {
      at += 2;
      third = second & 0x7f;
      second = (second & 0x80) | 0x61;
    } else {
      third = at + 2 < end ? b[at + 2] & 0xff : 0;
      at += 3;
    }
    if (at >= end) {
      return false;
    }
    vex = true;
    map = second & 0x1f;
    if (map < OpcodeTable.MAP_0F || map > OpcodeTable.MAP_0F3A) {
      return false;
    }
    int inverted = second >> 5;
    rex = ~inverted & 7;
    w = third >> 7;
    vvvv = ~third >> 3 & 15;
    l = third >> 2 & 1;
    prefix = third & 3;
    opcode = b[at++] & 0xff;
    int slot = OpcodeTable.vexSlot(map, opcode, prefix, w, l);
    if (table.isEmpty(slot) || !operands(slot) || !immediate()) {
      return false;
    }
    if ((attributes & OpcodeTable.VVVV_UNUSED) != 0 && vvvv != 0) {
      return false;
    }
    if ((attributes & OpcodeTable.IS4) != 0 && (b[at - 1] & 15) != 0) {
      return false;
    }
    return rex == 0 || rex == (rex & extendedFields());
  }

  /**
   * Which of VEX.R, X, B extend a field of this instruction (4, 2, 1); the others must be unset.
   */
  private int extendedFields() {
    if ((attributes & OpcodeTable.MODRM) == 0) {
      return 0;
    }
    int fields = (attributes & OpcodeTable.DIGIT) != 0 ? 0 : 4;
    if (!memory) {
      return fields | 1;
    }
    return fields | ((modrm & 7) == 4 ? 2 : 0) | (base == RIP || base == NONE ? 0 : 1);
  }

  private boolean operands(int slot) {
    if (table.hasModrm(slot)) {
      if (at >= end || !modrm()) {
        return false;
      }
      row = table.row(slot, modrm);
    } else {
      opcodeRegister = (opcode & 7) | (rex & 1) << 3;
      row = table.row(slot);
    }
    attributes = table.attributes(row);
    return row != 0;
  }

  /** Reads ModRM, SIB and displacement. */
  private boolean modrm() {
    modrm = b[at++] & 0xff;
    reg = (modrm >> 3 & 7) | (rex & 4) << 1;
    int mod = modrm >> 6;
    int low = modrm & 7;
    if (mod == 3) {
      rm = low | (rex & 1) << 3;
      return true;
    }
    memory = true;
    int size = mod == 1 ? 1 : mod == 2 ? 4 : 0;
    scale = 0;
    if (low == 4) {
      if (at >= end) {
        return false;
      }
      int sib = b[at++] & 0xff;
      scale = sib >> 6;
      int i = (sib >> 3 & 7) | (rex & 2) << 2;
      index = i == 4 ? NONE : i;
      if ((sib & 7) == 5 && mod == 0) {
        size = 4;
      } else {
        base = (sib & 7) | (rex & 1) << 3;
      }
    } else if (low == 5 && mod == 0) {
      base = RIP;
      size = 4;
    } else {
      base = low | (rex & 1) << 3;
    }
    if (at + size > end) {
      return false;
    }
    displacement = size == 0 ? 0 : size == 1 ? b[at] : int32(at);
    at += size;
    return true;
  }

  private boolean immediate() {
    int size = attributes & OpcodeTable.IMMEDIATE;
    immediateAt = at;
    at += size;
    if (at > end) {
      return false;
    }
    if ((attributes & OpcodeTable.RELATIVE) != 0) {
      relative = size == 1 ? b[immediateAt] : int32(immediateAt);
    }
    return true;
  }

  private int int32(int i) {
    return (b[i] & 0xff) | (b[i + 1] & 0xff) << 8 | (b[i + 2] & 0xff) << 16 | b[i + 3] << 24;
  }
}
