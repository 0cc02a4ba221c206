package org.halite.runtime.validator;

import java.util.Arrays;

/**
 * Enumerates what a validator accepts, asking nothing but the validator: every prefix string, REX,
 * opcode map, opcode and ModRM byte, and the VEX forms. Displacements and immediates are zero;
 * where an index register is used, its mask stands before the instruction. For {@link
 * HardwareCheck}.
 */
final class AcceptedEncodings {
  /** The validator's verdict on whole bundles. */
  interface Judge {
    boolean accepts(byte[] code, int length);
  }

  /** Takes each accepted encoding. */
  interface Visitor {
    /**
     * @param code the instruction's bytes, valid during the call
     * @param length their number, as the validator sees it
     * @param immediate how many of them, at the end, are immediate
     * @param index index register of the memory operand, or -1
     * @param claim register that is restricted after it, as the validator believes; -1 = none
     */
    void encoding(byte[] code, int length, int immediate, int index, int claim);
  }

  static final int BUNDLE = 32;
  private static final int RSP = 4;
  private static final int RBP = 5;

  /** Comes before RSP and RBP, the registers that a fix-up may be needed for. */
  private static final int NO_FIXUP = 3;

  private static final int[][] PREFIXES = {
    {},
    {0x66},
    {0xf2},
    {0xf3},
    {0x66, 0xf2},
    {0xf2, 0x66},
    {0x66, 0xf3},
    {0xf0},
    {0x66, 0xf0},
    {0xf0, 0x66},
    {0xf2, 0xf0},
    {0xf3, 0xf0},
    {0x2e},
    {0x3e},
    {0x67},
    {0x64},
    {0x65}
  };

  private static final int[][] MAPS = {{}, {0x0f}, {0x0f, 0x38}, {0x0f, 0x3a}, {0x0f, 0x0f}};

  /** Sizes of immediates; with the 3DNow! suffix, which is tried apart. */
  private static final int[] IMMEDIATES = {0, 1, 2, 3, 4, 8};

  private static final int ALL_SIZES = 0x11f;

  /** REX bytes that show whether anything of an opcode is accepted. */
  private static final int[] SCOUTS = {0, 0x41, 0x48, 0x49};

  /** ModRM bytes that show it: all registers, and memory by the base that REX.B makes r15. */
  private static final int[] SCOUT_MODRM = new int[64 + 8];

  static {
    for (int i = 0; i < 64; i++) {
      SCOUT_MODRM[i] = 0xc0 | i;
    }
    for (int digit = 0; digit < 8; digit++) {
      SCOUT_MODRM[64 + digit] = 7 | digit << 3;
    }
  }

  /** SIB bytes: rsp, rbp, r12 or r15 without index; r15 and rsp with index, one of them scaled. */
  private static final int[] SIBS = {0x24, 0x25, 0x27, 0x07, 0x4f, 0x34};

  private static final int[] VVVV = {0, 5, 15};

  /** VEX.RXB, inverted. */
  private static final int[] RXB = {7, 6, 5, 3, 0};

  /** NOPS[n]: n bytes that do nothing, in few instructions. */
  private static final byte[][] NOPS = new byte[BUNDLE + 1][];

  static {
    byte[] nop = {0x0f, 0x1f, (byte) 0x84, 0, 0, 0, 0, 0};
    for (int n = 0; n <= BUNDLE; n++) {
      NOPS[n] = new byte[n];
      Arrays.fill(NOPS[n], (byte) 0x90);
      for (int i = 0; i + nop.length <= n; i += nop.length) {
        System.arraycopy(nop, 0, NOPS[n], i, nop.length);
      }
    }
  }

  private final Judge judge;
  private final Visitor visitor;
  private final byte[] bundle = new byte[2 * BUNDLE];

  /** Bytes of the instruction up to the ModRM, SIB and displacement, then zeroes. */
  private final byte[] code = new byte[32];

  private int length;
  private int fixup;

  /** Sizes of immediates that the opcode at hand was seen with, as bits. */
  private int sizes;

  AcceptedEncodings(Judge judge, Visitor visitor) {
    this.judge = judge;
    this.visitor = visitor;
  }

  void visitAll() {
    for (int[] prefix : PREFIXES) {
      for (int[] map : MAPS) {
        for (int opcode = 0; opcode < 256; opcode++) {
          if (map.length != 0 || !isPrefixOrEscape(opcode)) {
            legacy(prefix, map, opcode);
          }
        }
      }
    }
    for (int map = 1; map <= 3; map++) {
      for (int fields = 0; fields < 16; fields++) { // W, L, pp
        for (int opcode = 0; opcode < 256; opcode++) {
          vex(map, (fields & 8) << 4 | fields & 7, opcode);
        }
      }
    }
  }

