package org.halite.bridge.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import org.halite.bridge.kernel.SharedDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SealedLibrariesTest {
  private final SealedLibraries libraries = new SealedLibraries();

  @AfterEach
  void close() {
    libraries.close();
  }

  private static byte[] bytes(SharedDescriptor descriptor) throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      return descriptor.map(arena).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  @Test
  void whoUsesTheSameBytesAtTheSameTimeHasTheSameMemory() throws Exception {
    SharedDescriptor first = libraries.of(new byte[] {1, 2, 3});
    SharedDescriptor second = libraries.of(new byte[] {1, 2, 3});
    SharedDescriptor other = libraries.of(new byte[] {1, 2, 4});
    assertSame(first, second);
    assertNotSame(first, other);
    first.release();
    assertArrayEquals(new byte[] {1, 2, 3}, bytes(second), "it is still held once");
    second.release();
    assertFalse(first.retain(), "nobody holds it any more");
    SharedDescriptor again = libraries.of(new byte[] {1, 2, 3});
    assertNotSame(first, again);
    again.release();
    other.release();
  }

  @Test
  void nobodyCanChangeWhatIsSealed() throws Exception {
    byte[] library = {1, 2, 3};
    SharedDescriptor sealed = libraries.of(library);
    library[0] = 9;
    assertArrayEquals(new byte[] {1, 2, 3}, bytes(sealed));
    assertFalse(sealed.isWritable());
    try (Arena arena = Arena.ofConfined()) {
      var mapped = sealed.map(arena);
      assertThrows(
          IllegalArgumentException.class, () -> mapped.set(ValueLayout.JAVA_BYTE, 0, (byte) 9));
    }
    sealed.release();
  }

  @Test
  void aFileWithoutBytesIsMemoryToo() throws Exception {
    SharedDescriptor empty = libraries.of(new byte[0]);
    assertEquals(0, empty.size());
    assertEquals(0, empty.read(0, 10).length);
    empty.release();
  }
}
