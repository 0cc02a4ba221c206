package org.halite.runtime.elf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * Function names for backtraces. What the file says here is never relied on: a broken table only
 * means fewer names, and sizes are bounded.
 */
public final class SymbolTable {
  private static final int MAX_SECTIONS = 4096;
  private static final int MAX_SYMBOLS = 200_000;
  private static final int MAX_NAME = 256;
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final TreeMap<Long, String> functions = new TreeMap<>();

  private SymbolTable() {}

  /** The functions of an ELF file; empty when it has no readable symbol table. */
  public static SymbolTable read(MemorySegment file) {
    SymbolTable table = new SymbolTable();
    try {
      table.fill(file);
    } catch (IndexOutOfBoundsException outsideOfTheFile) {
      // What was read until here is still worth showing.
    }
    return table;
  }

  /** {@code name+0x12} for an address inside or behind a known function, or null. */
  public String describe(long address) {
    Map.Entry<Long, String> below = functions.floorEntry(address);
    if (below == null) {
      return null;
    }
    long distance = address - below.getKey();
    return distance == 0 ? below.getValue() : below.getValue() + "+0x" + Long.toHexString(distance);
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
    long count = Math.min(MAX_SYMBOLS, size / entry);
    for (long i = 0; i < count; i++) {
      long at = start + i * entry;
      int type = file.get(JAVA_BYTE, at + (wide ? 4 : 12)) & 15;
      long value = wide ? file.get(U64, at + 8) : word(file, at + 4);
      if (type == 2 && value >>> 32 == 0) { // STT_FUNC
        String name = name(file, strings + word(file, at));
        if (!name.isEmpty()) {
          functions.putIfAbsent(value, name);
        }
      }
    }
  }

  /** A name as printable ASCII, so that a hostile one cannot steer a terminal. */
  private static String name(MemorySegment file, long at) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < MAX_NAME; i++) {
      int c = file.get(JAVA_BYTE, at + i);
      if (c == 0) {
        break;
      }
      name.append(c > 0x20 && c < 0x7f ? (char) c : '?');
    }
    return name.toString();
  }

  private static long word(MemorySegment file, long at) {
    return file.get(U32, at) & 0xffffffffL;
  }
}
