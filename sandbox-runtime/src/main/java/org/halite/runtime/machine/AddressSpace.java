package org.halite.runtime.machine;

import java.util.Arrays;

/**
 * The module's 4 GiB: aligned to 4 GiB, 40 GiB of guard on each side (spec/nacl.md ch. 2), handed
 * out in 64 KiB pages. Addresses are module addresses. The page table is ours alone; the module
 * cannot reach it.
 */
public final class AddressSpace {
  public static final long SIZE = 1L << 32;
  public static final int PAGE = 0x10000;
  private static final long GUARD = 40L << 30;

  /** Main stack: the last 16 MiB (spec/nacl.md ch. 8) but for a page at each end, see Thunks. */
  public static final long STACK_BOTTOM = 0xff010000L;

  public static final long STACK_TOP = SIZE - PAGE;

  public static final int READ = Kernel.PROT_READ;
  public static final int WRITE = Kernel.PROT_WRITE;
  public static final int EXECUTE = Kernel.PROT_EXEC;

  /** The page belongs to something; set together with its protection. */
  private static final int MAPPED = 8;

  private static final int DONTNEED = 4; // madvise: pages are zero when next touched

  private final long base;
  private final byte[] pages = new byte[(int) (SIZE / PAGE)];
  private final long limit;
  private long used;

  /** First address that mmap and its relatives may touch: behind all code. */
  private long floor = PAGE;

  private long initialBreak;
  private long currentBreak;

  /** Exclusive top for the search of holes: below tables, thunks and stack. */
  private static final long MAP_TOP = Thunks.TABLES;

  /**
   * @param limit how many bytes may be mapped, code and stack not counted
   */
  public AddressSpace(long limit) {
    this.limit = limit;
    long length = SIZE + 2 * GUARD + SIZE; // the last is slack for the alignment
    long start = Kernel.map(0, length, Kernel.PROT_NONE, Kernel.MAP_PRIVATE | Kernel.MAP_NORESERVE);
    base = (start + GUARD + SIZE - 1) & ~(SIZE - 1);
    if (base - GUARD > start) {
      Kernel.unmap(start, base - GUARD - start);
    }
    long end = base + SIZE + GUARD;
    if (start + length > end) {
      Kernel.unmap(end, start + length - end);
    }
  }

  /** Absolute address of module address 0. */
  long base() {
    return base;
  }

  public static long roundUp(long bytes) {
    return (bytes + PAGE - 1) & -PAGE;
  }

  /** Frees the whole space; nothing may run in it any more. */
  void release() {
    Kernel.unmap(base - GUARD, SIZE + 2 * GUARD);
  }

  // --- for the loader

  /** Maps zeroed memory where it must be, uncounted. */
  synchronized void place(long address, long length, int protection) {
    check(map(address, length, protection), "memory for the module");
    mark(address, length, protection);
  }

  /** Says what stands at pages that someone else mapped. */
  synchronized void mark(long address, long length, int protection) {
    Arrays.fill(pages, page(address), page(address + length), (byte) (protection | MAPPED));
  }

  synchronized void protect(long address, long length, int protection) {
    Kernel.protect(base + address, length, protection);
    mark(address, length, protection);
  }

  synchronized void setFloor(long endOfCode) {
    floor = endOfCode;
  }

  synchronized void setBreak(long address) {
    initialBreak = address;
    currentBreak = address;
  }

  // --- for system calls; results are addresses or -errno

  /** brk: the break afterwards, moved only when all of it went well (spec/nacl.md 11.1). */
  public synchronized long moveBreak(long wanted) {
    if (wanted < initialBreak || wanted > MAP_TOP) {
      return currentBreak;
    }
    long mappedEnd = roundUp(currentBreak);
    long newEnd = roundUp(wanted);
    if (newEnd > mappedEnd) {
      if (!isFree(mappedEnd, newEnd - mappedEnd) || used + newEnd - mappedEnd > limit) {
        return currentBreak;
      }
      if (Kernel.failed(map(mappedEnd, newEnd - mappedEnd, READ | WRITE))) {
        return currentBreak;
      }
      used += newEnd - mappedEnd;
      mark(mappedEnd, newEnd - mappedEnd, READ | WRITE);
    } else if (newEnd < mappedEnd) {
      releasePages(newEnd, mappedEnd - newEnd);
    }
    // A heap that shrank inside its last page and grows again must find zeroes there.
    if (wanted < currentBreak && wanted < newEnd) {
      zero(wanted, Math.min(newEnd, currentBreak) - wanted);
    }
    currentBreak = wanted;
    return currentBreak;
  }

  public synchronized long currentBreak() {
    return currentBreak;
  }

