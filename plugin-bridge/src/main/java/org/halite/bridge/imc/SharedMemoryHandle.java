package org.halite.bridge.imc;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.halite.bridge.kernel.SharedDescriptor;
import org.halite.wire.DescriptorWire;
import org.halite.wire.TravellingDescriptor;

/** Shared memory that the browser keeps. */
final class SharedMemoryHandle extends KernelHandle implements ImcDescriptor.SharedMemory {
  /** A module's whole address space. */
  private static final long MAX_SIZE = 1L << 32;

  SharedMemoryHandle(SharedDescriptor kernel) {
    super(kernel);
  }

  static boolean isSize(long size) {
    return size > 0 && size <= MAX_SIZE && size % DescriptorWire.PAGE == 0;
  }

  static void checkSize(long size) {
    if (!isSize(size)) {
      throw new IllegalArgumentException(
          "shared memory of " + size + " bytes; it has whole pages of 64 KiB, 4 GiB at most");
    }
  }

  @Override
  public MemorySegment map(Arena arena) throws IOException {
    if (!kernel().retain()) {
      throw new IOException("this shared memory is closed");
    }
    try {
      return kernel().map(arena);
    } finally {
      kernel().release();
    }
  }

  @Override
  KernelHandle another() {
    return new SharedMemoryHandle(kernel());
  }

  @Override
  int kind() {
    return TravellingDescriptor.MEMORY;
  }

  @Override
  public String toString() {
    return "shared memory of " + size() + " bytes";
  }
}
