package org.halite.runtime.syscall;

import java.util.IdentityHashMap;
import java.util.Map;
import org.halite.runtime.machine.Errno;

/** The module's numbers for its descriptors: always the lowest free one, below 4096. */
public final class DescriptorTable {
  /** spec/nacl.md ch. 1. */
  static final int MAX = 4096;

  private final Descriptor[] table = new Descriptor[MAX];
  private final Map<Descriptor, Integer> uses = new IdentityHashMap<>();

  /** The number, or -EMFILE. */
  public synchronized int add(Descriptor descriptor) {
    for (int i = 0; i < MAX; i++) {
      if (table[i] == null) {
        put(i, descriptor);
        return i;
      }
    }
    return -Errno.EMFILE;
  }

  /** Null when the number stands for nothing. */
  public synchronized Descriptor get(long number) {
    return number >= 0 && number < MAX ? table[(int) number] : null;
  }

  int duplicate(long number) {
    Descriptor descriptor = get(number);
    return descriptor == null ? -Errno.EBADF : add(descriptor);
  }

  int duplicateTo(long number, long to) {
    Descriptor old = null;
    boolean last = false;
    synchronized (this) {
      Descriptor descriptor = get(number);
      if (descriptor == null) {
        return -Errno.EBADF;
      }
      if (to < 0 || to >= MAX) {
        return -Errno.EINVAL;
      }
      if (number == to) {
        return (int) to;
      }
      if (table[(int) to] != null) {
        old = table[(int) to];
        last = take((int) to);
      }
      put((int) to, descriptor);
    }
    if (last) {
      old.close();
    }
    return (int) to;
  }

  int close(long number) {
    Descriptor descriptor;
    boolean last;
    synchronized (this) {
      descriptor = get(number);
      if (descriptor == null) {
        return -Errno.EBADF;
      }
      last = take((int) number);
    }
    if (last) {
      descriptor.close();
    }
    return 0;
  }

  private void put(int number, Descriptor descriptor) {
    table[number] = descriptor;
    uses.merge(descriptor, 1, Integer::sum);
  }

  private boolean take(int number) {
    Descriptor descriptor = table[number];
    table[number] = null;
    int left = uses.merge(descriptor, -1, Integer::sum);
    if (left == 0) {
      uses.remove(descriptor);
    }
    return left == 0;
  }
}
