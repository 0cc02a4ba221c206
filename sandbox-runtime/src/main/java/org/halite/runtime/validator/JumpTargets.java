package org.halite.runtime.validator;

import java.util.Arrays;

/**
 * Where direct jumps may go and where they do go inside one chunk (spec/nacl.md 3.1 and 3.10): one
 * long for each bundle, a quarter of the code's size. Its low half has a bit for each offset where
 * an instruction starts that may be jumped to, its high half one for each that is jumped to.
 *
 * <p>Several walks may fill it at once, each for its own bundles; jumps that leave them go into a
 * list, which has an end so that hostile code cannot fill memory.
 */
final class JumpTargets {
  private static final int MOST_DISTANT = 16 * 1024;

  private long[] bundles = new long[0];
  private int count;
  private int[] distant = new int[0];
  private int distantCount;

  /** Forgets everything; for a chunk of so many bytes. */
  void begin(long length) {
    count = Math.toIntExact(length / ChunkWalk.BUNDLE);
    if (bundles.length < count) {
      bundles = new long[count];
    } else {
      Arrays.fill(bundles, 0, count, 0);
    }
    distantCount = 0;
  }

  /** The same bundles for another walk, with a list of its own. */
  JumpTargets share() {
    JumpTargets other = new JumpTargets();
    other.bundles = bundles;
    other.count = count;
    return other;
  }

  /** Notes which offsets of the bundle at {@code offset} may be jumped to, a bit for each. */
  void starts(long offset, int starts) {
    bundles[(int) (offset >> 5)] |= starts & 0xffffffffL;
  }

  /**
   * Notes a jump to an offset in the chunk; false if there are too many into others' bundles.
   *
   * @param own into the caller's own bundles
   */
  boolean jump(long target, boolean own) {
    if (own) {
      bundles[(int) (target >> 5)] |= 1L << 32 << (target & 31);
      return true;
    }
    if (distantCount == distant.length) {
      if (distantCount == MOST_DISTANT) {
        return false;
      }
      distant = Arrays.copyOf(distant, Math.max(64, 2 * distantCount));
    }
    distant[distantCount++] = (int) target;
    return true;
  }

  /** Whether the list of jumps into others' bundles was too short. */
  boolean crowded() {
    return distantCount == MOST_DISTANT;
  }

  /** Whether some jump goes where none may; a bundle's first byte is always allowed. */
  boolean anyBad() {
    for (int i = 0; i < count; i++) {
      long bundle = bundles[i];
      if ((bundle >>> 32 & ~(bundle | 1)) != 0) {
        return true;
      }
    }
    return anyDistantBad();
  }

  /** The same of the jumps in the list alone, once all bundles are filled. */
  boolean anyDistantBad() {
    for (int i = 0; i < distantCount; i++) {
      int target = distant[i];
      if ((bundles[target >> 5] >> (target & 31) & 1) == 0) {
        return true;
      }
    }
    return false;
  }
}
