package org.halite.runtime.syscall;

import org.halite.runtime.machine.Kernel;
import org.halite.runtime.machine.SealedMemory;

/**
 * The files of the page's manifest that the module opens. The browser gives each as memory that
 * nobody can change any more, the same to all modules that use these bytes; only so many at a time,
 * since the jail allows the process no more descriptors. What is beyond that is read over the wire.
 */
final class ResourceFiles {
  /** The jail allows 64 in all. */
  static final int MAX_DESCRIPTORS = 48;

  private final Resources resources;
  private int open;

  ResourceFiles(Resources resources) {
    this.resources = resources;
  }

  /** Null when there is none of that name. */
  ResourceFile open(String name) {
    Resources.Opened opened = resources.open(name);
    return opened == null ? null : new ResourceFile(this, opened);
  }

  boolean acceptedBefore(Resources.Opened file, long offset, long length) {
    return resources.acceptedBefore(file.number(), offset, length);
  }

  byte[] read(int number, long offset, int length) {
    return resources.read(number, offset, length);
  }

  /**
   * The file's descriptor, checked: it can only be read, and its bytes and its size are as they are
   * for ever. {@link #closed} must follow its end.
   *
   * @return negative when there is none, or not such a one
   */
  int descriptor(Resources.Opened file) {
    synchronized (this) {
      if (open >= MAX_DESCRIPTORS) {
        return -1;
      }
      open++;
    }
    int descriptor = resources.descriptor(file.number());
    if (descriptor >= 0 && SealedMemory.frozenSize(descriptor) == file.size()) {
      return descriptor;
    }
    if (descriptor >= 0) {
      Kernel.call(Kernel.CLOSE, descriptor);
    }
    closed();
    return -1;
  }

  /** A descriptor was closed. */
  synchronized void closed() {
    open--;
  }
}
