package org.halite.runtime.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SymbolTableTest {
  private final ByteBuffer file = ByteBuffer.allocate(0x400).order(ByteOrder.LITTLE_ENDIAN);

  /** An ELF64 file with a symbol table at 0x200, its names at 0x300. */
  private SymbolTable table(long tableSize) {
    file.putInt(0, 0x464c457f).put(4, (byte) 2);
    file.putLong(40, 0x100).putShort(60, (short) 2);
    file.putInt(0x104, 2).putLong(0x118, 0x200).putLong(0x120, tableSize).putInt(0x128, 1);
    file.putLong(0x158, 0x300);
    return SymbolTable.read(MemorySegment.ofArray(file.array()));
  }

  private void symbol(int index, int name, int type, long address) {
    int at = 0x200 + 24 * index;
    file.putInt(at, name).put(at + 4, (byte) type).putLong(at + 8, address);
  }

  private void name(int at, String name) {
    file.put(0x300 + at, name.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void functionsAreFoundByTheirAddresses() {
    name(1, "main");
    name(10, "helper");
    symbol(0, 1, 2, 0x20040);
    symbol(1, 10, 2, 0x20100);
    symbol(2, 10, 1, 0x20200); // data
    SymbolTable table = table(72);
    assertEquals("main", table.describe(0x20040));
    assertEquals("main+0x20", table.describe(0x20060));
    assertEquals("helper+0x100", table.describe(0x20200));
    assertNull(table.describe(0x20000));
  }

  @Test
  void aHostileNameCannotSteerATerminal() {
    name(1, "\u001b[2Jx y");
    symbol(0, 1, 2, 0x20040);
    assertEquals("?[2Jx?y", table(24).describe(0x20040));
  }

  @Test
  void aTableBeyondTheFileGivesWhatIsThere() {
    name(1, "main");
    symbol(0, 1, 2, 0x20040);
    symbol(1, 0x7fffffff, 2, 0x20100);
    assertEquals("main", table(Long.MAX_VALUE).describe(0x20040));
  }

  @Test
  void aSectionTableBeyondTheFileGivesNoNames() {
    file.putInt(0, 0x464c457f).put(4, (byte) 2);
    file.putLong(40, Long.MAX_VALUE - 10).putShort(60, (short) -1);
    assertNull(SymbolTable.read(MemorySegment.ofArray(file.array())).describe(0x20040));
  }

  @Test
  void manyTablesOfLongNamesAreReadToABoundOnly() {
    int tables = 4096;
    int symbols = 4000;
    ByteBuffer large =
        ByteBuffer.allocate(0x1000 + tables * 64 + symbols * 24 + 512)
            .order(ByteOrder.LITTLE_ENDIAN);
    int symbolsAt = 0x1000 + tables * 64;
    int namesAt = symbolsAt + symbols * 24;
    large.putInt(0, 0x464c457f).put(4, (byte) 2);
    large.putLong(40, 0x1000).putShort(60, (short) tables);
    for (int i = 0; i < tables; i++) {
      int at = 0x1000 + 64 * i;
      large.putInt(at + 4, 2).putLong(at + 24, symbolsAt);
      large.putLong(at + 32, symbols * 24L).putInt(at + 40, 1);
    }
    large.putLong(0x1000 + 64 + 24, namesAt);
    for (int i = 0; i < symbols; i++) {
      large.put(symbolsAt + 24 * i + 4, (byte) 2).putLong(symbolsAt + 24 * i + 8, 0x20000 + i);
    }
    for (int i = 0; i < 511; i++) {
      large.put(namesAt + i, (byte) 'n');
    }
    MemorySegment file = MemorySegment.ofArray(large.array());
    // 4096 tables of 4000 names of 256 bytes would be 4 GiB; the test's heap has less.
    assertEquals("n".repeat(256), SymbolTable.read(file).describe(0x20000));
  }

  @Test
  void theFirstNameOfAnAddressCountsAndTheHighestAddressHasOne() {
    name(1, "first");
    name(10, "second");
    symbol(0, 1, 2, 0xffffffffL);
    symbol(1, 10, 2, 0xffffffffL);
    SymbolTable table = table(48);
    assertEquals("first", table.describe(0xffffffffL));
    assertNull(table.describe(0x100000000L));
    assertNull(table.describe(-1));
  }
}
