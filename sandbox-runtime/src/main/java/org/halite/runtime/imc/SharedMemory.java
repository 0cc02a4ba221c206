package org.halite.runtime.imc;

import org.halite.runtime.machine.AddressSpace;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.SharedObject;

/** Memory to map, more than once and by all who get the descriptor. */
public abstract sealed class SharedMemory extends Descriptor permits LocalMemory, LentMemory {
  private static final int IFSHM = 0240000;
  private static final int READ_WRITE = 0600;

  private final AddressSpace space;
  private final long size;

  SharedMemory(AddressSpace space, long size) {
    this.space = space;
    this.size = size;
  }

  /** What is mapped; null when the memory cannot be had. Called with a reference held. */
  abstract SharedObject object();

  AddressSpace space() {
    return space;
  }

  /** Shows it in the module: as {@link AddressSpace#mapShared}. */
  public final long map(long offset, long start, long length, int protection, boolean fixed) {
    if (!retain()) {
      return -Errno.EBADF;
    }
    try {
      SharedObject object = object();
      return object == null
          ? -Errno.ENOMEM
          : space.mapShared(object, offset, start, length, protection, fixed);
    } finally {
      release();
    }
  }

  @Override
  public int mode() {
    return IFSHM | READ_WRITE;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public boolean isTransferable() {
    return true;
  }
}
