package org.halite.runtime.validator;

/**
 * The rules on what an instruction may access and write (spec/nacl.md 3.4 and 3.5), as bits of an
 * effect's word and tables for the SIB byte. Used by the generator only.
 */
final class OperandRules {
  /** What {@link #write} and {@link #operand} say of what no context can make right. */
  static final int REFUSED = -1;

  private static final int RSP = 4;
  private static final int RBP = 5;
  private static final int R15 = 15;

  // SIB tables: for operands that are accessed, eight by mod, X and B; for mere addresses, two.
  private static final int ACCESSED = 1;
  private static final int ADDRESS = 9;
  private static final int SIB_TABLES = 11;

  private OperandRules() {}

  /** The register that a write restricts, from 1; 0 for none; or {@link #REFUSED}: 3.5. */
  static int write(int kind, int register, int rex) {
    if (kind == OpcodeTable.NO_WRITE
        || (kind == OpcodeTable.BYTE_WRITE && rex == 0 && register >= 4 && register < 8)) {
      return 0; // or ah, ch, dh, bh
    }
    if (register == R15) {
      return REFUSED;
    }
    if (kind == OpcodeTable.ZERO_EXTENDING) {
      return register + 1;
    }
    return register == RSP || register == RBP ? REFUSED : 0;
  }

  /** The bits of an effect's word for the register that {@link #write} gave. */
  static int restricted(int register) {
    int leaves =
        switch (register - 1) {
          case RSP -> Automaton.PENDING_RSP;
          case RBP -> Automaton.PENDING_RBP;
          default -> 0;
        };
    return register << Automaton.RESTRICTS_SHIFT | leaves << Automaton.LEAVES_SHIFT;
  }

  /** Displacement bytes and SIB table of a memory operand, or {@link #REFUSED}: 3.4. */
  static int operand(int rex, int modrm, boolean accessed) {
    int mod = modrm >> 6;
    int low = modrm & 7;
    int displacement = mod == 1 ? 1 : mod == 2 ? 4 : 0;
    if (low == 4) {
      int first = mod == 0 ? 0 : accessed ? 4 : 1;
      int sib = accessed ? ACCESSED + first + (rex & 3) : ADDRESS + first;
      return displacement | sib << Automaton.SIB_SHIFT;
    }
    if (mod == 0 && low == 5) {
      return 4; // from rip
    }
    int base = low | (rex & 1) << 3;
    return accessed && base != RBP && base != R15 ? REFUSED : displacement;
  }

  /** What a SIB byte says, in the order that {@link #operand} names them by. */
  static byte[][] sibTables() {
    byte[][] tables = new byte[SIB_TABLES][256];
    for (int sib = 0; sib < 256; sib++) {
      for (int mod = 0; mod < 2; mod++) {
        boolean none = mod == 0 && (sib & 7) == 5;
        tables[ADDRESS + mod][sib] = (byte) (none ? Automaton.SIB_DISPLACEMENT : 0);
        for (int xb = 0; xb < 4; xb++) {
          int base = (sib & 7) | (xb & 1) << 3;
          int index = (sib >> 3 & 7) | (xb & 2) << 2;
          boolean allowed = !none && (base == RSP || base == RBP || base == R15);
          tables[ACCESSED + 4 * mod + xb][sib] =
              allowed ? (byte) (index == RSP ? 0 : index + 1) : Automaton.SIB_REFUSED;
        }
      }
    }
    return tables;
  }
}
