package org.halite.runtime.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A descriptor that was received, looked at before anything is mapped: an anonymous file whose size
 * nobody can change any more, so that no peer can turn an access to a mapping into SIGBUS.
 *
 * @param descriptor of this process, open
 * @param size in bytes, a multiple of 64 KiB
 * @param writable whether it can be written
 */
public record SealedMemory(int descriptor, long size, boolean writable) {
  // linux/fcntl.h
  private static final int F_GETFL = 3;
  private static final int F_GET_SEALS = 1034;
  private static final int SHRINK = 2;
  private static final int GROW = 4;
  private static final int WRITE = 8;
  private static final int FUTURE_WRITE = 16;

  private static final int O_ACCMODE = 3;
  private static final int O_RDWR = 2;
  private static final int O_PATH = 0x200000;

  // struct stat, asm/stat.h
  private static final int STAT_BYTES = 144;
  private static final int STAT_MODE = 24;
  private static final int STAT_SIZE = 48;
  private static final int S_IFMT = 0xf000;
  private static final int S_IFREG = 0x8000;

  /**
   * Looks at a descriptor.
   *
   * @param size what it must have
   * @return null when it is something else, has another size, or one that can change
   */
  public static SealedMemory check(int descriptor, long size) {
    if (size <= 0 || size > AddressSpace.SIZE || size % AddressSpace.PAGE != 0) {
      return null;
    }
    long seals = Kernel.call(Kernel.FCNTL, descriptor, F_GET_SEALS); // only of memory: else EINVAL
    long flags = Kernel.call(Kernel.FCNTL, descriptor, F_GETFL);
    if (Kernel.failed(seals)
        || Kernel.failed(flags)
        || (seals & (SHRINK | GROW)) != (SHRINK | GROW)) {
      return null;
    }
    if (regularSize(descriptor) != size) {
      return null;
    }
    boolean writable = (seals & (WRITE | FUTURE_WRITE)) == 0 && (flags & O_ACCMODE) == O_RDWR;
    return new SealedMemory(descriptor, size, writable);
  }

  /** Whether a descriptor is a regular file's, or memory's, through which nobody can write. */
  public static boolean isFileToRead(int descriptor) {
    long flags = Kernel.call(Kernel.FCNTL, descriptor, F_GETFL);
    return !Kernel.failed(flags)
        && (flags & (O_ACCMODE | O_PATH)) == 0
        && regularSize(descriptor) >= 0;
  }

  /**
   * The size of memory whose bytes nobody can change any more, whatever else they have of it,
   * behind a descriptor that can only be read; -1 for anything else.
   */
  public static long frozenSize(int descriptor) {
    int all = WRITE | SHRINK | GROW;
    long seals = Kernel.call(Kernel.FCNTL, descriptor, F_GET_SEALS);
    boolean frozen = !Kernel.failed(seals) && (seals & all) == all && isFileToRead(descriptor);
    return frozen ? regularSize(descriptor) : -1;
  }

  /** In bytes; -1 for what is no regular file. */
  private static long regularSize(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stat = arena.allocate(STAT_BYTES, 8);
      if (Kernel.failed(Kernel.call(Kernel.FSTAT, descriptor, stat.address()))
          || (stat.get(ValueLayout.JAVA_INT, STAT_MODE) & S_IFMT) != S_IFREG) {
        return -1;
      }
      return stat.get(ValueLayout.JAVA_LONG, STAT_SIZE);
    }
  }
}
