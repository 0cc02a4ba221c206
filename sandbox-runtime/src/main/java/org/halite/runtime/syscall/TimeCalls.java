package org.halite.runtime.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.Kernel;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.Sandbox;

/** Clocks and sleep. Times are 64-bit seconds with 32-bit fractions: spec/nacl.md ch. 12. */
public final class TimeCalls {
  private static final int CLOCK_GETTIME = 228;
  private static final int PROCESS_CPU = 2;
  private static final int CLOCKS = 4;
  private static final long BILLION = 1_000_000_000L;

  private final Sandbox sandbox;
  private final ModuleMemory memory;
  private final boolean oldAbi;

  TimeCalls(Sandbox sandbox, boolean oldAbi) {
    this.sandbox = sandbox;
    this.memory = sandbox.memory();
    this.oldAbi = oldAbi;
  }

  /** Nanoseconds of a clock of spec/nacl.md ch. 11; the numbers are Linux's. */
  static long nanoseconds(int clock) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(16, 8);
      long result =
          Kernel.check(Kernel.call(CLOCK_GETTIME, clock, time.address()), "clock_gettime");
      return time.get(ValueLayout.JAVA_LONG, result) * BILLION + time.get(ValueLayout.JAVA_LONG, 8);
    }
  }

  /** Reads each clock once. */
  public void warm() {
    for (int clock = 0; clock < CLOCKS; clock++) {
      long unused = nanoseconds(clock);
      assert unused >= 0;
    }
  }

  public long gettimeofday(long address) {
    long microseconds = nanoseconds(0) / 1000;
    write(address, microseconds / 1_000_000, (int) (microseconds % 1_000_000) / 10 * 10);
    return 0;
  }

  /** Microseconds of processor time. */
  public long clock() {
    return nanoseconds(PROCESS_CPU) / 1000 & 0x7fffffff;
  }

  public long nanosleep(long request, long remainder) {
    long duration = read(request);
    if (duration < 0) {
      return -Errno.EINVAL;
    }
    if (remainder != 0) {
      // Only written on EINTR, which never happens here; but a bad one is told as by the reference.
      memory.write(remainder, memory.read(remainder, oldAbi ? 8 : 16));
    }
    try {
      Thread.sleep(duration / 1_000_000, (int) (duration % 1_000_000));
    } catch (InterruptedException killed) {
      sandbox.checkAlive();
    }
    return 0;
  }

  public long clockGetres(long clock, long address) {
    if (clock >= CLOCKS) {
      return -Errno.EINVAL;
    }
    if (address != 0) {
      write(address, 0, 1);
    }
    return 0;
  }

  public long clockGettime(long clock, long address) {
    if (clock >= CLOCKS) {
      return -Errno.EINVAL;
    }
    long now = nanoseconds((int) clock);
    write(address, now / BILLION, (int) (now % BILLION));
    return 0;
  }

  /** A timespec in nanoseconds, clamped to 292 years; negative when it is not one. */
  long read(long address) {
    ByteBuffer bytes =
        ByteBuffer.wrap(memory.read(address, oldAbi ? 8 : 12)).order(ByteOrder.LITTLE_ENDIAN);
    long seconds = oldAbi ? bytes.getInt(0) : bytes.getLong(0);
    int fraction = bytes.getInt(oldAbi ? 4 : 8);
    if (seconds < 0 || fraction < 0 || fraction >= BILLION) {
      return -1;
    }
    return seconds >= Long.MAX_VALUE / BILLION - 1 ? Long.MAX_VALUE : seconds * BILLION + fraction;
  }

  private void write(long address, long seconds, int fraction) {
    ByteBuffer bytes = ByteBuffer.allocate(oldAbi ? 8 : 16).order(ByteOrder.LITTLE_ENDIAN);
    if (oldAbi) {
      bytes.putInt(0, (int) seconds).putInt(4, fraction);
    } else {
      bytes.putLong(0, seconds).putInt(8, fraction);
    }
    memory.write(address, bytes.array());
  }
}
