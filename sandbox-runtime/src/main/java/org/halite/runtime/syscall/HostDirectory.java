package org.halite.runtime.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.Kernel;
import org.halite.runtime.machine.ModuleMemory;

/** An open directory below the module's root: kind 1 of spec/nacl.md ch. 17. */
final class HostDirectory extends KernelDescriptor {
  private static final int PIECE = 0x10000;

  // struct linux_dirent64: u64 inode, s64 offset, u16 length, u8 type, name
  private static final int HOST_LENGTH = 16;
  private static final int HOST_NAME = 19;

  // struct dirent: spec/nacl.md ch. 12; before 2011 inode and offset have 32 bits
  private static final int NEW_NAME = 18;
  private static final int OLD_NAME = 10;

  private final String path;
  private final boolean oldAbi;

  /**
   * @param path below the root, for fchdir
   */
  HostDirectory(int number, String path, boolean oldAbi) {
    super(number, true);
    this.path = path;
    this.oldAbi = oldAbi;
  }

  String path() {
    return path;
  }

  /** As getdents: what the reference does. */
  @Override
  public long read(ModuleMemory memory, long address, long count) {
    return entries(memory, address, count);
  }

  /** Only to the beginning. */
  @Override
  public long seek(long offset, int whence) {
    return offset == 0 && whence == 0 ? call(Kernel.LSEEK, 0, 0, 0) : -Errno.EINVAL;
  }

  /**
   * The next entries. The module's records are never longer than the host's, so that all of those
   * that fit into as many bytes fit.
   */
  long entries(ModuleMemory memory, long address, long count) {
    int length = (int) Math.min(count, PIECE);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.max(length, 1), 8);
      long got = call(Kernel.GETDENTS64, buffer.address(), length, 0);
      if (got <= 0) {
        return got;
      }
      byte[] records = records(buffer.asSlice(0, got));
      memory.write(address, records);
      return records.length;
    }
  }

  private byte[] records(MemorySegment host) {
    ByteBuffer records = ByteBuffer.allocate((int) host.byteSize()).order(ByteOrder.LITTLE_ENDIAN);
    long at = 0;
    while (at < host.byteSize()) {
      int length =
          Short.toUnsignedInt(host.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + HOST_LENGTH));
      long inode = host.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
      long offset = host.get(ValueLayout.JAVA_LONG_UNALIGNED, at + 8);
      int name = 0;
      while (host.get(ValueLayout.JAVA_BYTE, at + HOST_NAME + name) != 0) {
        name++;
      }
      int start = records.position();
      int head = oldAbi ? OLD_NAME : NEW_NAME;
      int size = (head + name + 1 + 7) & -8;
      if (oldAbi) {
        records.putInt((int) inode).putInt((int) offset);
      } else {
        records.putLong(inode).putLong(offset);
      }
      records.putShort((short) size);
      MemorySegment.copy(
          host, ValueLayout.JAVA_BYTE, at + HOST_NAME, records.array(), start + head, name);
      records.position(start + size);
      at += length;
    }
    return java.util.Arrays.copyOf(records.array(), records.position());
  }
}
