package org.halite.bridge.imc;

/**
 * How much shared memory the browser keeps for one module, as long as anybody has it, and for all
 * of them together: each is an open descriptor here, and its pages stay while it is open.
 */
final class MemoryAllowance {
  /** Made by one module. */
  static final int OBJECTS = 256;

  private static final int ALL_OBJECTS = 1024;
  private static final long ALL_BYTES = 16L << 30;

  /** Of all modules. */
  private static final MemoryAllowance ALL = new MemoryAllowance(ALL_OBJECTS, ALL_BYTES, null);

  private final MemoryAllowance whole;

  // Guarded by this.
  private int objects;
  private long bytes;

  private MemoryAllowance(int objects, long bytes, MemoryAllowance whole) {
    this.objects = objects;
    this.bytes = bytes;
    this.whole = whole;
  }

  /** One module's. */
  static MemoryAllowance of(long bytes) {
    return new MemoryAllowance(OBJECTS, bytes, ALL);
  }

  /** False when that would be too much; else it must be given back. */
  synchronized boolean take(long size) {
    if (objects == 0 || size > bytes || whole != null && !whole.take(size)) {
      return false;
    }
    objects--;
    bytes -= size;
    return true;
  }

  synchronized void giveBack(long size) {
    objects++;
    bytes += size;
    if (whole != null) {
      whole.giveBack(size);
    }
  }
}
