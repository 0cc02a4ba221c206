package org.halite.runtime.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Memory of the kernel's with a descriptor, as the browser makes it, or not quite so. */
public final class Memfd implements AutoCloseable {
  public static final int SEAL_SEAL = 1;
  public static final int SEAL_SHRINK = 2;
  public static final int SEAL_GROW = 4;
  public static final int SEAL_WRITE = 8;
  public static final int ALL = SEAL_SEAL | SEAL_SHRINK | SEAL_GROW | SEAL_WRITE;

  private static final int CREATE = 319;
  private static final int ALLOW_SEALING = 2;
  private static final int ADD_SEALS = 1033;
  private static final int OPENAT = 257;
  private static final int AT_FDCWD = -100;

  private final int writable;

  public Memfd(byte[] bytes) {
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom("test").address();
      writable = (int) Kernel.check(Kernel.call(CREATE, name, ALLOW_SEALING), "memfd_create");
    }
    if (!Kernel.writeFully(writable, bytes)) {
      throw new IllegalStateException("no room for memory of a test");
    }
  }

  /** Sealed as asked; the descriptor to read it, the caller's to close. */
  public int sealed(int seals) {
    Kernel.check(Kernel.call(Kernel.FCNTL, writable, ADD_SEALS, seals), "seals");
    return reopen(0);
  }

  /** Another descriptor, the caller's to close. */
  public int reopen(int flags) {
    try (Arena arena = Arena.ofConfined()) {
      long path = arena.allocateFrom("/proc/self/fd/" + writable, StandardCharsets.UTF_8).address();
      return (int) Kernel.check(Kernel.call(OPENAT, AT_FDCWD, path, flags), "openat");
    }
  }

  /** Tries to write a byte at an offset: 1, or -errno. */
  public long write(long offset, int value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_BYTE, (byte) value);
      return Kernel.call(Kernel.PWRITE64, writable, one.address(), 1, offset);
    }
  }

  /** Tries to map it to be written: an address, or -errno. */
  public long mapToWrite(long length) {
    int readWrite = Kernel.PROT_READ | Kernel.PROT_WRITE;
    return Kernel.call(Kernel.MMAP, 0, length, readWrite, Kernel.MAP_SHARED, writable, 0);
  }

  /** The descriptor that it was made with. */
  public int descriptor() {
    return writable;
  }

  @Override
  public void close() {
    Kernel.call(Kernel.CLOSE, writable);
  }
}
