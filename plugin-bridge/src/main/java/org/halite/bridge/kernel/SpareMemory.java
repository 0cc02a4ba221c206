package org.halite.bridge.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for the next file that is to be frozen, for which the kernel has found its pages already:
 * that takes nearly as long as to hash what goes into them. There is one at most, which nobody else
 * has. What a file leaves of it goes back later, too, since that takes as long again. Any thread
 * may call.
 */
public final class SpareMemory implements AutoCloseable {
  /** The same for all files: a size of one's own would tell what others have. */
  private static final long ROOM = 16L << 20;

  /** A smaller file is quick without. */
  private static final long LEAST = 2L << 20;

  // Guarded by this.
  private SharedDescriptor.Unfrozen spare;
  private boolean closed;

  /** Descriptors of files that were made of it, with pages behind their end. */
  private final List<Integer> untrimmed = new ArrayList<>();

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
    taken.lengthen(size);
    return taken;
  }

  /** Whether a file of this size profits. */
  public static boolean isWorthIt(long size) {
    return size >= LEAST && size <= ROOM;
  }

  /** Gives back what is left over, and finds new; from a thread that nobody waits for. */
  public void prepare() {
    trim();
    synchronized (this) {
      if (closed || spare != null) {
        return;
      }
    }
    SharedDescriptor.Unfrozen fresh;
    try {
      fresh = SharedDescriptor.Unfrozen.withRoom(ROOM, this::used);
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

  private void used(int number) {
    synchronized (this) {
      if (!closed) {
        boolean _ = untrimmed.add(number);
        return;
      }
    }
    SharedDescriptor.trimAndClose(number);
  }

  private void trim() {
    List<Integer> used;
    synchronized (this) {
      used = List.copyOf(untrimmed);
      untrimmed.clear();
    }
    used.forEach(SharedDescriptor::trimAndClose);
  }

  @Override
  public void close() {
    SharedDescriptor.Unfrozen unused;
    synchronized (this) {
      closed = true;
      unused = spare;
      spare = null;
    }
    if (unused != null) {
      unused.close();
    }
    trim();
  }
}
