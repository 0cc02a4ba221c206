package org.halite.runtime.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Headers in a copy of our own, so that what was checked cannot change before it is used.
 *
 * @param bytes the copy
 * @param wide whether fields of the width of the file's class have 64 bits
 */
record Fields(MemorySegment bytes, boolean wide) {
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Copies bytes that must lie in the file. */
  static Fields copy(MemorySegment file, long offset, int length, boolean wide) {
    byte[] copy = new byte[length];
    MemorySegment.copy(file, ValueLayout.JAVA_BYTE, offset, copy, 0, length);
    return new Fields(MemorySegment.ofArray(copy), wide);
  }

  int u8(int at) {
    return bytes.get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }

  int u16(int at) {
    return bytes.get(U16, at) & 0xffff;
  }

  long u32(int at) {
    return bytes.get(U32, at) & 0xffffffffL;
  }

  long u64(int at) {
    return bytes.get(U64, at);
  }

  /** A field as wide as the file's class. */
  long word(int at) {
    return wide ? u64(at) : u32(at);
  }
}
