package org.halite.runtime.validator;

import java.util.Arrays;

/**
 * Replaces instructions that the processor lacks or that are non-temporal by harmless ones of the same length (spec/nacl.md
 * 3.12). Called by {@link ChunkWalk} on its own copy of the bytes; what it wrote is validated again as a whole.
 */
final class Rewrites {
  private static final byte NOP = (byte) 0x90;
  private static final byte HLT = (byte) 0xf4;

  private boolean changed;
  private boolean changedSinceTaken;

  /** Whether anything was rewritten since the last {@link #restart}. */
  boolean changed() {
    return changed;
  }

  void restart() {
    changed = false;
  }

  /** Whether anything was rewritten since this was last asked. */
  boolean takeChanged() {
    boolean taken = changedSinceTaken;
    changedSinceTaken = false;
    return taken;
  }

  /**
   * Mends an instruction if that is its only fault and a rewrite exists.
   *
   * @param broken bits of the rules it breaks
   * @param indexed its memory operand used a restricted index register
   */
  boolean mend(int broken, byte[] b, int p, int length, boolean indexed) {
    boolean mended;
    if (broken == Rule.CPU_FEATURE.bit()) {
      Arrays.fill(b, p, p + length, HLT);
      mended = true;
    } else {
      mended = broken == Rule.MUST_BE_REWRITTEN.bit() && temporal(b, p, length, indexed);
    }
    changed |= mended;
    changedSinceTaken |= mended;
    return mended;
  }

  private static boolean temporal(byte[] b, int p, int length, boolean indexed) {
    boolean size16 = b[p] == 0x66;
    int i = size16 ? p + 1 : p;
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
        Arrays.fill(b, p, p + length, NOP);
        return true;
      case 0xe7: // movntq becomes movq, movntdq becomes movdqa
        b[i + 1] = rex ? 0x7f : b[i + 1];
        return rex;
      case 0x2b: // movntps becomes movaps
        b[i + 1] = rex && !size16 ? 0x29 : b[i + 1];
        return rex && !size16;
      case 0xc3: // movnti becomes mov, one byte shorter
        if (rex && !size16) {
          movnti(b, p, length, indexed);
        }
        return rex && !size16;
      default:
        return false;
    }
  }

  /** The spare byte goes where neither the mask before nor a displacement from %rip is disturbed. */
  private static void movnti(byte[] b, int p, int length, boolean indexed) {
    byte rex = b[p];
    if (indexed) {
      System.arraycopy(b, p + 3, b, p + 2, length - 3);
      b[p + 1] = (byte) 0x89;
      b[p + length - 1] = NOP;
    } else {
      b[p] = NOP;
      b[p + 1] = rex;
      b[p + 2] = (byte) 0x89;
    }
  }
}
