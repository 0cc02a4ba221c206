package org.halite.runtime.imc;

import org.halite.runtime.machine.Errno;

/** The module's numbers for its descriptors: always the lowest free one, below 4096. */
public final class DescriptorTable {
  /** spec/nacl.md ch. 1. */
  public static final int MAX = 4096;

  private final Descriptor[] table = new Descriptor[MAX];

  /** The number, or -EMFILE, and then it is closed. */
  public int add(Descriptor descriptor) {
    if (!descriptor.retain()) {
      return -Errno.EBADF;
    }
    int number = put(descriptor);
    if (number < 0) {
      descriptor.release();
    }
    return number;
  }

  /** The number, or -EMFILE; takes over the caller's reference only in the first case. */
  private synchronized int put(Descriptor descriptor) {
    for (int i = 0; i < MAX; i++) {
      if (table[i] == null) {
        table[i] = descriptor;
        return i;
      }
    }
    return -Errno.EMFILE;
  }

  /** Null when the number stands for nothing. Another thread may close it at any time. */
  public synchronized Descriptor get(long number) {
    return number >= 0 && number < MAX ? table[(int) number] : null;
  }

  /** As {@link #get}, with a reference of the caller's own. */
  synchronized Descriptor hold(long number) {
    Descriptor descriptor = get(number);
    return descriptor != null && descriptor.retain() ? descriptor : null;
  }

  public int duplicate(long number) {
    Descriptor descriptor = hold(number);
    if (descriptor == null) {
      return -Errno.EBADF;
    }
    int duplicate = put(descriptor);
    if (duplicate < 0) {
      descriptor.release();
    }
    return duplicate;
  }

  public int duplicateTo(long number, long to) {
    Descriptor old;
    synchronized (this) {
      Descriptor descriptor = get(number);
      if (descriptor == null) {
        return -Errno.EBADF;
      }
      if (to < 0 || to >= MAX) {
        return -Errno.EINVAL;
      }
      if (number == to || !descriptor.retain()) {
        return (int) to;
      }
      old = table[(int) to];
      table[(int) to] = descriptor;
    }
    if (old != null) {
      old.release();
    }
    return (int) to;
  }

  public int close(long number) {
    Descriptor descriptor;
    synchronized (this) {
      descriptor = get(number);
      if (descriptor == null) {
        return -Errno.EBADF;
      }
      table[(int) number] = null;
    }
    descriptor.release();
    return 0;
  }
}
