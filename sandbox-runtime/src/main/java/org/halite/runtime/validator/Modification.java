package org.halite.runtime.validator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code dyncode_modify} may do to live code (spec/nacl.md 3.13): put other immediates,
 * displacements or call targets into instructions that stay what they are.
 *
 * @param allowed whether the new code may take the old one's place
 * @param changes the instructions that differ, in order; each must be replaced so that no thread
 *     runs half of it (spec/nacl.md ch. 16). Empty if refused
 */
public record Modification(boolean allowed, List<Change> changes) {
  /**
   * One instruction to replace.
   *
   * @param offset bytes from the start of the code
   * @param length bytes of the instruction
   */
  public record Change(long offset, int length) {}

  private static final byte HALT = (byte) 0xf4;

  public Modification {
    changes = List.copyOf(changes);
  }

  /**
   * Judges new code for the place of code that the validator accepted before.
   *
   * @param old whole bundles, as they stand in the module
   * @param replacement as many bytes, in memory that nobody else writes
   * @param cpu the features that the old code was judged with
   * @throws IllegalArgumentException if the sizes differ or are no multiple of 32
   */
  static Modification judge(MemorySegment old, MemorySegment replacement, CpuFeatures cpu) {
    if (old.byteSize() != replacement.byteSize() || old.byteSize() % ChunkWalk.BUNDLE != 0) {
      throw new IllegalArgumentException(
          replacement.byteSize()
              + " bytes of code for "
              + old.byteSize()
              + "; as many are needed, in whole bundles of 32");
    }
    Comparison comparison = new Comparison(old);
    boolean allowed = new ChunkWalk(cpu, false, null, comparison).accepts(replacement);
    return new Modification(allowed, allowed ? comparison.changes : List.of());
  }

  private static final class Comparison implements ChunkWalk.Observer {
    private final MemorySegment old;
    private final List<Change> changes = new ArrayList<>();

    Comparison(MemorySegment old) {
      this.old = old;
    }

    @Override
    public boolean instruction(
        long at, byte[] code, int start, int length, int fixed, int word, boolean leaves) {
      if ((word & Automaton.NOT_AS_IT_IS) != 0) {
        // The loader put halts where the processor lacks an instruction; they stay.
        return !leaves && (word & Automaton.NONTEMPORAL) == 0 && onlyHalts(at, length);
      }
      int same = 0;
      while (same < length && code[start + same] == old.get(ValueLayout.JAVA_BYTE, at + same)) {
        same++;
      }
      if (same == length) {
        return true;
      }
      changes.add(new Change(at, length));
      return !leaves && (word & Automaton.MODIFIABLE) != 0 && same >= fixed;
    }

    private boolean onlyHalts(long at, int length) {
      for (int i = 0; i < length; i++) {
        if (old.get(ValueLayout.JAVA_BYTE, at + i) != HALT) {
          return false;
        }
      }
      return true;
    }
  }
}
