package org.halite.runtime.syscall;

import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.ModuleMemory;

/**
 * What a number in the module's descriptor table stands for (spec/nacl.md ch. 17). What a kind
 * cannot do is EINVAL.
 */
public interface Descriptor {
  /** Type and permission bits for fstat: spec/nacl.md ch. 12. */
  int mode();

  /** Bytes, for fstat. */
  default long size() {
    return 0;
  }

  /** Bytes read into the module, or -errno. */
  default long read(ModuleMemory memory, long address, long count) {
    return -Errno.EINVAL;
  }

  /** Bytes written from the module, or -errno. */
  default long write(ModuleMemory memory, long address, long count) {
    return -Errno.EINVAL;
  }

  /** The new position, or -errno. */
  default long seek(long offset, int whence) {
    return -Errno.EINVAL;
  }

  /** The last number that stood for it was closed. */
  default void close() {}
}
