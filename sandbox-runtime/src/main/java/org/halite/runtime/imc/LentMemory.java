package org.halite.runtime.imc;

import org.halite.runtime.machine.AddressSpace;
import org.halite.runtime.machine.SharedObject;

/**
 * Shared memory that the browser keeps, so that other processes can have it as well. Its descriptor
 * is asked for when it is first mapped, and closed at once: what is mapped needs none.
 */
final class LentMemory extends SharedMemory {
  private final RemoteConnections remote;
  private final int number;
  private final Object lock = new Object();

  /** Guarded by lock; null before the memory was mapped. */
  private SharedObject object;

  /**
   * @param object null when the memory was not opened yet
   */
  LentMemory(
      AddressSpace space, RemoteConnections remote, int number, long size, SharedObject object) {
    super(space, size);
    this.remote = remote;
    this.number = number;
    this.object = object;
  }

  @Override
  SharedObject object() {
    synchronized (lock) {
      if (object == null) {
        object = remote.openMemory(number, size());
      }
      return object;
    }
  }

  @Override
  public int lentNumber() {
    return number;
  }

  /** Mappings keep the memory. */
  @Override
  protected void closed() {
    SharedObject mapped;
    synchronized (lock) {
      mapped = object;
    }
    if (mapped != null) {
      space().close(mapped);
    }
    remote.dropMemory(this);
  }
}
