package org.halite.runtime.syscall;

import org.halite.runtime.imc.RemoteConnections;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.ModuleMemory;

/**
 * A file that the browser gave, to read and to map; it travels on. The host's number is had when it
 * is first used. Where the module stands in the file is kept here: the kernel's own place is one
 * for all processes that have the file.
 */
final class LentFile extends HostFile {
  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;
  private static final int SEEK_END = 2;

  private final RemoteConnections remote;
  private final int lent;
  private final Object place = new Object();

  /** Guarded by place. */
  private long position;

  private boolean opened;

  /**
   * @param lent its number
   */
  LentFile(RemoteConnections remote, int lent) {
    super(LATER, true);
    this.remote = remote;
    this.lent = lent;
  }

  @Override
  int open() {
    int number = remote.openFile(lent);
    opened = number != LATER;
    return number;
  }

  @Override
  void gone() {
    if (opened) {
      remote.fileClosed();
    }
    remote.drop(lent);
  }

  @Override
  public long read(ModuleMemory memory, long address, long count) {
    synchronized (place) {
      long got = readAt(memory, address, count, position);
      position += Math.max(got, 0);
      return got;
    }
  }

  @Override
  public long seek(long offset, int whence) {
    synchronized (place) {
      long from =
          switch (whence) {
            case SEEK_SET -> 0;
            case SEEK_CUR -> position;
            case SEEK_END -> size();
            default -> -1;
          };
      long target = from + offset;
      if (from < 0 || offset > 0 && target < from || target < 0) {
        return -Errno.EINVAL;
      }
      position = target;
      return target;
    }
  }

  @Override
  public int lentNumber() {
    return lent;
  }

  @Override
  public boolean isTransferable() {
    return true;
  }
}
