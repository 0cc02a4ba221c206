package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ModuleMemoryTest {
  private static final int READ_WRITE = AddressSpace.READ | AddressSpace.WRITE;

  private final TestModule module = new TestModule(16 << 20);
  private final AddressSpace space = module.sandbox.space();
  private final ModuleMemory memory = module.sandbox.memory();

  @BeforeEach
  void load() {
    module.code.bytes(0xf4);
    module.load();
  }

  @Test
  void whatIsWrittenIsRead() {
    memory.write(TestModule.DATA, new byte[] {1, 2, 3});
    assertArrayEquals(new byte[] {2, 3, 0}, memory.read(TestModule.DATA + 1, 3));
    memory.writeLong(TestModule.DATA + 3, -2);
    assertEquals(-2, memory.readLong(TestModule.DATA + 3));
    assertEquals(-1, memory.readInt(TestModule.DATA + 7));
  }

  @Test
  void rangesThatWrapAtFourGigabytesAreBad() {
    assertThrows(BadAddress.class, () -> memory.read(0xfffffff0L, 0x20));
    assertThrows(BadAddress.class, () -> memory.write(0xfffffffcL, new byte[8]));
    assertThrows(BadAddress.class, () -> memory.readLong(0xfffffffcL));
    assertThrows(BadAddress.class, () -> memory.readInt(1L << 32));
    assertThrows(BadAddress.class, () -> memory.readInt(-4));
    assertThrows(BadAddress.class, () -> memory.read(TestModule.DATA, -1));
    assertEquals(0xf4f4f4f4, memory.readInt(0xfffffffcL), "the last word there is: halts");
  }

  @Test
  void unmappedAndReadOnlyMemoryIsBad() {
    assertThrows(BadAddress.class, () -> memory.readInt(0));
    assertThrows(BadAddress.class, () -> memory.readInt(0x60000000L));
    assertThrows(BadAddress.class, () -> memory.writeInt(0x20000, 1), "text");
    assertThrows(BadAddress.class, () -> memory.writeInt(0x10000, 1), "trampolines");
    assertThrows(BadAddress.class, () -> memory.writeInt(Thunks.THUNKS, 1), "thunks");
  }

  @Test
  void aStringMayEndAtTheEndOfMemoryButNotBeyond() {
    assertEquals(0x50000000, space.mapAnonymous(0x50000000, 1, READ_WRITE, true));
    long end = 0x50000000 + AddressSpace.PAGE - 4;
    memory.write(end, new byte[] {'a', 'b', 'c', 0});
    assertEquals("abc", memory.readString(end, 100));
    memory.write(end, new byte[] {'a', 'b', 'c', 'd'});
    assertThrows(BadAddress.class, () -> memory.readString(end, 100));
  }

  @Test
  void stringsAreBoundedAndUtf8() {
    memory.write(TestModule.DATA, new byte[] {'x', 'y', 'z', 0, (byte) 0xff, 0});
    assertEquals("xyz", memory.readString(TestModule.DATA, 3));
    assertThrows(BadAddress.class, () -> memory.readString(TestModule.DATA, 2));
    assertThrows(BadAddress.class, () -> memory.readString(TestModule.DATA + 4, 100));
  }

  @Test
  void copiesSurviveARaceWithUnmapping() throws InterruptedException {
    long page = space.mapAnonymous(0, AddressSpace.PAGE, READ_WRITE, false);
    AtomicBoolean stop = new AtomicBoolean();
    Thread mapper =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!stop.get()) {
                    space.unmap(page, AddressSpace.PAGE);
                    space.mapAnonymous(page, AddressSpace.PAGE, READ_WRITE, true);
                  }
                });
    int bad = 0;
    int good = 0;
    byte[] bytes = new byte[AddressSpace.PAGE];
    for (int i = 0; bad < 100 || good < 100; i++) {
      try {
        if (i % 2 == 0) {
          memory.write(page, bytes);
        } else {
          assertEquals(bytes.length, memory.read(page, bytes.length).length);
        }
        good++;
      } catch (BadAddress unmapped) {
        bad++;
      }
    }
    stop.set(true);
    mapper.join();
  }

  @Test
  void memoryThatIsMappedAgainIsZero() {
    long page = space.mapAnonymous(0, 1, READ_WRITE, false);
    memory.writeInt(page, 7);
    assertEquals(page, space.mapAnonymous(page, 1, READ_WRITE, true));
    assertEquals(0, memory.readInt(page));
    memory.writeInt(page, 7);
    assertEquals(0, space.unmap(page, 1));
    assertThrows(BadAddress.class, () -> memory.readInt(page));
    assertEquals(page, space.mapAnonymous(page, 1, READ_WRITE, true));
    assertEquals(0, memory.readInt(page));
  }

  /**
   * The kernel's own list: whatever the module did, its space and guards stay reserved without a
   * gap.
   */
  @Test
  void noHoleEverOpensInTheModulesSpace() throws java.io.IOException {
    for (int i = 0; i < 50; i++) {
      long page = space.mapAnonymous(0, (i % 5 + 1L) * AddressSpace.PAGE, READ_WRITE, false);
      assertEquals(0, space.protectData(page, 1, AddressSpace.READ));
      assertEquals(0, space.unmap(page, i % 2 == 0 ? 1 : (i % 5 + 1L) * AddressSpace.PAGE));
    }
    long at = space.base() - (40L << 30);
    long end = space.base() + AddressSpace.SIZE + (40L << 30);
    for (String line : java.nio.file.Files.readAllLines(java.nio.file.Path.of("/proc/self/maps"))) {
      String[] range = line.substring(0, line.indexOf(' ')).split("-", -1);
      long from = Long.parseUnsignedLong(range[0], 16);
      if (from <= at) {
        at = Math.max(at, Long.parseUnsignedLong(range[1], 16));
      }
    }
    assertTrue(at >= end, "a gap at 0x" + Long.toHexString(at - space.base()));
  }

  @Test
  void theHighestHoleIsUsedFirst() {
    long first = space.mapAnonymous(0, 1, READ_WRITE, false);
    long second = space.mapAnonymous(0, 2 * AddressSpace.PAGE, READ_WRITE, false);
    assertEquals(Thunks.TABLES - AddressSpace.PAGE, first);
    assertEquals(first - 2 * AddressSpace.PAGE, second);
    assertEquals(0, space.unmap(first, 1));
    assertEquals(first, space.mapAnonymous(0, 1, READ_WRITE, false));
  }

  @Test
  void theMemoryLimitIsEnomem() {
    long first = space.mapAnonymous(0, 10 << 20, READ_WRITE, false);
    assertTrue(first > 0);
    assertEquals(-Errno.ENOMEM, space.mapAnonymous(0, 10 << 20, READ_WRITE, false));
    long now = space.currentBreak();
    assertEquals(now, space.moveBreak(now + (10 << 20)), "brk stays");
    assertEquals(0, space.unmap(first, 10 << 20));
    assertTrue(space.mapAnonymous(0, 10 << 20, READ_WRITE, false) > 0);
    assertEquals(0, memory.allocate(12 << 20));
  }

  @Test
  void codeTrampolinesThunksAndStackCannotBeRemapped() {
    for (long address :
        new long[] {
          0,
          0x10000,
          0x20000,
          0x30000,
          Thunks.TABLES,
          Thunks.THUNKS,
          AddressSpace.STACK_BOTTOM,
          0xffff0000L
        }) {
      String where = Long.toHexString(address);
      assertEquals(-Errno.EINVAL, space.mapAnonymous(address, 1, READ_WRITE, true), where);
      assertEquals(-Errno.EINVAL, space.unmap(address, 1), where);
      assertEquals(-Errno.EACCES, space.protectData(address, 1, READ_WRITE), where);
    }
    assertEquals(-Errno.EINVAL, space.unmap(0x60000000L, 0xffffffffL), "a length that wraps");
    assertEquals(
        -Errno.EINVAL, space.mapAnonymous(0x60001000L, 1, READ_WRITE, true), "inside a page");
  }

  @Test
  void dataNeverBecomesExecutable() {
    long page = space.mapAnonymous(0, 1, READ_WRITE, false);
    assertEquals(-Errno.EACCES, space.protectData(page, 1, 5));
  }

  @Test
  void aBreakThatShrinksAndGrowsShowsZeroes() {
    long start = space.currentBreak();
    assertEquals(start + 100, space.moveBreak(start + 100));
    memory.write(start, new byte[] {9, 9, 9});
    assertEquals(start, space.moveBreak(start));
    assertEquals(start + 100, space.moveBreak(start + 100));
    assertEquals(0, memory.readInt(start));
    assertEquals(start + 100, space.moveBreak(0x20000), "below the start it stays");
  }

  @Test
  void allocatedPiecesAreAlignedZeroedAndApart() {
    Set<Integer> pieces = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      int piece = memory.allocate(24);
      assertNotEquals(0, piece);
      assertEquals(0, piece % 16);
      assertTrue(pieces.add(piece));
      assertArrayEquals(new byte[24], memory.read(Integer.toUnsignedLong(piece), 24));
      memory.write(Integer.toUnsignedLong(piece), new byte[] {1, 2, 3, 4});
    }
    pieces.forEach(memory::free);
    memory.free(12345); // an invention of the module
    memory.free(pieces.iterator().next()); // freed twice
    int first = memory.allocate(24 * 1000);
    assertArrayEquals(new byte[24000], memory.read(Integer.toUnsignedLong(first), 24000));
  }
}
