package org.halite.runtime.elf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Function names for backtraces. What the file says here is never relied on: a broken table only
 * means fewer names, and sizes are bounded.
 */
public final class SymbolTable {
  private static final int MAX_SECTIONS = 4096;

  /** Of all tables together; of functions and others. */
  private static final int MAX_SYMBOLS = 400_000;

  private static final int MAX_FUNCTIONS = 200_000;
  private static final int MAX_NAME = 256;

  /** Bytes of all names together. */
  private static final int MAX_NAMES = 8 << 20;

  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Names as printable ASCII, each ended by a zero. */
  private byte[] names = new byte[1 << 12];

  private int nameBytes;

  /** Address << 31 | where the name starts in {@link #names}; ascending once all are read. */
  private long[] functions = new long[1 << 8];

  private int count;
  private int looked;

  private SymbolTable() {}

  /** The functions of an ELF file; empty when it has no readable symbol table. */
  public static SymbolTable read(MemorySegment file) {
    SymbolTable table = new SymbolTable();
    try {
      table.fill(file);
    } catch (IndexOutOfBoundsException outsideOfTheFile) {
      // What was read until here is still worth showing.
    }
    Arrays.sort(table.functions, 0, table.count);
    return table;
  }

  /** {@code name+0x12} for an address inside or behind a known function, or null. */
  public String describe(long address) {
    if (address < 0 || address >>> 32 != 0) {
      return null;
    }
    int found = Arrays.binarySearch(functions, 0, count, address << 31 | Integer.MAX_VALUE);
    int below = (found < 0 ? -found - 1 : found) - 1;
    if (below < 0) {
      return null;
    }
    long start = functions[below] >>> 31;
    // Of several names for one address the first in the file counts.
    while (below > 0 && functions[below - 1] >>> 31 == start) {
      below--;
    }
    String name = name((int) functions[below] & Integer.MAX_VALUE);
    return address == start ? name : name + "+0x" + Long.toHexString(address - start);
  }

  private String name(int at) {
    int end = at;
    while (names[end] != 0) {
      end++;
    }
    return new String(names, at, end - at, StandardCharsets.US_ASCII);
  }

  private void fill(MemorySegment file) {
    boolean wide = file.get(JAVA_BYTE, 4) == 2;
    long sections = wide ? file.get(U64, 40) : word(file, 32);
    int entry = wide ? 64 : 40;
    int count = Math.min(MAX_SECTIONS, file.get(U16, wide ? 60 : 48) & 0xffff);
    for (int i = 0; i < count; i++) {
      long at = sections + (long) i * entry;
      if (word(file, at + 4) == 2) { // SHT_SYMTAB
        long link = word(file, at + (wide ? 40 : 24));
        long strings = sections + link * entry;
        readSymbols(
            file,
            wide,
            wide ? file.get(U64, at + 24) : word(file, at + 16),
            wide ? file.get(U64, at + 32) : word(file, at + 20),
            wide ? file.get(U64, strings + 24) : word(file, strings + 16));
      }
    }
  }

  private void readSymbols(MemorySegment file, boolean wide, long start, long size, long strings) {
    int entry = wide ? 24 : 16;
    long symbols = size / entry;
    for (long i = 0; i < symbols && looked < MAX_SYMBOLS; i++) {
      looked++;
      long at = start + i * entry;
      int type = file.get(JAVA_BYTE, at + (wide ? 4 : 12)) & 15;
      long value = wide ? file.get(U64, at + 8) : word(file, at + 4);
      if (type == 2 && value >>> 32 == 0) { // STT_FUNC
        if (count == MAX_FUNCTIONS || nameBytes > MAX_NAMES - MAX_NAME - 1) {
          return;
        }
        add(value, file, strings + word(file, at));
      }
    }
  }

  /** Keeps a name as printable ASCII, so that a hostile one cannot steer a terminal. */
  private void add(long address, MemorySegment file, long name) {
    if (names.length < nameBytes + MAX_NAME + 1) {
      names = Arrays.copyOf(names, 2 * names.length);
    }
    if (count == functions.length) {
      functions = Arrays.copyOf(functions, 2 * count);
    }
    int length = 0;
    while (length < MAX_NAME) {
      int c = file.get(JAVA_BYTE, name + length);
      if (c == 0) {
        break;
      }
      names[nameBytes + length++] = (byte) (c > 0x20 && c < 0x7f ? c : '?');
    }
    if (length > 0) {
      functions[count++] = address << 31 | nameBytes;
      nameBytes += length;
      names[nameBytes++] = 0;
    }
  }

  private static long word(MemorySegment file, long at) {
    return file.get(U32, at) & 0xffffffffL;
  }
}
