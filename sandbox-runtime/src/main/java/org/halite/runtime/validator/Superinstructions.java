package org.halite.runtime.validator;

/**
 * The byte-exact sequences that the rules treat as one: fix-ups of rsp and rbp (spec/nacl.md 3.6),
 * masked indirect jumps (3.7) and sandboxed string instructions (3.8). Pure functions on bytes;
 * called by {@link ChunkWalk}.
 */
final class Superinstructions {
  // Kinds of special instruction, above the length in the low four bits.
  static final int PLAIN = 0x10;
  static final int RBP_FIXUP = 0x20;
  static final int RSP_FIXUP = 0x40;

  // Registers that a string instruction needs sandboxed, above the length in the low four bits.
  static final int NEEDS_RSI = 0x10;
  static final int NEEDS_RDI = 0x20;

  private Superinstructions() {}

  /**
   * The special instruction of 3.6 at {@code p} as kind | length, or 0. The byte there is 48 to 4f.
   */
  static int stackSpecial(byte[] b, int p, int end) {
    if (end - p < 3) {
      return 0;
    }
    int rex = b[p];
    int modrm = b[p + 2] & 0xff;
    switch (b[p + 1] & 0xff) {
      case 0x89: // mov %rsp,%rbp; mov %rbp,%rsp
        return (rex & 0xfd) == 0x48 && (modrm == 0xe5 || modrm == 0xec) ? PLAIN | 3 : 0;
      case 0x8b:
        return (rex & 0xfd) == 0x48 && (modrm == 0xec || modrm == 0xe5) ? PLAIN | 3 : 0;
      case 0x83: // and $negative,%rsp
        return rex == 0x48 && modrm == 0xe4 && end - p >= 4 && b[p + 3] < 0 ? PLAIN | 4 : 0;
      case 0x01: // add %r15,%rbp; add %r15,%rsp
        return (rex & 0xfd) != 0x4c
            ? 0
            : modrm == 0xfd ? RBP_FIXUP | 3 : modrm == 0xfc ? RSP_FIXUP | 3 : 0;
      case 0x03:
        return (rex & 0xfd) != 0x49
            ? 0
            : modrm == 0xef ? RBP_FIXUP | 3 : modrm == 0xe7 ? RSP_FIXUP | 3 : 0;
      case 0x09: // or %r15,%rsp
        return (rex & 0xfd) == 0x4c && modrm == 0xfc ? RSP_FIXUP | 3 : 0;
      case 0x0b:
        return (rex & 0xfd) == 0x49 && modrm == 0xe7 ? RSP_FIXUP | 3 : 0;
      case 0x8d: // lea 0(%rbp,%r15,1),%rbp; lea 0(%rsp,%r15,1),%rsp
        return rex == 0x4a && end - p >= 4 ? leaSpecial(b, p, end, modrm, b[p + 3]) : 0;
      default:
        return 0;
    }
  }

  private static int leaSpecial(byte[] b, int p, int end, int modrm, int sib) {
    int kind = sib == 0x3d ? RBP_FIXUP : sib == 0x3c ? RSP_FIXUP : 0;
    int reg = kind == RBP_FIXUP ? 0x2c : 0x24;
    if (kind == 0 || (modrm & 0x3f) != reg) {
      return 0;
    }
    switch (modrm >> 6) {
      case 0:
        return kind == RSP_FIXUP ? kind | 4 : 0;
      case 1:
        return end - p >= 5 && b[p + 4] == 0 ? kind | 5 : 0;
      case 2:
        return end - p >= 8 && b[p + 4] == 0 && b[p + 5] == 0 && b[p + 6] == 0 && b[p + 7] == 0
            ? kind | 8
            : 0;
      default:
        return 0;
    }
  }

  /** Length of the indirect register jump or call at {@code p}, or 0. */
  static int indirectJump(byte[] b, int p, int end) {
    int i = (b[p] & 0xf0) == 0x40 ? p + 1 : p;
    if (i + 1 >= end || b[i] != (byte) 0xff) {
      return 0;
    }
    int operation = b[i + 1] & 0xf8;
    return operation == 0xd0 || operation == 0xe0 ? i + 2 - p : 0;
  }

