package org.halite.runtime.jail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.halite.runtime.machine.Kernel;

/**
 * Bounds on what the process may take from the machine: setrlimit(2), soft and hard limit alike,
 * never raised.
 */
final class ResourceLimits {
  // asm-generic/resource.h
  static final int CPU = 0;
  static final int FSIZE = 1;
  static final int DATA = 2;
  static final int CORE = 4;
  static final int NPROC = 6;
  static final int NOFILE = 7;
  static final int MEMLOCK = 8;
  static final int AS = 9;
  static final int MSGQUEUE = 12;
  static final int NICE = 13;
  static final int RTPRIO = 14;

  /**
   * Counted for the person, not for the process, and not at all for uid 0: a bound on a thread bomb
   * far above what a desktop session has, not a budget.
   */
  static final long THREADS_OF_THE_PERSON = 16_384;

  /** Counted for a process that has a user id of its own. */
  static final long THREADS_ALONE = 2048;

  /**
   * Stacks, compilers, collector and buffers of the JVM itself, beyond what it has when the doors
   * close.
   */
  private static final long NATIVE = 256L << 20;

  /**
   * Address space beyond the memory bound: reservations (thread arenas of libc, 64 MiB each) cost
   * no memory.
   */
  private static final long RESERVATIONS = 4L << 30;

  private static final int AT_FDCWD = -100;
  private static final int O_CLOEXEC = 0x80000;

  /** The file has some 1500 bytes; much of it is masks of processors. */
  private static final int STATUS_BYTES = 1 << 14;

  private static final int S_IFMT = 0xf000;
  private static final int S_IFREG = 0x8000;
  private static final int STAT_MODE = 24; // offset in struct stat, asm/stat.h

  private final int descriptors;
  private final boolean countedAlone;

  /** /proc/self/status, open: how much is in use is read when no file can be opened any more. */
  private final long status;

  private ResourceLimits(int descriptors, boolean countedAlone, long status) {
    this.descriptors = descriptors;
    this.countedAlone = countedAlone;
    this.status = status;
  }

  /**
   * While files can be opened.
   *
   * @param descriptors how many may be open
   * @param countedAlone whether the threads of this process are the only ones of its user id
   */
  static ResourceLimits look(int descriptors, boolean countedAlone) {
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom("/proc/self/status").address();
      long status = Kernel.call(CallNumbers.OPENAT, AT_FDCWD, name, O_CLOEXEC);
      if (Kernel.failed(status)) {
        throw new JailException("/proc/self/status could not be opened");
      }
      return new ResourceLimits(descriptors, countedAlone, status);
    }
  }

  /** At once, so that what is opened from now on has a number below. */
  static void limitDescriptors(int descriptors) {
    limit(NOFILE, descriptors);
  }

  /** Sets all limits, once. Returns a summary. */
  String set(JailOptions options) {
    limit(CORE, 0);
    limit(MSGQUEUE, 0);
    limit(MEMLOCK, 0);
    limit(NICE, 0);
    limit(RTPRIO, 0);
    limit(NPROC, countedAlone ? THREADS_ALONE : THREADS_OF_THE_PERSON);
    // New files cannot be had anyway. `halite run > file` must be able to write what was asked for,
    // however long it is; to
    // write that one file is the only thing the limit would forbid then.
    boolean toFile = isRegularFile(1) || isRegularFile(2);
    boolean mayGrow = toFile || options.hasDirectory();
    if (!mayGrow) {
      limit(FSIZE, 0);
    }
    // DATA counts private writable memory; shared memory only counts as address space.
    long more = options.memoryBytes() + Runtime.getRuntime().maxMemory() + NATIVE;
    String inUse = readStatus();
    limit(DATA, bytes(inUse, "VmData:") + more);
    limit(AS, bytes(inUse, "VmSize:") + more + RESERVATIONS);
    if (options.cpuSeconds() > 0) {
      limit(CPU, options.cpuSeconds());
    }
    // A StringBuilder: a formatter's first use costs more than all else here together.
    StringBuilder summary = new StringBuilder();
    summary.append(more >> 20).append(" MiB more memory, ");
    summary.append(descriptors).append(" descriptors, ");
    summary.append(
        options.hasDirectory()
            ? "files of its directory"
            : toFile ? "output to the file it was given" : "no file growth");
    summary.append(", no core file");
    if (options.cpuSeconds() > 0) {
      summary.append(", ").append(options.cpuSeconds()).append(" s of processor time");
    }
    return summary.toString();
  }

  /** Never above the hard limit that the process has already. */
  private static void limit(int resource, long value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limit = arena.allocate(16, 8); // struct rlimit64: soft, hard
      Kernel.check(prlimit(resource, 0, limit.address()), "prlimit64");
      long hard = limit.get(ValueLayout.JAVA_LONG, 8);
      long bounded = Long.compareUnsigned(value, hard) < 0 ? value : hard;
      limit.set(ValueLayout.JAVA_LONG, 0, bounded);
      limit.set(ValueLayout.JAVA_LONG, 8, bounded);
      long result = prlimit(resource, limit.address(), 0);
      if (Kernel.failed(result)) {
        throw new JailException(
            "resource limit " + resource + " was refused (errno " + -result + ")");
      }
    }
  }

  private static long prlimit(int resource, long newLimit, long oldLimit) {
    return Kernel.call(Kernel.PRLIMIT64, 0, resource, newLimit, oldLimit);
  }

  private static boolean isRegularFile(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stat = arena.allocate(144, 8);
      return Kernel.call(Kernel.FSTAT, descriptor, stat.address()) == 0
          && (stat.get(ValueLayout.JAVA_INT, STAT_MODE) & S_IFMT) == S_IFREG;
    }
  }

  /** The file as it is now, and closes it. */
  private String readStatus() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(STATUS_BYTES);
      long length = Kernel.call(Kernel.PREAD64, status, text.address(), STATUS_BYTES, 0);
      Kernel.call(Kernel.CLOSE, status);
      if (length <= 0) {
        throw new JailException("/proc/self/status could not be read");
      }
      byte[] bytes = text.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** What stands in a line, in bytes; the file gives kB. */
  private static long bytes(String status, String name) {
    int at = status.indexOf("\n" + name);
    int end = at < 0 ? -1 : status.indexOf(" kB", at);
    if (end < 0) {
      throw new JailException("/proc/self/status has no line " + name);
    }
    return Long.parseLong(status.substring(at + 1 + name.length(), end).strip()) << 10;
  }
}
