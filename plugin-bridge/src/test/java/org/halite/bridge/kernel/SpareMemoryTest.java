package org.halite.bridge.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpareMemoryTest {
  private static final long MIB = 1 << 20;
  private static final long PAGE = 4096;

  /** Of struct stat: in units of 512 bytes. */
  private static final int STAT_BLOCKS = 64;

  /** Not whole pages: its end lies within one. */
  private static final long SIZE = 3 * MIB + 100;

  private final SpareMemory spare = new SpareMemory();

  @AfterEach
  void close() {
    spare.close();
  }

  private SharedDescriptor file(long size) throws IOException {
    try (SharedDescriptor.Unfrozen fresh = spare.take(size);
        Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(size);
      for (long i = 0; i < size; i++) {
        bytes.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 31 + i / 4096));
      }
      fresh.write(0, bytes);
      return fresh.freeze();
    }
  }

  private static void assertContent(SharedDescriptor file, long size) throws IOException {
    assertEquals(size, file.size());
    byte[] read = file.read(0, (int) size);
    for (int i = 0; i < size; i++) {
      if (read[i] != (byte) (i * 31 + i / 4096)) {
        assertEquals((byte) (i * 31 + i / 4096), read[i], "byte " + i);
      }
    }
  }

  /** What the kernel has for it. */
  private static long memory(SharedDescriptor file) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stat = arena.allocate(144, 8);
      assertEquals(0, Linux.call(Linux.FSTAT, file.number(), stat.address()));
      return stat.get(ValueLayout.JAVA_LONG, STAT_BLOCKS) * 512;
    }
  }

  @Test
  void aFileHasItsSizeAndItsBytesWithAndWithoutASpare() throws IOException {
    for (long size : new long[] {1, 2 * MIB, SIZE, 16 * MIB, 17 * MIB}) {
      SharedDescriptor without = file(size);
      assertContent(without, size);
      without.release();
      spare.prepare();
      SharedDescriptor with = file(size);
      assertContent(with, size);
      spare.prepare(); // gives back what is left over
      assertContent(with, size);
      with.release();
    }
  }

  @Test
  void theSpareIsUsedOnceAndItsRestGoesBack() throws IOException {
    spare.prepare();
    SharedDescriptor first = file(SIZE);
    SharedDescriptor second = file(SIZE);
    long needed = (SIZE + PAGE - 1) / PAGE * PAGE;
    assertEquals(16 * MIB, memory(first), "its pages were there before");
    assertEquals(needed, memory(second));
    spare.prepare();
    assertEquals(needed, memory(first));
    assertContent(first, SIZE);
    first.release();
    second.release();
  }

  @Test
  void nobodyCanChangeWhatWasMadeOfASpare() throws IOException {
    spare.prepare();
    SharedDescriptor.Unfrozen fresh = spare.take(SIZE);
    SharedDescriptor file = fresh.freeze();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment evil = arena.allocate(8);
      assertThrows(IOException.class, () -> fresh.write(0, evil));
      assertThrows(IOException.class, () -> fresh.write(SIZE, evil), "behind its end");
      long writable = Linux.call(Linux.FCNTL, file.number(), Linux.F_GETFL) & 3;
      assertEquals(0, writable, "it is open to read");
    }
    assertThrows(IOException.class, () -> fresh.lengthen(SIZE + 1)); // closes it
    spare.prepare();
    assertEquals(SIZE, file.size());
    file.release();
  }

  @Test
  void closedItLeavesNoDescriptorAndWhatWasMadeOfItLives() throws IOException {
    long before = descriptors();
    SpareMemory other = new SpareMemory();
    other.prepare();
    try (SharedDescriptor.Unfrozen fresh = other.take(SIZE)) {
      other.prepare();
      SharedDescriptor file = fresh.freeze();
      other.close();
      other.prepare(); // does nothing any more
      assertEquals(SIZE, file.size());
      file.release();
    }
    assertTrue(descriptors() <= before, "descriptors stay open");
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(SpareMemoryTest::isMemory).count();
    }
  }

  private static boolean isMemory(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().contains("halite");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }
}
