package org.halite.bridge.module;

import java.util.concurrent.atomic.AtomicLong;
import org.halite.bridge.fetch.FetchException;

/** The memory that the listed files of all modules may take together. Thread-safe. */
final class FileBudget {
  private final long most;
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param most in bytes
   */
  FileBudget(long most) {
    this.most = most;
  }

  void take(String name, int bytes) throws FetchException {
    if (taken.addAndGet(bytes) > most) {
      taken.addAndGet(-bytes);
      throw new FetchException(
          name + " was not loaded: the files of all modules may have " + most + " bytes together");
    }
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  /** In bytes, for tests. */
  long taken() {
    return taken.get();
  }
}
