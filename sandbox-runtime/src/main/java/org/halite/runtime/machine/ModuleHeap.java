package org.halite.runtime.machine;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Memory inside the module's space that the runtime hands to the module. All bookkeeping is here in
 * Java: what the module writes into its pieces cannot change where the next one lies.
 */
final class ModuleHeap {
  /** Out of the way of the module's own first mappings, which are to lie where it expects them. */
  private static final long HINT = 0xe0000000L;

  private static final int ARENA = 0x100000;
  private static final int ALIGNMENT = 16;

  private final AddressSpace space;

  /** Free pieces: start to length. Neighbours are joined. */
  private final TreeMap<Long, Long> free = new TreeMap<>();

  /** Handed out: start to length. */
  private final Map<Long, Long> used = new HashMap<>();

  ModuleHeap(AddressSpace space) {
    this.space = space;
  }

  /** 0 when there is no memory. A request of 0 bytes gets a piece of its own. */
  synchronized int allocate(int bytes) {
    if (bytes < 0) {
      return 0;
    }
    long size = Math.max(ALIGNMENT, (bytes + ALIGNMENT - 1L) & -ALIGNMENT);
    long address = take(size);
    if (address == 0) {
      long arena = AddressSpace.roundUp(Math.max(size, ARENA));
      long mapped = space.mapAnonymous(HINT, arena, AddressSpace.READ | AddressSpace.WRITE, false);
      if (Kernel.failed(mapped)) {
        return 0;
      }
      put(mapped, arena);
      address = take(size);
    }
    used.put(address, size);
    return (int) address;
  }

  /** What was not allocated here is left alone: the address may be the module's invention. */
  synchronized void free(int address) {
    long start = Integer.toUnsignedLong(address);
    Long size = used.remove(start);
    if (size != null) {
      put(start, size);
    }
  }

  private long take(long size) {
    Map.Entry<Long, Long> piece = free.firstEntry();
    while (piece != null && piece.getValue() < size) {
      piece = free.higherEntry(piece.getKey());
    }
    if (piece == null) {
      return 0;
    }
    long start = piece.getKey();
    long rest = piece.getValue() - size;
    free.remove(start);
    if (rest > 0) {
      free.put(start + size, rest);
    }
    return start;
  }

  private void put(long start, long size) {
    long from = start;
    long length = size;
    Map.Entry<Long, Long> below = free.lowerEntry(start);
    if (below != null && below.getKey() + below.getValue() == start) {
      from = below.getKey();
      length += below.getValue();
    }
    Long above = free.remove(start + size);
    if (above != null) {
      length += above;
    }
    free.put(from, length);
  }
}
