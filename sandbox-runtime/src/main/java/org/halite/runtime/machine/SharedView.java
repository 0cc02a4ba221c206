package org.halite.runtime.machine;

import java.lang.foreign.MemorySegment;

/** A shared object that the module and the runtime have both mapped. */
final class SharedView implements SharedPages {
  /** Out of the way of the module's own first mappings, below the runtime's heap. */
  private static final long HINT = 0xc0000000L;

  private final AddressSpace space;
  private final SharedObject object;
  private final int address;
  private final MemorySegment bytes;
  private boolean closed;

  private SharedView(AddressSpace space, SharedObject object, int address, MemorySegment bytes) {
    this.space = space;
    this.object = object;
    this.address = address;
    this.bytes = bytes;
  }

  /** Null when the module has no room for it. The descriptor may be closed afterwards. */
  static SharedView of(AddressSpace space, SealedMemory memory) {
    SharedObject object = memory.writable() ? space.adopt(memory) : null;
    if (object == null) {
      return null;
    }
    long view = object.view();
    int rights = AddressSpace.READ | AddressSpace.WRITE;
    boolean visible = !Kernel.failed(Kernel.call(Kernel.MPROTECT, view, memory.size(), rights));
    long address =
        visible ? space.mapShared(object, 0, HINT, memory.size(), rights, false) : -Errno.ENOMEM;
    if (address < 0) {
      space.close(object);
      return null;
    }
    MemorySegment bytes = MemorySegment.ofAddress(view).reinterpret(memory.size());
    return new SharedView(space, object, (int) address, bytes);
  }

  @Override
  public long size() {
    return object.size();
  }

  @Override
  public int address() {
    return address;
  }

  @Override
  public boolean isMapped() {
    return space.shows(object, Integer.toUnsignedLong(address));
  }

  @Override
  public MemorySegment bytes() {
    return bytes;
  }

  /**
   * Where the module has put something else meanwhile, that stays: only pages of this object go.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    space.unmapShared(object, Integer.toUnsignedLong(address));
    space.close(object);
  }
}
