package org.halite.runtime.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.Kernel;

/** A descriptor of this process, used as it is: stdin, stdout and stderr of {@code halite run}. */
public record KernelStream(int descriptor) implements HostStream {
  // asm-generic/ioctls.h, termbits.h
  private static final int TCGETS = 0x5401;
  private static final int TERMIOS_SIZE = 64;

  @Override
  public long read(byte[] into) {
    if (into.length == 0) {
      return 0;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(into.length);
      long n = Kernel.call(Kernel.READ, descriptor, buffer.address(), into.length);
      if (n > 0) {
        MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, into, 0, (int) n);
      }
      return n;
    }
  }

  @Override
  public long write(byte[] bytes) {
    return Kernel.writeFully(descriptor, bytes) ? bytes.length : -Errno.EIO;
  }

  @Override
  public boolean isTerminal() {
    try (Arena arena = Arena.ofConfined()) {
      long settings = arena.allocate(TERMIOS_SIZE, 8).address();
      return Kernel.call(Kernel.IOCTL, descriptor, TCGETS, settings) == 0;
    }
  }
}
