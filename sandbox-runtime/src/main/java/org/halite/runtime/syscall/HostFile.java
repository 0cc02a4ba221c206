package org.halite.runtime.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.halite.runtime.imc.Descriptor;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.Kernel;
import org.halite.runtime.machine.ModuleMemory;

/**
 * A regular file that the process was started with, as {@code halite run m.nexe < file} does: kind
 * 2 of spec/nacl.md ch. 17. What may be done with it is what it was opened for.
 */
final class HostFile extends Descriptor {
  private static final int IFMT = 0170000;
  private static final int IFREG = 0100000;
  private static final int PIECE = 0x10000;

  // struct stat, asm/stat.h
  private static final int STAT_SIZE = 144;
  private static final int STAT_MODE = 24;
  private static final int STAT_LENGTH = 48;

  private final int number;
  private final StreamDescriptor stream;

  private HostFile(KernelStream file) {
    number = file.descriptor();
    stream = new StreamDescriptor(file);
  }

  /** The descriptor that fits a stream: a file where it is one. */
  static Descriptor of(HostStream stream) {
    if (stream instanceof KernelStream file
        && (stat(file.descriptor(), STAT_MODE) & IFMT) == IFREG) {
      return new HostFile(file);
    }
    return new StreamDescriptor(stream);
  }

  /** Eight bytes of struct stat, or 0 for a descriptor that is closed. */
  private static long stat(int number, int field) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stat = arena.allocate(STAT_SIZE, 8);
      long failed = Kernel.call(Kernel.FSTAT, number, stat.address());
      return Kernel.failed(failed) ? 0 : stat.get(ValueLayout.JAVA_LONG, field);
    }
  }

  /** The host's number. */
  int number() {
    return number;
  }

  @Override
  public int mode() {
    return (int) stat(number, STAT_MODE) & (IFMT | 0777);
  }

  @Override
  public long size() {
    return stat(number, STAT_LENGTH);
  }

  @Override
  public long read(ModuleMemory memory, long address, long count) {
    return stream.read(memory, address, count);
  }

  @Override
  public long write(ModuleMemory memory, long address, long count) {
    return stream.write(memory, address, count);
  }

  @Override
  public long seek(long offset, int whence) {
    return Kernel.call(Kernel.LSEEK, number, offset, whence);
  }

  @Override
  public long readAt(ModuleMemory memory, long address, long count, long offset) {
    if (offset < 0) {
      return -Errno.EINVAL;
    }
    int length = (int) Math.min(count, PIECE);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.max(length, 1));
      long got = Kernel.call(Kernel.PREAD64, number, buffer.address(), length, offset);
      if (got > 0) {
        memory.write(address, buffer.asSlice(0, got).toArray(ValueLayout.JAVA_BYTE));
      }
      return got;
    }
  }

  @Override
  public long writeAt(ModuleMemory memory, long address, long count, long offset) {
    if (offset < 0) {
      return -Errno.EINVAL;
    }
    byte[] bytes = memory.read(address, (int) Math.min(count, PIECE));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.max(bytes.length, 1));
      MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, bytes.length);
      return Kernel.call(Kernel.PWRITE64, number, buffer.address(), bytes.length, offset);
    }
  }
}
