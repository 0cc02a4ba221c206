package org.halite.runtime.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A piece of our own native memory, the halfway stop of copies between Java arrays and the module.
 */
final class Staging implements AutoCloseable {
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment memory;

  private Staging(long bytes) {
    memory = arena.allocate(Math.max(bytes, 1), 8);
  }

  static Staging of(int bytes) {
    return new Staging(bytes);
  }

  static Staging of(byte[] bytes) {
    Staging staging = new Staging(bytes.length);
    MemorySegment.copy(bytes, 0, staging.memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return staging;
  }

  long address() {
    return memory.address();
  }

  MemorySegment memory() {
    return memory;
  }

  @Override
  public void close() {
    arena.close();
  }
}
