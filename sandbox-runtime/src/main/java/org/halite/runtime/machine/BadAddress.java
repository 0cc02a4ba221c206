package org.halite.runtime.machine;

/**
 * The module gave an address range it cannot use: the system call's EFAULT, PP_ERROR_BADARGUMENT
 * for PPAPI.
 */
public final class BadAddress extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long address;

  public BadAddress(long address) {
    super("bad module address 0x" + Long.toHexString(address), null, false, false);
    this.address = address;
  }

  /** The first byte of the range, as a module address. */
  public long address() {
    return address;
  }
}
