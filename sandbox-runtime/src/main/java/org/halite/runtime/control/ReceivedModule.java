package org.halite.runtime.control;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.halite.runtime.machine.Kernel;
import org.halite.wire.ControlWire;
import org.halite.wire.WireException;

/**
 * The nexe as it comes in pieces, in memory of this process alone: what is checked later is what is
 * mapped. Outside the Java heap, which is small.
 */
final class ReceivedModule {
  private final long address =
      Kernel.map(
          0,
          ControlWire.MAX_MODULE,
          Kernel.PROT_READ | Kernel.PROT_WRITE,
          Kernel.MAP_PRIVATE | Kernel.MAP_NORESERVE);
  private long size;

  void append(byte[] piece) throws WireException {
    if (piece.length > ControlWire.MAX_MODULE_PIECE
        || piece.length > ControlWire.MAX_MODULE - size) {
      throw new WireException("a module or a piece of it is larger than the wire allows");
    }
    MemorySegment.copy(
        piece, 0, Kernel.MEMORY, ValueLayout.JAVA_BYTE, address + size, piece.length);
    size += piece.length;
  }

  long size() {
    return size;
  }

  MemorySegment bytes() {
    return Kernel.MEMORY.asSlice(address, size);
  }

  void release() {
    Kernel.unmap(address, ControlWire.MAX_MODULE);
  }
}
