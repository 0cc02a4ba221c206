package org.halite.runtime.validator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Runs the {@link Automaton} over code, bundle by bundle, and says whether it obeys every rule of
 * spec/nacl.md 3.1 to 3.10. Reads each byte once, allocates nothing for an instruction, and cannot
 * say why it refuses: that is for the {@link ReferenceValidator}. Called by {@link Validator}; not
 * shared between threads.
 */
final class ChunkWalk {
  static final int BUNDLE = 32;
  private static final int WINDOW = 64 * 1024;

  /** The automaton may look so far beyond a bundle before it is seen that it did. */
  private static final int SLACK = 32;

  private static final int START = 1;

  /** What only some instructions have. */
  private static final int SPECIAL = Automaton.RELATIVE | Automaton.PART | Automaton.NOT_AS_IT_IS;

  /** Brings {@link Automaton#LEAVES} of one instruction to {@link Automaton#NEEDS} of the next. */
  private static final int LEAVES_TO_NEEDS = Automaton.LEAVES_SHIFT - Automaton.NEEDS_SHIFT;

  /** Judges instructions beyond the rules, and is asked about what would break them. */
  interface Observer {
    /**
     * Called for each instruction that keeps the rules, but for those told of here.
     *
     * @param at its offset in the chunk; the bytes lie at {@code code[start]}
     * @param fixed how many of its bytes come before displacement and immediate
     * @param word its effect
     * @param leaves it jumps to an offset outside the chunk that is no multiple of 32
     * @return whether it may stay
     */
    boolean instruction(
        long at, byte[] code, int start, int length, int fixed, int word, boolean leaves);
  }

  private final Automaton automaton = Automaton.instance();
  private final short[] next = automaton.next;
  private final byte[] sib = automaton.sib;
  private final short[] continuation = automaton.continuation;
  private final byte[] sequence = automaton.sequence;
  private final CpuFeatures cpu;
  private final int[] words;
  private final Rewrites rewrites;
  private final Observer observer;
  private JumpTargets targets;

  private byte[] window = new byte[0];

  /** Offset of the window's first byte in the chunk. */
  private long windowBase;

  /** The part of the chunk that this walk sees. */
  private long from;

  private long to;
  private long chunkLength;

  // State inside a bundle.
  private int sequenceState;

  /** Where the last two sandboxings of a string pointer begin. */
  private int lastMove;

  private int moveBefore;

  /** A bit for each offset in the bundle that may be jumped to. */
  private int starts;

  /** The last jump goes to an offset outside the chunk that is no multiple of 32. */
  private boolean leaves;

  /**
   * @param nontemporalAllowed accept the non-temporal forms of 3.12 as they are, as the oracle does
   * @param rewrites changes instructions whose only fault it can mend; null for read-only text
   * @param observer null for nobody
   */
  ChunkWalk(CpuFeatures cpu, boolean nontemporalAllowed, Rewrites rewrites, Observer observer) {
    this.cpu = cpu;
    words = automaton.words(cpu, nontemporalAllowed);
    this.rewrites = rewrites;
    this.observer = observer;
  }

  /** Whether a small chunk obeys every rule. */
  boolean accepts(byte[] code, int offset, int length) {
    beginWhole(length);
    System.arraycopy(code, offset, window, 0, length);
    windowBase = 0;
    return bundles(length) && !targets.anyBad();
  }

  /** Whether the chunk obeys every rule; with {@link Rewrites} that write, its bytes change. */
  boolean accepts(MemorySegment code) {
    beginWhole(code.byteSize());
    return walk(code) && !targets.anyBad();
  }

  /**
   * Walks a part of a chunk, whole bundles; whether it keeps every rule but for the targets of its
   * jumps, which it notes. Others may walk other parts at the same time.
   */
  boolean walksPart(MemorySegment code, long partFrom, long partTo, JumpTargets noted) {
    targets = noted;
    begin(code.byteSize(), partFrom, partTo);
    return walk(code);
  }

  private void beginWhole(long length) {
    if (targets == null) {
      targets = new JumpTargets();
    }
    targets.begin(length);
    begin(length, 0, length);
  }

  private void begin(long length, long partFrom, long partTo) {
    chunkLength = length;
    from = partFrom;
    to = partTo;
    int needed = (int) Math.min(WINDOW, partTo - partFrom) + SLACK;
    if (window.length < needed) {
      window = new byte[needed];
    }
  }

  private boolean walk(MemorySegment code) {
    for (long at = from; at < to; at += WINDOW) {
      int part = (int) Math.min(WINDOW, to - at);
      MemorySegment.copy(code, ValueLayout.JAVA_BYTE, at, window, 0, part);
      windowBase = at;
      if (!bundles(part)) {
        return false;
      }
      if (rewrites != null && rewrites.takeChanged()) {
        MemorySegment.copy(window, 0, code, ValueLayout.JAVA_BYTE, at, part);
      }
    }
    return true;
  }

