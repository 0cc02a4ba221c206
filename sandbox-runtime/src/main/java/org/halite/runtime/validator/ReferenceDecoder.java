package org.halite.runtime.validator;

import static org.halite.runtime.validator.ReferenceTable.ANY;
import static org.halite.runtime.validator.ReferenceTable.MAP_0F;
import static org.halite.runtime.validator.ReferenceTable.MAP_0F38;
import static org.halite.runtime.validator.ReferenceTable.MAP_0F3A;
import static org.halite.runtime.validator.ReferenceTable.ONE_BYTE;
import static org.halite.runtime.validator.ReferenceTable.P66;
import static org.halite.runtime.validator.ReferenceTable.PF2;
import static org.halite.runtime.validator.ReferenceTable.PF3;

import org.halite.runtime.validator.ReferenceTable.Row;
import org.halite.runtime.validator.ReferenceTable.Write;

/** The instruction grammar of spec/nacl.md 3.3, for {@link ReferenceValidator}. */
final class ReferenceDecoder {
  /** A memory operand has no such register. */
  static final int NONE = -1;

  /** The base is the instruction pointer. */
  static final int RIP = 16;

  /** The only one; it has no state but the tables. */
  static final ReferenceDecoder DECODER = new ReferenceDecoder();

  private final ReferenceTable table = new ReferenceTable();

  private ReferenceDecoder() {}

  /**
   * The operand in ModRM.rm.
   *
   * @param register number of the register, or ANY if it is in memory
   * @param base number of the base register, RIP or NONE
   * @param index number of the index register or NONE
   * @param sib whether there is a SIB byte
   * @param length bytes of ModRM, SIB and displacement
   */
  record Rm(int register, int base, int index, boolean sib, int length) {
    boolean memory() {
      return register == ANY;
    }
  }

  /**
   * One instruction that the tables allow.
   *
   * @param length in bytes
   * @param rex the REX byte, 0 if there is none
   * @param rm the operand in ModRM.rm, null without ModRM
   * @param reg the register in ModRM.reg, with REX.R
   * @param opcodeRegister the register in the low bits of the opcode, with REX.B
   * @param nop 90 without REX.B: nothing happens, whatever the table's row for xchg says (Q1)
   * @param distance of a direct jump from its end
   */
  record Instruction(
      int length, Row row, int rex, Rm rm, int reg, int opcodeRegister, boolean nop, int distance) {

    /** Number of the register that this writes, or NONE. */
    int register(Write write) {
      int number =
          switch (write.place()) {
            case 'E', 'R' -> rm.register; // ANY if it is memory that is written
            case 'G' -> reg;
            case 'O' -> opcodeRegister;
            case 'r' -> 0;
            default -> throw new IllegalStateException("place " + write.place());
          };
      boolean high = write.effect() == ReferenceTable.Effect.WRITES_BYTE && rex == 0;
      return high && number >= 4 && number < 8 ? NONE : number; // ah, ch, dh, bh
    }
  }

  /** The instruction at {@code start} that ends at or before {@code limit}, or null. */
  Instruction decode(byte[] code, int start, int limit) {
    int first = code[start] & 0xff;
    return first == 0xc4 || first == 0xc5 ? vex(code, start, limit) : legacy(code, start, limit);
  }

  // ---- Instructions without VEX ----

  private Instruction legacy(byte[] code, int start, int limit) {
    int p = start;
    int mandatory = 0;
    boolean lock = false;
    boolean hint = false;
    for (boolean prefix = true; prefix; ) {
      switch (code[p] & 0xff) {
        case 0x66, 0xf2, 0xf3 -> {
          int bit = code[p] == 0x66 ? P66 : code[p] == (byte) 0xf2 ? PF2 : PF3;
          if ((mandatory & bit) != 0) {
            return null; // none may repeat
          }
          mandatory |= bit;
        }
        case 0xf0 -> {
          if (lock) {
            return null;
          }
          lock = true;
        }
        case 0x2e, 0x3e -> {
          if (hint) {
            return null; // at most one of them
          }
          hint = true;
        }
        default -> prefix = false;
      }
      if (prefix && ++p == limit) {
        return null;
      }
    }
    int rex = 0;
    if ((code[p] & 0xf0) == 0x40) {
      rex = code[p++] & 0xff;
    }

    int map = ONE_BYTE;
    if (p < limit && code[p] == 0x0f) {
      map = MAP_0F;
      p++;
      if (p < limit && (code[p] == 0x38 || code[p] == 0x3a)) {
        map = code[p++] == 0x38 ? MAP_0F38 : MAP_0F3A;
      }
    }
    if (p >= limit) {
      return null;
    }
    int opcode = code[p++] & 0xff;
    Row[] candidates = table.legacy(map, opcode);
    if (candidates.length == 0) {
      return null;
    }
    int w = rex >> 3 & 1;
    int modrm = ANY;
    Rm rm = null;
    int suffix = ANY;
    if (candidates[0].modrm()) {
      rm = rm(code, p, limit, rex & 1, rex >> 1 & 1);
      if (rm == null) {
        return null;
      }
      modrm = code[p] & 0xff;
      p += rm.length;
      if (map == MAP_0F && opcode == 0x0f) {
        if (p >= limit) {
          return null;
        }
        suffix = code[p++] & 0xff;
      }
    }
    for (Row row : candidates) {
      if (row.prefixes() == mandatory
          && (row.w() == ANY || row.w() == w)
          && fits(row, modrm, rm, suffix)) {
        boolean allowed =
            (!lock || (row.lock() && rm.memory()))
                && (!hint || row.hint())
                && (rex == 0 || !row.norex());
        int register = (opcode & 7) | (rex & 1) << 3;
        boolean nop = map == ONE_BYTE && opcode == 0x90 && register == 0;
        int reg = modrm >> 3 & 7 | (rex & 4) << 1;
        return allowed ? finished(code, start, p, limit, row, rex, rm, reg, register, nop) : null;
      }
    }
    return null;
  }