  /**
   * mmap of anonymous memory (spec/nacl.md 11.2).
   *
   * @param start a hint, or the place itself when {@code fixed}
   * @param length rounded up to 64 KiB
   */
  public synchronized long mapAnonymous(long start, long length, int protection, boolean fixed) {
    long size = roundUp(length);
    if (size == 0) {
      return -Errno.EINVAL;
    }
    if (size > SIZE) {
      return -Errno.ENOMEM;
    }
    long address;
    if (fixed) {
      address = start;
      if (!isModules(address, size)) {
        return -Errno.EINVAL;
      }
    } else {
      address = findHole(start & -PAGE, size);
      if (address < 0) {
        return -Errno.ENOMEM;
      }
    }
    long before = countMapped(address, size);
    if (used - before + size > limit) {
      return -Errno.ENOMEM;
    }
    if (Kernel.failed(map(address, size, protection))) {
      return -Errno.ENOMEM;
    }
    used += size - before;
    mark(address, size, protection);
    return address;
  }

  /** munmap; holes are fine. */
  public synchronized long unmap(long address, long length) {
    long size = roundUp(length);
    if (size == 0 || !isModules(address, size)) {
      return -Errno.EINVAL;
    }
    releasePages(address, size);
    return 0;
  }

  /** mprotect of data pages. */
  public synchronized long protectData(long address, long length, int protection) {
    long size = roundUp(length);
    if ((address & (PAGE - 1)) != 0) {
      return -Errno.EINVAL;
    }
    if ((protection & ~(READ | WRITE)) != 0 || size == 0 || !isModules(address, size)) {
      return -Errno.EACCES;
    }
    for (int i = page(address); i < page(address + size); i++) {
      if ((pages[i] & MAPPED) == 0) {
        return -Errno.EACCES;
      }
    }
    if (Kernel.failed(Kernel.call(Kernel.MPROTECT, base + address, size, protection))) {
      return -Errno.ENOMEM;
    }
    mark(address, size, protection);
    return 0;
  }

  /** Whether the whole range is mapped with these rights, by our own table. */
  public synchronized boolean allows(long address, long length, int protection) {
    if (address < 0 || length < 0 || address + length > SIZE) {
      return false;
    }
    int wanted = protection | MAPPED;
    for (int i = page(address); i < page(roundUp(address + length)); i++) {
      if ((pages[i] & wanted) != wanted) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the module may remap this range: 64 KiB aligned, behind the code, below tables, thunks
   * and stack.
   */
  private boolean isModules(long address, long size) {
    return (address & (PAGE - 1)) == 0
        && address >= floor
        && size <= MAP_TOP
        && address <= MAP_TOP - size;
  }

  private void releasePages(long address, long size) {
    used -= countMapped(address, size);
    check(map(address, size, Kernel.PROT_NONE), "taking pages back");
    Arrays.fill(pages, page(address), page(address + size), (byte) 0);
  }

  /** At or above the hint, else the highest hole that is large enough; -1 without one. */
  private long findHole(long hint, long size) {
    int need = page(size);
    int top = page(MAP_TOP);
    int bottom = page(Math.max(floor, roundUp(currentBreak)));
    if (hint != 0 && page(hint) >= bottom) {
      int run = 0;
      for (int i = page(hint); i < top; i++) {
        run = (pages[i] & MAPPED) == 0 ? run + 1 : 0;
        if (run == need) {
          return (long) (i - need + 1) * PAGE;
        }
      }
    }
    int run = 0;
    for (int i = top - 1; i >= bottom; i--) {
      run = (pages[i] & MAPPED) == 0 ? run + 1 : 0;
      if (run == need) {
        return (long) i * PAGE;
      }
    }
    return -1;
  }

  private boolean isFree(long address, long size) {
    return countMapped(address, size) == 0;
  }

  private long countMapped(long address, long size) {
    long bytes = 0;
    for (int i = page(address); i < page(address + size); i++) {
      if ((pages[i] & MAPPED) != 0) {
        bytes += PAGE;
      }
    }
    return bytes;
  }

  private void zero(long address, long length) {
    byte[] zeroes = new byte[(int) length];
    try (Staging staging = Staging.of(zeroes)) {
      // The module may have protected the page; then it is its own loss.
      long unused = Stubs.copy(base + address, staging.address(), length);
      assert unused >= 0;
    }
  }

  /**
   * Zeroes pages of our reservation and gives them these rights. Never mmap or munmap: a call that
   * failed half-way would leave a hole, where the JVM's next mapping would lie inside the module's
   * reach.
   *
   * @return 0 or -errno
   */
  private long map(long address, long length, int protection) {
    long emptied = Kernel.call(Kernel.MADVISE, base + address, length, DONTNEED);
    return Kernel.failed(emptied)
        ? emptied
        : Kernel.call(Kernel.MPROTECT, base + address, length, protection);
  }

  private static void check(long result, String what) {
    if (Kernel.failed(result)) {
      throw new KernelException(what, (int) -result);
    }
  }

  private static int page(long address) {
    return (int) (address / PAGE);
  }
}