  private static boolean isPrefixOrEscape(int opcode) {
    return switch (opcode) {
      case 0x66, 0xf2, 0xf3, 0xf0, 0x2e, 0x3e, 0x67, 0x64, 0x65, 0x0f, 0xc4, 0xc5 -> true;
      default -> (opcode & 0xf0) == 0x40;
    };
  }

  // --- legacy forms

  private void legacy(int[] prefix, int[] map, int opcode) {
    if (map.length == 2 && map[1] == 0x0f) {
      if (prefix.length == 0) {
        threeDNow(opcode);
      }
      return;
    }
    sizes = 0;
    for (int rex : SCOUTS) {
      scout(head(prefix, rex, map, opcode));
    }
    if (sizes != 0) {
      operands(head(prefix, 0, map, opcode), 0);
      for (int rex = 0x40; rex < 0x50; rex++) {
        operands(head(prefix, rex, map, opcode), rex);
      }
    }
  }

  private int head(int[] prefix, int rex, int[] map, int opcode) {
    int n = 0;
    for (int b : prefix) {
      code[n++] = (byte) b;
    }
    if (rex != 0) {
      code[n++] = (byte) rex;
    }
    for (int b : map) {
      code[n++] = (byte) b;
    }
    code[n++] = (byte) opcode;
    return n;
  }

  /** A 3DNow! form is known by the suffix behind its operands. */
  private void threeDNow(int suffix) {
    for (int rex = 0; rex < 0x50; rex = rex == 0 ? 0x40 : rex + 1) {
      for (int modrm = 0xc0; modrm < 0x100; modrm++) {
        int n = head(new int[0], rex, MAPS[4], modrm);
        code[n] = (byte) suffix;
        Arrays.fill(code, n + 1, code.length, (byte) 0);
        length = n + 1;
        fixup = NO_FIXUP;
        if (endsWith(length, -1, fixup, BUNDLE)) {
          visitor.encoding(code, length, 0, -1, claim(-1));
        }
      }
    }
  }

  // --- VEX forms

  private void vex(int map, int third, int opcode) {
    sizes = 0;
    for (int rxb = 6; rxb <= 7; rxb++) {
      for (int vvvv = 14; vvvv <= 15; vvvv++) {
        scout(vexHead(rxb, map, third | vvvv << 3, opcode));
      }
    }
    if (sizes == 0) {
      return;
    }
    for (int vvvv : VVVV) {
      int last = third | (15 - vvvv) << 3;
      for (int rxb : RXB) {
        operands(vexHead(rxb, map, last, opcode), ~rxb & 7);
      }
      if (map == 1 && third < 0x80) {
        for (int r = 0; r <= 0x80; r += 0x80) {
          code[0] = (byte) 0xc5;
          code[1] = (byte) (r | last);
          code[2] = (byte) opcode;
          operands(3, r == 0 ? 4 : 0);
        }
      }
    }
  }

  private int vexHead(int rxb, int map, int third, int opcode) {
    code[0] = (byte) 0xc4;
    code[1] = (byte) (rxb << 5 | map);
    code[2] = (byte) third;
    code[3] = (byte) opcode;
    return 4;
  }

  // --- operands

  /** Looks whether any form of an opcode is accepted, and how large its immediates are. */
  private void scout(int n) {
    Arrays.fill(code, n, code.length, (byte) 0);
    int before = sizes;
    sizes = ALL_SIZES;
    int seen = bit(immediateOf(n, -1, false));
    for (int modrm : SCOUT_MODRM) {
      code[n] = (byte) modrm;
      seen |= bit(immediateOf(n + 1, -1, false));
    }
    sizes = before | seen;
  }

  private static int bit(int size) {
    return size < 0 ? 0 : 1 << size;
  }

  /** Visits all operands of an opcode. */
  private void operands(int n, int rex) {
    Arrays.fill(code, n, code.length, (byte) 0);
    int immediate = immediateOf(n, -1, (code[n - 1] & 6) == 4);
    if (immediate >= 0 && !hasModrm(n, immediate)) {
      visitor.encoding(code, length, immediate, -1, claim(-1));
      return;
    }
    for (int modrm = 0; modrm < 256; modrm++) {
      code[n] = (byte) modrm;
      int mod = modrm >> 6;
      int displacement = mod == 1 ? 1 : mod == 2 || (modrm & 0xc7) == 5 ? 4 : 0;
      boolean frame = (modrm & 0x30) == 0x20 || (modrm & 0xc6) == 0xc4;
      if (mod == 3 || (modrm & 7) != 4) {
        form(n + 1 + displacement, -1, frame);
      } else {
        for (int sib : SIBS) {
          code[n + 1] = (byte) sib;
          int index = sib >> 3 & 7 | (rex & 2) << 2;
          int more = displacement == 0 && (sib & 7) == 5 ? 4 : displacement;
          form(n + 2 + more, index == RSP ? -1 : index, frame);
        }
        code[n + 1] = 0;
      }
    }
  }

