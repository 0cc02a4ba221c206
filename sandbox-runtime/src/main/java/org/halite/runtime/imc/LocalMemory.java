package org.halite.runtime.imc;

import org.halite.runtime.machine.AddressSpace;
import org.halite.runtime.machine.SharedObject;

/** Shared memory of this process alone. */
final class LocalMemory extends SharedMemory {
  private final SharedObject object;

  LocalMemory(AddressSpace space, SharedObject object) {
    super(space, object.size());
    this.object = object;
  }

  @Override
  SharedObject object() {
    return object;
  }

  /** Mappings keep the memory. */
  @Override
  protected void closed() {
    space().close(object);
  }
}
