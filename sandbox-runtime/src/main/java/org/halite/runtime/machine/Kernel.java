package org.halite.runtime.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The Linux kernel (x86-64) and absolute memory, through FFM. Every native call of the runtime has
 * the one shape {@code long f(long x7)}: one shape is one generated class, which keeps the start
 * fast.
 */
public final class Kernel {
  // System call numbers, arch/x86/entry/syscalls/syscall_64.tbl.
  public static final int READ = 0;
  public static final int WRITE = 1;
  public static final int CLOSE = 3;
  public static final int FSTAT = 5;
  public static final int LSEEK = 8;
  public static final int MMAP = 9;
  public static final int MPROTECT = 10;
  public static final int MUNMAP = 11;
  public static final int RT_SIGACTION = 13;
  public static final int RT_SIGPROCMASK = 14;
  public static final int IOCTL = 16;
  public static final int PREAD64 = 17;
  public static final int PWRITE64 = 18;
  public static final int MREMAP = 25;
  public static final int MADVISE = 28;
  public static final int SOCKET = 41;
  public static final int CONNECT = 42;
  public static final int RECVFROM = 45;
  public static final int RECVMSG = 47;
  public static final int FCNTL = 72;
  public static final int SIGALTSTACK = 131;
  public static final int PRCTL = 157;
  public static final int GETPID = 39;
  public static final int GETPPID = 110;
  public static final int FSYNC = 74;
  public static final int FDATASYNC = 75;
  public static final int FTRUNCATE = 77;
  public static final int FCHMOD = 91;
  public static final int FSTATFS = 138;
  public static final int GETTID = 186;
  public static final int FUTEX = 202;
  public static final int GETDENTS64 = 217;
  public static final int TGKILL = 234;
  public static final int OPENAT = 257;
  public static final int MKDIRAT = 258;
  public static final int UNLINKAT = 263;
  public static final int RENAMEAT = 264;
  public static final int LINKAT = 265;
  public static final int UTIMENSAT = 280;
  public static final int PRLIMIT64 = 302;
  public static final int SECCOMP = 317;
  public static final int GETRANDOM = 318;
  public static final int MEMBARRIER = 324;
  public static final int OPENAT2 = 437;
  public static final int LANDLOCK_CREATE_RULESET = 444;
  public static final int LANDLOCK_ADD_RULE = 445;
  public static final int LANDLOCK_RESTRICT_SELF = 446;

  public static final int PROT_NONE = 0;
  public static final int PROT_READ = 1;
  public static final int PROT_WRITE = 2;
  public static final int PROT_EXEC = 4;

  public static final int MAP_SHARED = 1;
  public static final int MAP_PRIVATE = 2;
  public static final int MAP_FIXED = 0x10;
  public static final int MAP_ANONYMOUS = 0x20;
  public static final int MAP_NORESERVE = 0x4000;

  /** Flags of mremap that together mean: exactly there. */
  public static final int MAYMOVE_FIXED = 3;

  public static final int MAYMOVE = 1;

  private static final FunctionDescriptor SHAPE =
      FunctionDescriptor.of(
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);

  /** All of this process's memory, for absolute addresses that are known to be mapped. */
  public static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final MethodHandle SYSTEM_CALL;

  static {
    MethodHandle mmap = function(symbol("mmap"));
    MethodHandle mprotect = function(symbol("mprotect"));
    long page =
        invoke(mmap, 0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0, 0);
    if (page == -1) {
      throw new IllegalStateException("no memory for the system call stub");
    }
    write(page, systemCallStub());
    if ((int) invoke(mprotect, page, 4096, PROT_READ | PROT_EXEC, 0, 0, 0, 0) != 0) {
      throw new IllegalStateException("the kernel allows no executable memory");
    }
    SYSTEM_CALL = function(page);
  }

  private Kernel() {}

  /** Address of a function of the C library. */
  static long symbol(String name) {
    return Linker.nativeLinker().defaultLookup().findOrThrow(name).address();
  }

