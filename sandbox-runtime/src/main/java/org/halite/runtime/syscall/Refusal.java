package org.halite.runtime.syscall;

/** A call on a path that fails, with its error number. Without a stack trace: modules make many. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final int errno;

  Refusal(int errno) {
    super("errno " + errno, null, false, false);
    this.errno = errno;
  }

  int errno() {
    return errno;
  }

  /** The result, unless it is an error. */
  static long check(long result) throws Refusal {
    if (result < 0) {
      throw new Refusal((int) -result);
    }
    return result;
  }
}