  private static boolean fits(Row row, int modrm, Rm rm, int suffix) {
    return (row.digit() == ANY || row.digit() == (modrm >> 3 & 7))
        && (row.exact() == ANY || row.exact() == modrm)
        && row.suffix() == suffix
        && (rm == null || (rm.memory() ? row.memory() : row.register()));
  }

  /** The instruction's end, once everything before its immediate at {@code p} is known. */
  private static Instruction finished(
      byte[] code,
      int start,
      int p,
      int limit,
      Row row,
      int rex,
      Rm rm,
      int reg,
      int opcodeRegister,
      boolean nop) {
    int end = p + row.immediate();
    if (end > limit || (row.lowNibbleZero() && (code[end - 1] & 0x0f) != 0)) {
      return null;
    }
    int distance = row.jump() ? signed(code, p, row.immediate()) : 0;
    return new Instruction(end - start, row, rex, rm, reg, opcodeRegister, nop, distance);
  }

  private static int signed(byte[] code, int p, int bytes) {
    return bytes == 1
        ? code[p]
        : code[p] & 0xff
            | (code[p + 1] & 0xff) << 8
            | (code[p + 2] & 0xff) << 16
            | code[p + 3] << 24;
  }

  /** ModRM, SIB and displacement; {@code b} and {@code x} extend base and index. */
  private static Rm rm(byte[] code, int p, int limit, int b, int x) {
    if (p >= limit) {
      return null;
    }
    int mod = code[p] >> 6 & 3;
    int low = code[p] & 7;
    if (mod == 3) {
      return new Rm(low | b << 3, NONE, NONE, false, 1);
    }
    boolean sib = low == 4;
    int displacement = mod == 1 ? 1 : mod == 2 ? 4 : 0;
    int base = low | b << 3;
    int index = NONE;
    if (sib) {
      if (p + 1 >= limit) {
        return null;
      }
      int byteAfter = code[p + 1];
      base = byteAfter & 7 | b << 3;
      index = byteAfter >> 3 & 7 | x << 3;
      if (index == 4) {
        index = NONE;
      }
      if ((byteAfter & 7) == 5 && mod == 0) {
        base = NONE;
        displacement = 4;
      }
    } else if (low == 5 && mod == 0) {
      base = RIP;
      displacement = 4;
    }
    int length = (sib ? 2 : 1) + displacement;
    return p + length > limit ? null : new Rm(ANY, base, index, sib, length);
  }

  // ---- VEX. No prefix, no REX before it; XOP (8f) has no accepted opcode. ----

  private Instruction vex(byte[] code, int start, int limit) {
    boolean three = code[start] == (byte) 0xc4;
    int p = start + (three ? 3 : 2);
    if (p >= limit) {
      return null;
    }
    int last = code[p - 1]; // W vvvv L pp, or R vvvv L pp in the short form
    int map = three ? code[start + 1] & 0x1f : MAP_0F;
    boolean r = code[start + 1] < 0; // inverted: true extends nothing
    boolean x = !three || (code[start + 1] & 0x40) != 0;
    boolean b = !three || (code[start + 1] & 0x20) != 0;
    int w = three ? last >> 7 & 1 : 0;
    int vvvv = last >> 3 & 15;
    int l = last >> 2 & 1;
    int prefix = new int[] {0, P66, PF3, PF2}[last & 3];
    if (map < MAP_0F || map > MAP_0F3A) {
      return null;
    }
    int opcode = code[p++] & 0xff;
    Row[] candidates = table.vex(map, opcode);
    if (candidates.length == 0) {
      return null;
    }
    Rm rm = null;
    int modrm = ANY;
    if (candidates[0].modrm()) {
      rm = rm(code, p, limit, b ? 0 : 1, x ? 0 : 1);
      if (rm == null) {
        return null;
      }
      modrm = code[p] & 0xff;
      p += rm.length;
    }
    for (Row row : candidates) {
      if (row.prefixes() == prefix
          && (row.w() == ANY || row.w() == w)
          && (row.l() == ANY || row.l() == l)
          && (row.vvvvFree() || vvvv == 15)
          && fits(row, modrm, rm, ANY)) {
        boolean idleBitsSet =
            (x || (rm != null && rm.sib))
                && (b || (rm != null && rm.base != NONE && rm.base != RIP) || hasRegister(rm))
                && (r || (rm != null && row.digit() == ANY));
        int reg = modrm >> 3 & 7 | (r ? 0 : 8);
        // A byte register needs REX to be spl; no VEX row writes one, so 0 will do here.
        return idleBitsSet ? finished(code, start, p, limit, row, 0, rm, reg, NONE, false) : null;
      }
    }
    return null;
  }

  private static boolean hasRegister(Rm rm) {
    return rm != null && !rm.memory();
  }
}
