package org.halite.runtime.validator;

import java.util.Arrays;

/**
 * Replaces instructions that the processor lacks or that are non-temporal by harmless ones of the
 * same length (spec/nacl.md 3.12). Called by {@link ChunkWalk} on its own copy of the bytes; what
 * it wrote is validated again as a whole.
 */
final class Rewrites {
  private static final byte NOP = (byte) 0x90;
  private static final byte HLT = (byte) 0xf4;
  private static final byte MOV = (byte) 0x89;

  private final byte[] scratch = new byte[Disassembler.LONGEST];
  private boolean writing;
  private boolean mendable;
  private boolean windowChanged;

  /** From now on finds out only whether there is something to rewrite. */
  void look() {
    writing = false;
    mendable = false;
  }

  /** From now on rewrites. */
  void write() {
    writing = true;
  }

  /** Whether anything that can be rewritten was seen since {@link #look}. */
  boolean mendable() {
    return mendable;
  }

  /** Whether anything was written since this was last asked. */
  boolean takeChanged() {
    boolean taken = windowChanged;
    windowChanged = false;
    return taken;
  }

  /**
   * Mends an instruction with one fault if a rewrite exists; whether it does.
   *
   * @param lacking the processor lacks it; else it is non-temporal
   * @param indexed its memory operand used a restricted index register
   */
  boolean mend(boolean lacking, byte[] b, int p, int length, boolean indexed) {
    if (lacking) {
      Arrays.fill(scratch, 0, length, HLT);
    } else {
      System.arraycopy(b, p, scratch, 0, length);
      if (!temporal(scratch, length, indexed)) {
        return false;
      }
    }
    mendable = true;
    if (writing) {
      System.arraycopy(scratch, 0, b, p, length);
      windowChanged = true;
    }
    return true;
  }

  private static boolean temporal(byte[] b, int length, boolean indexed) {
    boolean size16 = b[0] == 0x66;
    int i = size16 ? 1 : 0;
    boolean rex = (b[i] & 0xf0) == 0x40;
    if (rex) {
      i++;
    }
    if (b[i] != 0x0f) {
      return false;
    }
    switch (b[i + 1] & 0xff) {
      case 0x18: // prefetchnta: only a hint
        if (size16) {
          return false;
        }
        Arrays.fill(b, 0, length, NOP);
        return true;
      case 0xe7: // movntq becomes movq, movntdq becomes movdqa
        b[i + 1] = rex ? 0x7f : b[i + 1];
        return rex;
      case 0x2b: // movntps becomes movaps
        b[i + 1] = rex && !size16 ? 0x29 : b[i + 1];
        return rex && !size16;
      case 0xc3: // movnti becomes mov, one byte shorter
        if (rex && !size16) {
          movnti(b, length, indexed);
        }
        return rex && !size16;
      default:
        return false;
    }
  }

  /**
   * The spare byte goes where neither the mask before nor a displacement from %rip is disturbed.
   */
  private static void movnti(byte[] b, int length, boolean indexed) {
    byte rex = b[0];
    if (indexed) {
      b[1] = MOV;
      System.arraycopy(b, 3, b, 2, length - 3);
      b[length - 1] = NOP;
    } else {
      b[0] = NOP;
      b[1] = rex;
      b[2] = MOV;
    }
  }
}
