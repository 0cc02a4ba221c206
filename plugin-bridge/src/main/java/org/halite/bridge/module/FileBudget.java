package org.halite.bridge.module;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.halite.bridge.fetch.FetchException;

/** What the listed files of all modules may take together: memory and descriptors. Thread-safe. */
final class FileBudget {
  /** Linux gives a process 1024 where nobody says more; modules make 1024 memories beside. */
  static final int MAX_DESCRIPTORS = 512;

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  /** Descriptors of this process that are left for files in the kernel's memory. */
  private final AtomicInteger descriptors = new AtomicInteger(MAX_DESCRIPTORS);

  /**
   * @param most in bytes
   */
  FileBudget(long most) {
    this.most = most;
  }

  void take(String name, long bytes) throws FetchException {
    if (taken.addAndGet(bytes) > most) {
      taken.addAndGet(-bytes);
      throw new FetchException(
          name + " was not loaded: the files of all modules may have " + most + " bytes together");
    }
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  /** One descriptor less for all; false when there is none. */
  boolean takeDescriptor() {
    return descriptors.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  void giveBackDescriptors(int count) {
    descriptors.addAndGet(count);
  }

  /** For tests. */
  int descriptorsLeft() {
    return descriptors.get();
  }

  /** In bytes, for tests. */
  long taken() {
    return taken.get();
  }
}
