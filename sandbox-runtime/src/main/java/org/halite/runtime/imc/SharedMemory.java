package org.halite.runtime.imc;

import org.halite.runtime.machine.AddressSpace;
import org.halite.runtime.machine.SharedObject;

/** Memory to map, more than once and by all who get the descriptor. */
public final class SharedMemory extends Descriptor {
  private static final int IFSHM = 0240000;
  private static final int READ_WRITE = 0600;

  private final AddressSpace space;
  private final SharedObject object;

  SharedMemory(AddressSpace space, SharedObject object) {
    this.space = space;
    this.object = object;
  }

  public SharedObject object() {
    return object;
  }

  /** Copies out of it or into it; false when the range is not within it. */
  boolean copy(long offset, byte[] bytes, boolean into) {
    return space.copyShared(object, offset, bytes, into);
  }

  @Override
  public int mode() {
    return IFSHM | READ_WRITE;
  }

  @Override
  public long size() {
    return object.size();
  }

  @Override
  public boolean isTransferable() {
    return true;
  }

  /** Mappings keep the memory. */
  @Override
  protected void closed() {
    space.close(object);
  }
}
