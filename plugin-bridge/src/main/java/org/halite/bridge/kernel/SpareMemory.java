package org.halite.bridge.kernel;

import java.io.IOException;

/**
 * Memory for the next file that is to be frozen, for which the kernel has found its pages already:
 * that takes nearly as long as to hash what goes into them. There is one at most, of zeros, and
 * nobody else has it. Any thread may call.
 */
public final class SpareMemory implements AutoCloseable {
  private static final long BYTES = 16L << 20;

  /** A smaller file is quick without. */
  private static final long LEAST = 2L << 20;

  private SharedDescriptor.Unfrozen spare;
  private boolean closed;

  /** Memory for a file of this size, the spare one if it fits. */
  public SharedDescriptor.Unfrozen take(long size) throws IOException {
    SharedDescriptor.Unfrozen taken = null;
    if (isWorthIt(size)) {
      synchronized (this) {
        taken = spare;
        spare = null;
      }
    }
    if (taken == null) {
      return new SharedDescriptor.Unfrozen(size);
    }
    taken.cut(size);
    return taken;
  }

  /** Whether a file of this size profits. */
  public static boolean isWorthIt(long size) {
    return size >= LEAST && size <= BYTES;
  }

  /** Sees to it that there is some, if the machine has it; from a thread that nobody waits for. */
  public void prepare() {
    synchronized (this) {
      if (closed || spare != null) {
        return;
      }
    }
    SharedDescriptor.Unfrozen fresh;
    try {
      fresh = SharedDescriptor.Unfrozen.withPages(BYTES);
    } catch (IOException e) {
      return; // then the next file takes what it needs itself
    }
    synchronized (this) {
      if (!closed && spare == null) {
        spare = fresh;
        return;
      }
    }
    fresh.close();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (spare != null) {
      spare.close();
      spare = null;
    }
  }
}
