package org.halite.runtime.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.halite.runtime.machine.Kernel;

/**
 * What the host says of a file, from its struct stat (asm/stat.h) into the module's (spec/nacl.md
 * ch. 12; spec/srpc-era.md 1.9).
 *
 * @param mode type and permissions
 * @param times of access, change and status change, each seconds and nanoseconds
 */
record HostStat(
    long device,
    long inode,
    int mode,
    long links,
    int user,
    int group,
    long special,
    long size,
    long blockSize,
    long blocks,
    Times times) {
  static final int TYPE = 0170000;
  static final int REGULAR = 0100000;
  static final int DIRECTORY = 0040000;
  static final int LINK = 0120000;

  private static final long MADE_UP_INODE = 0x6c43614e;
  private static final int MADE_UP_BLOCK = 4096;

  private static final int HOST_SIZE = 144;
  private static final int NEW_SIZE = 104;
  private static final int OLD_SIZE = 64;

  /** Three pairs of seconds and nanoseconds. */
  record Times(
      long accessed,
      long accessedNanos,
      long modified,
      long modifiedNanos,
      long changed,
      long changedNanos) {}

  /** Of what the host does not know, or the module may not know: spec/nacl.md ch. 12. */
  static HostStat madeUp(int mode, long size) {
    return new HostStat(
        0,
        MADE_UP_INODE,
        mode,
        1,
        0,
        0,
        0,
        size,
        MADE_UP_BLOCK,
        (size + 511) / 512,
        new Times(0, 0, 0, 0, 0, 0));
  }

  /** Of an open descriptor; null when the kernel does not say. */
  static HostStat of(int number) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stat = arena.allocate(HOST_SIZE, 8);
      if (Kernel.failed(Kernel.call(Kernel.FSTAT, number, stat.address()))) {
        return null;
      }
      return new HostStat(
          wide(stat, 0),
          wide(stat, 8),
          narrow(stat, 24),
          wide(stat, 16),
          narrow(stat, 28),
          narrow(stat, 32),
          wide(stat, 40),
          wide(stat, 48),
          wide(stat, 56),
          wide(stat, 64),
          new Times(
              wide(stat, 72),
              wide(stat, 80),
              wide(stat, 88),
              wide(stat, 96),
              wide(stat, 104),
              wide(stat, 112)));
    }
  }

  private static long wide(MemorySegment stat, int offset) {
    return stat.get(ValueLayout.JAVA_LONG, offset);
  }

  private static int narrow(MemorySegment stat, int offset) {
    return stat.get(ValueLayout.JAVA_INT, offset);
  }

  int type() {
    return mode & TYPE;
  }

  boolean isRegular() {
    return type() == REGULAR;
  }

  boolean isDirectory() {
    return type() == DIRECTORY;
  }

  /** The module's struct stat. */
  byte[] encode(boolean oldAbi) {
    ByteBuffer stat =
        ByteBuffer.allocate(oldAbi ? OLD_SIZE : NEW_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    stat.putLong(device);
    if (oldAbi) {
      stat.putInt((int) inode).putInt(mode).putInt((int) links).putInt(user).putInt(group);
      stat.putInt(0).putLong(special).putInt((int) size);
      stat.putInt((int) blockSize).putInt((int) blocks);
      stat.putInt((int) times.accessed).putInt((int) times.modified).putInt((int) times.changed);
    } else {
      stat.putLong(inode).putInt(mode).putInt((int) links).putInt(user).putInt(group);
      stat.putLong(special).putLong(size).putInt((int) blockSize).putInt((int) blocks);
      stat.putLong(times.accessed).putLong(times.accessedNanos);
      stat.putLong(times.modified).putLong(times.modifiedNanos);
      stat.putLong(times.changed).putLong(times.changedNanos);
    }
    return stat.array();
  }
}