  private void form(int n, int index, boolean frame) {
    int immediate = immediateOf(n, index, frame);
    if (immediate >= 0) {
      visitor.encoding(code, length, immediate, index, claim(index));
    }
  }

  /**
   * Without a ModRM byte, the first byte of the immediate may be anything; with one, 05 calls for
   * four more.
   */
  private boolean hasModrm(int n, int immediate) {
    if (immediate == 0) {
      return false;
    }
    code[n] = 5;
    Arrays.fill(bundle, BUNDLE, 2 * BUNDLE, (byte) 0x90); // where a jump may go
    boolean fits = endsWith(length, -1, fixup, 2 * BUNDLE);
    code[n] = 0;
    return !fits;
  }

  /**
   * How many zero bytes must follow the first {@code n} for an instruction; -1 = none is.
   *
   * @param frame whether a register field could mean rsp or rbp, so that a fix-up might be needed
   */
  private int immediateOf(int n, int index, boolean frame) {
    // All sizes without a fix-up first, so that none of its bytes passes for an immediate.
    for (fixup = NO_FIXUP; fixup <= (frame ? RBP : NO_FIXUP); fixup++) {
      for (int immediate : IMMEDIATES) {
        length = n + immediate;
        if ((sizes & 1 << immediate) != 0 && endsWith(length, index, fixup, BUNDLE)) {
          return immediate;
        }
      }
    }
    return -1;
  }

  /** Whether a bundle is accepted that ends with the instruction: a longer one would straddle. */
  private boolean endsWith(int size, int index, int fixed, int chunk) {
    layAtEnd(bundle, code, size, index, fixed == NO_FIXUP ? -1 : fixed);
    return judge.accepts(bundle, chunk);
  }

  /**
   * Fills the first bundle with nops, the mask of {@code index}, an instruction and, for rsp and
   * rbp, the fix-up that must follow.
   */
  static void layAtEnd(byte[] bundle, byte[] code, int size, int index, int claim) {
    int after = claim == RSP || claim == RBP ? 3 : 0;
    int at = BUNDLE - after - size;
    int nops = index < 0 ? at : at - 3;
    System.arraycopy(NOPS[nops], 0, bundle, 0, nops);
    if (index >= 0) {
      mask(bundle, nops, index);
    }
    System.arraycopy(code, 0, bundle, at, size);
    if (after != 0) { // add %r15,%rsp or %rbp
      bundle[29] = 0x4c;
      bundle[30] = 0x01;
      bundle[31] = (byte) (0xf8 | claim);
    }
  }

  /** mov %r32,%r32: the register is restricted. */
  private static void mask(byte[] bundle, int at, int register) {
    bundle[at] = (byte) (0x40 | register >> 3 << 2 | register >> 3);
    bundle[at + 1] = (byte) 0x89;
    bundle[at + 2] = (byte) (0xc0 | (register & 7) << 3 | register & 7);
  }

  /** The register by which memory may be indexed right after the instruction that fits, or -1. */
  private int claim(int index) {
    if (fixup != NO_FIXUP) {
      return fixup;
    }
    for (int register = 0; register < 15; register++) {
      if (register != RSP && indexes(index, register)) {
        return register;
      }
    }
    return -1;
  }

  private boolean indexes(int index, int register) {
    int at = 3;
    System.arraycopy(NOPS[3], 0, bundle, 0, 3);
    if (index >= 0) {
      mask(bundle, 0, index);
    }
    System.arraycopy(code, 0, bundle, at, length);
    at += length; // mov (%r15,%register,1),%eax
    bundle[at] = (byte) (0x41 | register >> 3 << 1);
    bundle[at + 1] = (byte) 0x8b;
    bundle[at + 2] = 0x04;
    bundle[at + 3] = (byte) (0x07 | (register & 7) << 3);
    at += 4;
    System.arraycopy(NOPS[BUNDLE - at], 0, bundle, at, BUNDLE - at);
    return judge.accepts(bundle, BUNDLE);
  }
}
