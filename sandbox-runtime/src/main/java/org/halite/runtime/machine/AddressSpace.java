package org.halite.runtime.machine;

/**
 * The module's 4 GiB: aligned to 4 GiB, 40 GiB of guard on each side (spec/nacl.md ch. 2), handed
 * out in 64 KiB pages. Addresses are module addresses.
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

  private static final int DONTNEED = 4; // madvise: pages are zero when next touched

  /**
   * Mappings that the module may have. The kernel allows a process 65530 (vm.max_map_count); the
   * JVM needs its own.
   */
  private static final int MAX_BORDERS = 30_000;

  private final long base;
  private final PageTable pages = new PageTable();
  private final ForeignPages foreign;
  private final long limit;
  private long used;
  private Runnable whenExhausted;

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
    foreign = new ForeignPages(base);
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

  /** Upper half of every absolute address in the space, and of no other. */
  public int upperWord() {
    return (int) (base >>> 32);
  }

  public static long roundUp(long bytes) {
    return (bytes + PAGE - 1) & -PAGE;
  }

  /** Frees the whole space; nothing may run in it any more. */
  synchronized void release() {
    Kernel.unmap(base - GUARD, SIZE + 2 * GUARD);
    foreign.release();
  }

  // --- for the loader

  /** Maps zeroed memory where it must be, uncounted. */
  synchronized void place(long address, long length, int protection) {
    check(map(address, length, protection), "memory for the module");
    mark(address, length, protection);
  }

  /** Says what stands at pages that someone else mapped. */
  synchronized void mark(long address, long length, int protection) {
    pages.mark(address, length, protection);
  }

  synchronized void protect(long address, long length, int protection) {
    Kernel.protect(base + address, length, protection);
    mark(address, length, protection);
  }

  /**
   * @param told once, when the module first asks for more than its limit; in the thread that asks,
   *     with this space locked
   */
  public synchronized void setWhenExhausted(Runnable told) {
    whenExhausted = told;
  }

  /** Whether so many bytes more, or fewer, are within the limit. */
  private boolean mayHave(long more) {
    if (used + more <= limit) {
      return true;
    }
    if (whenExhausted != null) {
      Runnable told = whenExhausted;
      whenExhausted = null;
      told.run();
    }
    return false;
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
      if (!pages.isFree(mappedEnd, newEnd - mappedEnd) || !mayHave(newEnd - mappedEnd)) {
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
    long address = place(start, size, fixed);
    if (address < 0) {
      return address;
    }
    long before = pages.counted(address, size);
    if (!mayHave(size - before) || breaksIntoTooMany(address, size)) {
      return -Errno.ENOMEM;
    }
    foreign.restore(pages, address, size);
    if (Kernel.failed(map(address, size, protection))) {
      return -Errno.ENOMEM;
    }
    used += size - before;
    mark(address, size, protection);
    used -= foreign.freeUnused();
    return address;
  }

  /** munmap; holes are fine. */
  public synchronized long unmap(long address, long length) {
    long size = roundUp(length);
    if (size == 0 || !isModules(address, size)) {
      return -Errno.EINVAL;
    }
    if (breaksIntoTooMany(address, size)) {
      return -Errno.ENOMEM;
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
    if (!pages.allows(address, size, 0)) {
      return -Errno.EACCES;
    }
    if (pages.borders() + 2 > MAX_BORDERS) {
      return -Errno.ENOMEM;
    }
    long result = Kernel.call(Kernel.MPROTECT, base + address, size, protection);
    if (Kernel.failed(result)) { // EACCES: a file that was not opened for it
      return result == -Errno.EACCES ? result : -Errno.ENOMEM;
    }
    pages.protect(address, size, protection);
    return 0;
  }

  /** Whether the whole range is mapped with these rights, by our own table. */
  public synchronized boolean allows(long address, long length, int protection) {
    return address >= 0
        && length >= 0
        && address + length <= SIZE
        && pages.allows(address, length, protection);
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

  /** Where a mapping goes: a fixed place that is allowed, or a hole; or -errno. */
  private long place(long start, long size, boolean fixed) {
    if (fixed) {
      return isModules(start, size) ? start : -Errno.EINVAL;
    }
    long floorNow = Math.max(floor, roundUp(currentBreak));
    long hole = pages.findHole(start & -PAGE, size, floorNow, MAP_TOP);
    return hole < 0 ? -Errno.ENOMEM : hole;
  }

  private void releasePages(long address, long size) {
    used -= pages.counted(address, size);
    foreign.restore(pages, address, size);
    check(map(address, size, Kernel.PROT_NONE), "taking pages back");
    pages.clear(address, size);
    used -= foreign.freeUnused();
  }

  /** Whether the kernel would have to keep too many mappings once this range is of one kind. */
  private boolean breaksIntoTooMany(long address, long size) {
    return pages.bordersWithout(address, size) + 3 > MAX_BORDERS; // two ends, and one inside
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

  // --- memory that is shown more than once

  /** A new object of zeroes, or null when it is larger than what the module may still have. */
  public synchronized SharedObject createShared(long size) {
    if (size <= 0 || size > SIZE || size % PAGE != 0 || !mayHave(size)) {
      return null;
    }
    SharedObject object = foreign.create(size);
    if (object != null) {
      used += size;
    }
    return object;
  }

  /**
   * Memory of others as an object, which counts as if it were the module's own; null when it is
   * larger than what the module may still have. The descriptor may be closed afterwards.
   */
  public synchronized SharedObject adopt(SealedMemory memory) {
    if (!mayHave(memory.size())) {
      return null;
    }
    SharedObject object = foreign.adopt(memory);
    if (object != null) {
      used += memory.size();
    }
    return object;
  }

  /** No descriptor stands for it any more; it lives on while it is mapped. */
  public synchronized void close(SharedObject object) {
    object.close();
    used -= foreign.freeUnused();
  }

  /**
   * mmap of a shared object. What lies behind its end is not accessible.
   *
   * @param offset in the object, a multiple of 64 KiB
   * @return the address or -errno
   */
  public synchronized long mapShared(
      SharedObject object, long offset, long start, long length, int protection, boolean fixed) {
    if (!object.isOpen()) {
      return -Errno.EBADF;
    }
    if ((protection & WRITE) != 0 && !object.isWritable()) {
      return -Errno.EACCES;
    }
    long address = placeForeign(start, length, fixed, object.size(), offset);
    if (address < 0) {
      return address;
    }
    long size = roundUp(length);
    long there = Math.min(size, object.size() - offset);
    if (there > 0) {
      if (!foreign.show(object, offset, there, address, protection)) {
        return -Errno.ENOMEM;
      }
      used -= pages.counted(address, there);
      pages.markShared(address, there, protection, object, offset);
    }
    return closeRest(address, there, size);
  }

  /** Whether the module can read and write the whole object where it was mapped. */
  synchronized boolean shows(SharedObject object, long address) {
    long end = address + object.size();
    return endOfRun(object, address, end) == end
        && pages.allows(address, object.size(), READ | WRITE);
  }

  /** Takes an object away from where it was mapped, as far as it is still shown there. */
  synchronized void unmapShared(SharedObject object, long address) {
    long end = address + object.size();
    long at = address;
    while (at < end) {
      long next = endOfRun(object, at, end);
      if (next > at) {
        releasePages(at, next - at);
      }
      at = next + PAGE;
    }
  }

  /** Where pages that show the object end, at the latest here; {@code at} when it shows none. */
  private long endOfRun(SharedObject object, long at, long latest) {
    long end = at;
    while (end < latest && pages.object(PageTable.page(end)) == object) {
      end += PAGE;
    }
    return end;
  }

  /** mmap of a file; it counts in full. The address or -errno. */
  public synchronized long mapFile(
      FilePart part, long start, long length, int protection, boolean fixed) {
    long address = placeForeign(start, length, fixed, part.fileSize(), part.offset());
    if (address < 0) {
      return address;
    }
    long size = roundUp(length);
    long there = Math.min(size, roundUp(part.fileSize() - part.offset()));
    if (there > 0) {
      long before = pages.counted(address, there);
      if (!mayHave(there - before)) {
        return -Errno.ENOMEM;
      }
      long failed = foreign.show(part, there, address, protection);
      if (failed < 0) {
        return failed;
      }
      used += there - before;
      pages.markFile(address, there, protection);
    }
    return closeRest(address, there, size);
  }

  /** Where something of this size may be shown, or -errno. */
  private long placeForeign(long start, long length, boolean fixed, long fileSize, long offset) {
    long size = roundUp(length);
    if (size == 0 || offset > fileSize) {
      return -Errno.EINVAL;
    }
    if (size > SIZE) {
      return -Errno.ENOMEM;
    }
    long address = place(start, size, fixed);
    return address >= 0 && breaksIntoTooMany(address, size) ? -Errno.ENOMEM : address;
  }

  /** What lies behind the end is not accessible: spec/nacl.md 11.2. */
  private long closeRest(long address, long there, long size) {
    if (size > there) {
      releasePages(address + there, size - there);
    }
    used -= foreign.freeUnused();
    return address;
  }
}