  /**
   * Whether the jump at {@code p} follows its own mask at {@code and} and addition of the base at
   * {@code add}.
   */
  static boolean masked(byte[] b, int and, int add, int p) {
    int register = (b[p] & 0xf0) == 0x40 ? (b[p + 1 + 1] & 7) | (b[p] & 1) << 3 : b[p + 1] & 7;
    if (register == 15 || and < 0 || p - add != 3) {
      return false;
    }
    int i = and;
    int masked = 0;
    if (add - and == 4) {
      if ((b[i] & 0xf8) != 0x40) {
        return false;
      }
      masked = (b[i] & 1) << 3;
      i++;
    } else if (add - and != 3) {
      return false;
    }
    masked |= b[i + 1] & 7;
    if (b[i] != (byte) 0x83 || (b[i + 1] & 0xf8) != 0xe0 || b[i + 2] != (byte) 0xe0) {
      return false;
    }
    int modrm = b[add + 2] & 0xff;
    int added;
    if (b[add + 1] == 0x01 && (b[add] & 0xfc) == 0x4c && (modrm & 0xf8) == 0xf8) {
      added = (modrm & 7) | (b[add] & 1) << 3;
    } else if (b[add + 1] == 0x03 && (b[add] & 0xf9) == 0x49 && (modrm & 0xc7) == 0xc7) {
      added = (modrm >> 3 & 7) | (b[add] & 4) << 1;
    } else {
      return false;
    }
    return masked == register && added == register;
  }

  /**
   * The string or maskmov instruction at {@code p} as the registers it needs sandboxed | length, or
   * 0.
   */
  static int string(byte[] b, int p, int end) {
    int i = p;
    int prefix = 0;
    if (b[i] == 0x66 || b[i] == (byte) 0xf2 || b[i] == (byte) 0xf3) {
      prefix = b[i] & 0xff;
      i++;
    }
    boolean wide = i < end && b[i] == 0x48;
    if (wide) {
      i++;
    }
    if (i >= end) {
      return 0;
    }
    int opcode = b[i] & 0xff;
    int needs =
        switch (opcode) {
          case 0xac, 0xad -> NEEDS_RSI;
          case 0xaa, 0xab, 0xae, 0xaf -> NEEDS_RDI;
          case 0xa4, 0xa5, 0xa6, 0xa7 -> NEEDS_RSI | NEEDS_RDI;
          default -> 0;
        };
    if (needs == 0) {
      return maskmov(b, p, end);
    }
    boolean bytes = (opcode & 1) == 0;
    boolean compares = opcode == 0xa6 || opcode == 0xa7 || opcode >= 0xae;
    if ((bytes && (prefix == 0x66 || wide))
        || (wide && prefix == 0x66)
        || (prefix == 0xf2 && !compares)) {
      return 0;
    }
    return needs | i + 1 - p;
  }

  /** maskmovq, maskmovdqu and vmaskmovdqu, which store to (%rdi). */
  private static int maskmov(byte[] b, int p, int end) {
    int i = p;
    if (b[p] == (byte) 0xc4) {
      if (end - p < 5 || (b[p + 1] & 0x5f) != 0x41 || b[p + 2] != 0x79) {
        return 0;
      }
      i += 3;
    } else if (b[p] == (byte) 0xc5) {
      if (end - p < 4 || (b[p + 1] & 0x7f) != 0x79) {
        return 0;
      }
      i += 2;
    } else {
      if (b[i] == 0x66) {
        i++;
      }
      if (i < end && (b[i] & 0xf0) == 0x40) {
        i++;
      }
      if (i + 3 > end || b[i] != 0x0f) {
        return 0;
      }
      i++;
    }
    boolean registers = b[i] == (byte) 0xf7 && (b[i + 1] & 0xc0) == 0xc0;
    return registers ? NEEDS_RDI | i + 2 - p : 0;
  }

  /** CPU features that a string or maskmov instruction needs. */
  static int stringCpu(byte[] b, int p) {
    int first = b[p] & 0xff;
    if (first == 0xc4 || first == 0xc5) {
      return AVX;
    }
    int i = first == 0x66 ? p + 1 : p;
    if ((b[i] & 0xf0) == 0x40) {
      i++;
    }
    return b[i] != 0x0f ? 0 : first == 0x66 ? SSE2 : MMXEXT;
  }

  private static final int AVX = CpuFeatures.bit("AVX");
  private static final int SSE2 = CpuFeatures.bit("SSE2");
  private static final int MMXEXT = CpuFeatures.bit("MMXEXT");

  /** Whether [mov, lea, p) is mov %esi,%esi; lea (%r15,%rsi,1),%rsi, or the same of rdi. */
  static boolean sandboxes(byte[] b, int mov, int lea, int p, boolean rsi) {
    if (mov < 0
        || p - lea != 4
        || b[lea] != 0x49
        || b[lea + 1] != (byte) 0x8d
        || b[lea + 2] != (rsi ? 0x34 : 0x3c)
        || b[lea + 3] != (rsi ? 0x37 : 0x3f)) {
      return false;
    }
    int i = mov;
    if (lea - mov == 3) {
      if ((b[i] & 0xfd) != 0x40) {
        return false;
      }
      i++;
    } else if (lea - mov != 2) {
      return false;
    }
    return (b[i] == (byte) 0x89 || b[i] == (byte) 0x8b) && b[i + 1] == (byte) (rsi ? 0xf6 : 0xff);
  }
}
