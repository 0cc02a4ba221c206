package org.halite.runtime.machine;

/** The kernel refused what the runtime cannot do without. */
public final class KernelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  public KernelException(String what, int errno) {
    super(what + " failed with errno " + errno);
    this.errno = errno;
  }

  public int errno() {
    return errno;
  }
}
