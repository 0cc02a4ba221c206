package org.halite.runtime.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A piece of our own native memory, the halfway stop of copies between Java arrays and the module.
 * Each thread keeps a small one; larger pieces, and one inside another, are allocated.
 */
final class Staging implements AutoCloseable {
  private static final int KEPT = 4096;

  private static final ThreadLocal<Staging> OWN = ThreadLocal.withInitial(Staging::new);

  private final Arena arena;
  private final MemorySegment memory;
  private boolean inUse;

  /** The thread's own, freed when nothing refers to it any more. */
  private Staging() {
    arena = null;
    memory = Arena.ofAuto().allocate(KEPT, 8);
  }

  private Staging(long bytes) {
    arena = Arena.ofConfined();
    memory = arena.allocate(Math.max(bytes, 1), 8);
  }

  static Staging of(int bytes) {
    if (bytes <= KEPT) {
      Staging own = OWN.get();
      if (!own.inUse) {
        own.inUse = true;
        return own;
      }
    }
    return new Staging(bytes);
  }

  static Staging of(byte[] bytes) {
    Staging staging = of(bytes.length);
    MemorySegment.copy(bytes, 0, staging.memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return staging;
  }

  long address() {
    return memory.address();
  }

  /** At least as long as was asked for. */
  MemorySegment memory() {
    return memory;
  }

  @Override
  public void close() {
    if (arena == null) {
      inUse = false;
    } else {
      arena.close();
    }
  }
}
