package org.halite.runtime.jail;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private static final int S_IFMT = 0xf000;
  private static final int S_IFREG = 0x8000;
  private static final int STAT_MODE = 24; // offset in struct stat, asm/stat.h

  private ResourceLimits() {}

  /**
   * Sets all limits. Returns a summary.
   *
   * @param descriptors how many may be open
   * @param countedAlone whether the threads of this process are the only ones of its user id
   */
  static String set(JailOptions options, int descriptors, boolean countedAlone) {
    limit(CORE, 0);
    limit(MSGQUEUE, 0);
    limit(MEMLOCK, 0);
    limit(NICE, 0);
    limit(RTPRIO, 0);
    limit(NPROC, countedAlone ? THREADS_ALONE : THREADS_OF_THE_PERSON);
    limit(NOFILE, descriptors);
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
    limit(DATA, inUse("VmData:") + more);
    limit(AS, inUse("VmSize:") + more + RESERVATIONS);
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

  /** A line of /proc/self/status in bytes; the file gives kB. */
  private static long inUse(String name) {
    String status;
    try {
      status = Files.readString(Path.of("/proc/self/status"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new JailException("/proc/self/status could not be read");
    }
    int at = status.indexOf("\n" + name);
    int end = at < 0 ? -1 : status.indexOf(" kB", at);
    if (end < 0) {
      throw new JailException("/proc/self/status has no line " + name);
    }
    return Long.parseLong(status.substring(at + 1 + name.length(), end).strip()) << 10;
  }
}
