package org.halite.runtime.validator;

import java.util.Arrays;

/**
 * The ends of direct jumps inside one chunk (spec/nacl.md 3.1 and 3.10): where they may go and
 * where they do go, a bit for each offset. Used by {@link OldWalk}.
 */
final class OldTargets {
  private long chunkLength;

  /** Starts of instructions that may be jumped to; multiples of 32 always may. */
  private long[] valid = new long[0];

  /** Offsets, not multiples of 32, that jumps go to. */
  private long[] taken = new long[0];

  /** Those taken in an earlier walk over the same code that turned out not to be valid, or null. */
  private long[] bad;

  /** Forgets everything but the bad targets. */
  void begin(long length) {
    chunkLength = length;
    int words = Math.toIntExact((length + 63) >> 6);
    if (valid.length < words) {
      valid = new long[words];
      taken = new long[words];
    } else {
      Arrays.fill(valid, 0);
      Arrays.fill(taken, 0);
    }
  }

  void allow(long offset) {
    valid[(int) (offset >> 6)] |= 1L << offset;
  }

  void forbid(long offset) {
    valid[(int) (offset >> 6)] &= ~(1L << offset);
  }

  /**
   * Notes a jump to an offset from the chunk's start; bits of the rules that are known to be broken
   * by it.
   */
  int jump(long target) {
    if ((target & (OldWalk.BUNDLE - 1)) == 0) {
      return 0;
    }
    if (target < 0 || target >= chunkLength) {
      return Rule.JUMP_OUT_OF_RANGE.bit();
    }
    int word = (int) (target >> 6);
    taken[word] |= 1L << target;
    return bad != null && (bad[word] & 1L << target) != 0 ? Rule.BAD_JUMP_TARGET.bit() : 0;
  }

  /** Whether a jump of the walk just done goes where none may. */
  boolean anyBad() {
    for (int i = 0; i < taken.length; i++) {
      if ((taken[i] & ~valid[i]) != 0) {
        return true;
      }
    }
    return false;
  }

  /** From now on jumps to the targets found bad are told by {@link #jump}. */
  void rememberBad() {
    bad = new long[taken.length];
    for (int i = 0; i < bad.length; i++) {
      bad[i] = taken[i] & ~valid[i];
    }
  }

  void forgetBad() {
    bad = null;
  }
}
