package org.halite.runtime.syscall;

import org.halite.runtime.imc.Descriptor;
import org.halite.runtime.machine.BadAddress;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.ModuleMemory;

/** A standard stream as the module sees it: a character device. */
final class StreamDescriptor extends Descriptor {
  private static final int PIECE = 0x10000;

  private final HostStream stream;

  StreamDescriptor(HostStream stream) {
    this.stream = stream;
  }

  boolean isTerminal() {
    return stream.isTerminal();
  }

  @Override
  public int mode() {
    return 0020000 | 0666; // IFCHR
  }

  @Override
  public long read(ModuleMemory memory, long address, long count) {
    byte[] bytes = new byte[(int) Math.min(count, PIECE)];
    long got = stream.read(bytes);
    if (got > 0) {
      memory.write(
          address, got == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, (int) got));
    }
    return got;
  }

  @Override
  public long write(ModuleMemory memory, long address, long count) {
    long done = 0;
    while (done < count) {
      byte[] bytes;
      try {
        bytes = memory.read(address + done, (int) Math.min(count - done, PIECE));
      } catch (BadAddress bad) {
        return done > 0 ? done : -Errno.EFAULT;
      }
      long n = stream.write(bytes);
      if (n < 0) {
        return done > 0 ? done : n;
      }
      done += n;
    }
    return done;
  }

  @Override
  public long seek(long offset, int whence) {
    return -Errno.ESPIPE;
  }

  @Override
  public long readAt(ModuleMemory memory, long address, long count, long offset) {
    return -Errno.ESPIPE;
  }

  @Override
  public long writeAt(ModuleMemory memory, long address, long count, long offset) {
    return -Errno.ESPIPE;
  }
}
