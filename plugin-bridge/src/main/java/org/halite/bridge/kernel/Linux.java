package org.halite.bridge.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The Linux kernel (x86-64), through the C library's {@code syscall}. */
final class Linux {
  // arch/x86/entry/syscalls/syscall_64.tbl
  static final int CLOSE = 3;
  static final int FSTAT = 5;
  static final int MMAP = 9;
  static final int MUNMAP = 11;
  static final int PREAD64 = 17;
  static final int PWRITE64 = 18;
  static final int SENDTO = 44;
  static final int SENDMSG = 46;
  static final int RECVMSG = 47;
  static final int SHUTDOWN = 48;
  static final int SETSOCKOPT = 54;
  static final int FCNTL = 72;
  static final int FTRUNCATE = 77;
  static final int FALLOCATE = 285;
  static final int OPENAT = 257;
  static final int MEMFD_CREATE = 319;

  // asm-generic/errno-base.h
  static final int EINTR = 4;
  static final int EBUSY = 16;
  static final int EINVAL = 22;

  // linux/fcntl.h
  static final int F_GETFL = 3;
  static final int F_SETFL = 4;
  static final int F_DUPFD_CLOEXEC = 1030;
  static final int F_ADD_SEALS = 1033;
  static final int O_NONBLOCK = 0x800;
  static final int O_NOFOLLOW = 0x20000;
  static final int O_CLOEXEC = 0x80000;
  static final int AT_FDCWD = -100;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SYSTEM_CALL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG),
              Linker.Option.captureCallState("errno"));

  private Linux() {}

  /** A system call; -errno for a failure. Pointers must be to native memory. */
  static long call(int number, long a, long b, long c, long d, long e, long f) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = (long) SYSTEM_CALL.invokeExact(state, (long) number, a, b, c, d, e, f);
      return result == -1 ? -(long) (int) ERRNO.get(state, 0L) : result;
    } catch (Throwable impossible) { // native code throws nothing
      throw new IllegalStateException(impossible);
    }
  }

  static long call(int number, long a, long b, long c) {
    return call(number, a, b, c, 0, 0, 0);
  }

  static long call(int number, long a, long b) {
    return call(number, a, b, 0);
  }

  static long call(int number, long a) {
    return call(number, a, 0, 0);
  }

  /** The result, or an exception whose sentence says what the kernel refused. */
  static long check(long result, String what) throws IOException {
    if (result < 0 && result >= -4095) {
      throw new IOException("the kernel refused " + what + " (errno " + -result + ")");
    }
    return result;
  }
}
