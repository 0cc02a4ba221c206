package org.halite.runtime.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.halite.runtime.imc.Descriptor;
import org.halite.runtime.machine.BadAddress;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.Kernel;
import org.halite.runtime.machine.ModuleMemory;

/**
 * A regular file: one that the process was started with, as {@code halite run m.nexe < file} does,
 * one of the module's directory, or one that the browser gave. Kind 2 of spec/nacl.md ch. 17. What
 * may be done with it is what it was opened for.
 */
sealed class HostFile extends KernelDescriptor permits LentFile, SealedFile {
  private static final int PIECE = 0x10000;

  /** Writes go where the file stands, not to an offset. */
  private static final long NO_OFFSET = -1;

  /**
   * @param number the host's, or {@link #LATER}
   * @param owned whether it is closed with the module's last number for it
   */
  HostFile(int number, boolean owned) {
    super(number, owned);
  }

  /** The descriptor that fits a stream: a file where it is one. */
  static Descriptor of(HostStream stream) {
    if (stream instanceof KernelStream file) {
      HostStat stat = HostStat.of(file.descriptor());
      if (stat != null && stat.isRegular()) {
        return new HostFile(file.descriptor(), false);
      }
    }
    return new StreamDescriptor(stream);
  }

  @Override
  public long read(ModuleMemory memory, long address, long count) {
    return readPiece(Kernel.READ, memory, address, count, 0);
  }

  @Override
  public long readAt(ModuleMemory memory, long address, long count, long offset) {
    return offset < 0 ? -Errno.EINVAL : readPiece(Kernel.PREAD64, memory, address, count, offset);
  }

  private long readPiece(int call, ModuleMemory memory, long address, long count, long offset) {
    int length = (int) Math.min(count, PIECE);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.max(length, 1));
      long got = call(call, buffer.address(), length, offset);
      if (got > 0) {
        memory.write(address, buffer.asSlice(0, got).toArray(ValueLayout.JAVA_BYTE));
      }
      return got;
    }
  }

  @Override
  public long write(ModuleMemory memory, long address, long count) {
    long done = 0;
    do {
      long written;
      try {
        written = writePiece(memory, address + done, count - done, NO_OFFSET);
      } catch (BadAddress bad) {
        return done > 0 ? done : -Errno.EFAULT;
      }
      if (written <= 0) {
        return done > 0 ? done : written;
      }
      done += written;
    } while (done < count);
    return done;
  }

  @Override
  public long writeAt(ModuleMemory memory, long address, long count, long offset) {
    return offset < 0 ? -Errno.EINVAL : writePiece(memory, address, count, offset);
  }

  private long writePiece(ModuleMemory memory, long address, long count, long offset) {
    byte[] bytes = memory.read(address, (int) Math.min(count, PIECE));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.max(bytes.length, 1));
      MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, bytes.length);
      return offset == NO_OFFSET
          ? call(Kernel.WRITE, buffer.address(), bytes.length, 0)
          : call(Kernel.PWRITE64, buffer.address(), bytes.length, offset);
    }
  }

  @Override
  public long seek(long offset, int whence) {
    return call(Kernel.LSEEK, offset, whence, 0);
  }
}
