package org.halite.runtime.syscall;

import org.halite.runtime.machine.AddressSpace;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.Sandbox;

/**
 * nacl-irt-code-data-alloc-0.1 (spec/nacl.md ch. 13): places for code made at run time, each with a
 * place for its data at a fixed distance, so that a dynamic linker's library stays in one piece.
 */
public final class CodeDataCalls {
  private final Sandbox sandbox;

  /** Everything below is given away; 0 before the first call. */
  private long next;

  CodeDataCalls(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /**
   * Gives a place for code, and reserves one for data that the module may then map over. All sizes
   * and addresses are multiples of 64 KiB.
   *
   * @param hint where the code should be, 0 for anywhere
   * @param offset from the start of the code to that of the data
   * @param data size; 0 for none
   * @return where the code's place begins, or -errno
   */
  public synchronized long allocate(long hint, long code, long offset, long data) {
    if (code == 0 || (hint | code | offset | data) % AddressSpace.PAGE != 0) {
      return -Errno.EINVAL;
    }
    long start = Math.max(next, sandbox.code().dynamicStart());
    long begin = Math.max(start, hint);
    while (begin + code <= sandbox.code().dynamicEnd()
        && begin + offset + data <= AddressSpace.SIZE) {
      long free = data == 0 ? begin : reserve(begin + offset, data) - offset;
      if (free == begin) {
        next = begin + code;
        return begin;
      }
      // Where the next hole for the data is, or one page on.
      begin = Math.max(free, begin + AddressSpace.PAGE);
    }
    return -Errno.ENOMEM;
  }

  /**
   * Reserves memory there and answers {@code address}; or reserves nothing and says where it could.
   */
  private long reserve(long address, long size) {
    long at = sandbox.space().mapAnonymous(address, size, 0, false);
    if (at < 0) {
      return AddressSpace.SIZE; // nowhere: beyond all code
    }
    if (at != address) {
      long unused = sandbox.space().unmap(at, size);
      assert unused == 0;
    }
    return at;
  }
}
