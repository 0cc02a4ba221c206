package org.halite.runtime.syscall;

import org.halite.runtime.imc.Descriptor;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.Kernel;

/**
 * A descriptor of the module that is one of this process. Its number is given back only when no
 * thread uses it any more: another descriptor that came to have the number would be read and
 * written in its place.
 */
abstract class KernelDescriptor extends Descriptor {
  private static final int PERMISSIONS = 0777;

  /** Of one that is not opened before it is used. */
  static final int LATER = -1;

  private final boolean owned;

  // Guarded by this.
  private int number;
  private int users;
  private boolean closed;

  /**
   * @param number the host's, or {@link #LATER}
   * @param owned whether it is closed with the module's last number for it
   */
  KernelDescriptor(int number, boolean owned) {
    this.number = number;
    this.owned = owned;
  }

  /** The host's number for one that is opened now; -1 when it cannot be. */
  int open() {
    return LATER;
  }

  /** It was closed, and so was the host's number if there was one. */
  void gone() {}

  /**
   * The host's number, or -1 when it was closed or cannot be opened; {@link #leave} must follow in
   * the first case.
   */
  final synchronized int enter() {
    if (closed) {
      return -1;
    }
    if (number == LATER) {
      number = open();
      if (number == LATER) {
        return -1;
      }
    }
    users++;
    return number;
  }

  final synchronized void leave() {
    users--;
    giveBack();
  }

  @Override
  protected final synchronized void closed() {
    closed = true;
    giveBack();
  }

  private void giveBack() {
    if (closed && users == 0) {
      if (owned && number != LATER) {
        Kernel.call(Kernel.CLOSE, number);
      }
      gone();
    }
  }

  /** A system call whose first argument is this descriptor; its result, or -EBADF. */
  final long call(int systemCall, long second, long third, long fourth) {
    int entered = enter();
    if (entered < 0) {
      return -Errno.EBADF;
    }
    try {
      return Kernel.call(systemCall, entered, second, third, fourth);
    } finally {
      leave();
    }
  }

  /** What the host says of it; null when it was closed. */
  final HostStat stat() {
    int entered = enter();
    if (entered < 0) {
      return null;
    }
    try {
      return HostStat.of(entered);
    } finally {
      leave();
    }
  }

  @Override
  public final int mode() {
    HostStat stat = stat();
    return stat == null ? 0 : stat.mode() & (HostStat.TYPE | PERMISSIONS);
  }

  @Override
  public final long size() {
    HostStat stat = stat();
    return stat == null ? 0 : stat.size();
  }
}