  /** long f(number, a0..a5): moves C arguments to where the kernel wants them; answers -errno. */
  private static byte[] systemCallStub() {
    Assembler a = new Assembler();
    a.move(Register.RAX, Register.RDI); // number
    a.move(Register.RDI, Register.RSI); // a0
    a.move(Register.RSI, Register.RDX); // a1
    a.move(Register.RDX, Register.RCX); // a2
    a.move(Register.R10, Register.R8); // a3: the kernel takes r10, syscall clobbers rcx
    a.move(Register.R8, Register.R9); // a4
    a.load64(Register.R9, Register.RSP, 8); // a5, the seventh C argument
    a.systemCall();
    a.ret();
    return a.assemble(0);
  }

  /** A handle on machine code of the shape {@code long f(long x7)}. Spare arguments are ignored. */
  public static MethodHandle function(long address) {
    return Linker.nativeLinker().downcallHandle(MemorySegment.ofAddress(address), SHAPE);
  }

  /** Calls machine code of the one shape. */
  public static long invoke(
      MethodHandle function, long a, long b, long c, long d, long e, long f, long g) {
    try {
      return (long) function.invokeExact(a, b, c, d, e, f, g);
    } catch (Throwable impossible) { // native code throws nothing
      throw new IllegalStateException(impossible);
    }
  }

  /** A system call; the result as the kernel gives it, -errno for a failure. */
  public static long call(int number, long a, long b, long c, long d, long e, long f) {
    try {
      // Not through invoke(): here the handle is a constant for the compiler.
      return (long) SYSTEM_CALL.invokeExact((long) number, a, b, c, d, e, f);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public static long call(int number) {
    return call(number, 0, 0, 0, 0, 0, 0);
  }

  public static long call(int number, long a) {
    return call(number, a, 0, 0, 0, 0, 0);
  }

  public static long call(int number, long a, long b) {
    return call(number, a, b, 0, 0, 0, 0);
  }

  public static long call(int number, long a, long b, long c) {
    return call(number, a, b, c, 0, 0, 0);
  }

  public static long call(int number, long a, long b, long c, long d) {
    return call(number, a, b, c, d, 0, 0);
  }

  /** Whether a system call's result is an error. */
  public static boolean failed(long result) {
    return result < 0 && result >= -4095;
  }

  /**
   * The result, or an exception that names what failed. For calls that only a broken system
   * refuses.
   */
  public static long check(long result, String what) {
    if (failed(result)) {
      throw new KernelException(what, (int) -result);
    }
    return result;
  }

  /** mmap of anonymous memory at {@code address} (0 = anywhere). */
  public static long map(long address, long length, int protection, int flags) {
    return check(call(MMAP, address, length, protection, flags | MAP_ANONYMOUS, -1, 0), "mmap");
  }

  public static void protect(long address, long length, int protection) {
    check(call(MPROTECT, address, length, protection), "mprotect");
  }

  public static void unmap(long address, long length) {
    check(call(MUNMAP, address, length), "munmap");
  }

  /** Copies to memory known to be mapped and writable. */
  public static void write(long address, byte[] bytes) {
    MemorySegment.copy(bytes, 0, MEMORY, ValueLayout.JAVA_BYTE, address, bytes.length);
  }

  /** Copies from memory known to be mapped. */
  public static byte[] read(long address, int length) {
    byte[] bytes = new byte[length];
    MemorySegment.copy(MEMORY, ValueLayout.JAVA_BYTE, address, bytes, 0, length);
    return bytes;
  }

  /** Writes all bytes to a descriptor; false when the other end is gone. */
  public static boolean writeFully(int descriptor, byte[] bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      long done = 0;
      while (done < bytes.length) {
        long n = call(WRITE, descriptor, copy.address() + done, bytes.length - done);
        if (n == -4) { // EINTR
          continue;
        }
        if (n <= 0) {
          return false;
        }
        done += n;
      }
      return true;
    }
  }
}
