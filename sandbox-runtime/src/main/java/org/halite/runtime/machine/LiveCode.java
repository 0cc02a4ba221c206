package org.halite.runtime.machine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Replaces instructions of code that other threads may be running: spec/nacl.md ch. 16. No thread
 * ever runs a mixture of the old instruction and the new one. Used by {@link CodeRegion}.
 */
public final class LiveCode {
  /**
   * One instruction to replace.
   *
   * @param offset bytes from the start of the code
   * @param length bytes of the instruction, whose first one stays
   */
  public record Change(long offset, int length) {}

  private static final byte HALT = (byte) 0xf4;

  private LiveCode() {}

  /**
   * Puts one instruction of {@code replacement} into the place of {@code live}.
   *
   * @param live the module's code, writable here; begins on a bundle
   * @param serialize makes all cores see the code as it is
   */
  static void replace(
      MemorySegment live, MemorySegment replacement, Change change, Runnable serialize) {
    long first = change.offset();
    long end = first + change.length();
    while (first < end && same(live, replacement, first)) {
      first++;
    }
    long last = end - 1;
    while (last > first && same(live, replacement, last)) {
      last--;
    }
    if (first == end) {
      return;
    }
    if (first == last) {
      live.set(ValueLayout.JAVA_BYTE, first, replacement.get(ValueLayout.JAVA_BYTE, first));
    } else if ((first & -8) == (last & -8)) {
      // One store of an aligned word is seen whole.
      long word = first & -8;
      long bytes = 0;
      for (int i = 7; i >= 0; i--) {
        boolean changes = word + i >= first && word + i <= last;
        MemorySegment from = changes ? replacement : live;
        bytes = bytes << 8 | from.get(ValueLayout.JAVA_BYTE, word + i) & 0xff;
      }
      live.set(ValueLayout.JAVA_LONG, word, bytes);
    } else {
      // Who comes here meanwhile stops at a halt.
      byte head = live.get(ValueLayout.JAVA_BYTE, change.offset());
      live.set(ValueLayout.JAVA_BYTE, change.offset(), HALT);
      serialize.run();
      long tail = change.offset() + 1;
      MemorySegment.copy(replacement, tail, live, tail, end - tail);
      serialize.run();
      live.set(ValueLayout.JAVA_BYTE, change.offset(), head);
    }
  }

  private static boolean same(MemorySegment one, MemorySegment other, long offset) {
    return one.get(ValueLayout.JAVA_BYTE, offset) == other.get(ValueLayout.JAVA_BYTE, offset);
  }
}