  private boolean bundles(int length) {
    for (int p = 0; p < length; p += BUNDLE) {
      if (!bundle(p)) {
        return false;
      }
      targets.starts(windowBase + p, starts);
    }
    return true;
  }

  private boolean bundle(int start) {
    final byte[] b = window;
    final short[] edges = next;
    final int end = start + BUNDLE;
    int restricted = 0;
    int pending = 0;
    sequenceState = 0;
    starts = 0;
    int p = start;
    while (p < end) {
      int at = p;
      int state = START;
      do {
        state = edges[state << 8 | b[at++] & 0xff];
      } while (state > 0);
      int word = words[-state];
      int index = 0;
      if ((word & Automaton.SIB) != 0) {
        // The number of the table stands 4 bits up already.
        int operand = sib[(word & Automaton.SIB) << 4 | b[at++] & 0xff];
        if (operand < 0) {
          return false;
        }
        index = operand & Automaton.SIB_INDEX;
        at += (operand & Automaton.SIB_DISPLACEMENT) >> 3;
      }
      int fixed = at;
      at += word & Automaton.TAIL;
      if ((word & Automaton.CONTINUES) != 0) {
        int last = edges[continuation[-state] << 8 | b[at++] & 0xff];
        if (last >= 0) {
          return false;
        }
        word |= words[-last];
      }
      if (state == 0 || at > end || (word & Automaton.NEEDS) != pending) {
        return false;
      }
      if (index != 0 && index != restricted) {
        return false;
      }
      // Nobody may jump between a mask and what relies on it.
      int own = (index | pending) == 0 ? 1 << p : 0;
      starts |= own;
      if ((word & SPECIAL) == 0) {
        sequenceState = 0;
      } else if (!special(-state, word, p, at, index != 0)) {
        return false;
      }
      if (observer != null && !observed(p, at, fixed, word)) {
        return false;
      }
      restricted = (word & Automaton.RESTRICTS) >> Automaton.RESTRICTS_SHIFT;
      pending = word >> LEAVES_TO_NEEDS & Automaton.NEEDS;
      p = at;
    }
    return pending == 0;
  }

  private boolean special(int effect, int word, int p, int end, boolean indexed) {
    if ((word & Automaton.PART) == 0) {
      sequenceState = 0;
    } else if (!part((word & Automaton.PART) >> Automaton.PART_SHIFT, p)) {
      return false;
    }
    if ((word & Automaton.RELATIVE) != 0 && !jump(word, end)) {
      return false;
    }
    return (word & Automaton.NOT_AS_IT_IS) == 0
        || observer != null
        || (rewrites != null && mend(effect, word, p, end, indexed));
  }

  private boolean part(int part, int p) {
    int state = sequence[sequenceState * Automaton.PARTS + part];
    if (state < 0) {
      return false;
    }
    sequenceState = state;
    if (part >= Automaton.STRING_RSI) {
      int first = part == Automaton.STRING_BOTH ? moveBefore : lastMove;
      for (int i = first + 1; i <= p; i++) {
        starts &= ~(1 << i);
      }
    } else if (part == Automaton.MOV_RSI || part == Automaton.MOV_RDI) {
      moveBefore = lastMove;
      lastMove = p;
    } else if (part >= Automaton.JUMP && part < Automaton.MOV_RSI) {
      // add %r15,%r has three bytes.
      starts &= ~((1 << p) | (1 << (p - 3)));
    }
    return true;
  }

  private boolean jump(int word, int end) {
    byte[] b = window;
    int distance =
        (word & Automaton.TAIL) == 1
            ? b[end - 1]
            : (b[end - 4] & 0xff)
                | (b[end - 3] & 0xff) << 8
                | (b[end - 2] & 0xff) << 16
                | b[end - 1] << 24;
    long target = windowBase + end + distance;
    leaves = false;
    if ((target & (BUNDLE - 1)) == 0) {
      return true;
    }
    if (target < 0 || target >= chunkLength) {
      leaves = true;
      return observer != null;
    }
    return targets.jump(target, target >= from && target < to);
  }

  private boolean mend(int effect, int word, int p, int end, boolean indexed) {
    boolean lacking = (automaton.cpu(effect) & ~cpu.bits()) != 0;
    return lacking == ((word & Automaton.NONTEMPORAL) == 0)
        && rewrites.mend(lacking, window, p, end - p, indexed);
  }

  private boolean observed(int p, int end, int fixed, int word) {
    boolean jumpsOut = leaves;
    leaves = false;
    return observer.instruction(windowBase + p, window, p, end - p, fixed - p, word, jumpsOut);
  }

  /** Whether the last bundle walked has an instruction here that may be jumped to. */
  boolean startsAt(int offset) {
    return (starts >> offset & 1) != 0;
  }
}
