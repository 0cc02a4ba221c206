package org.halite.runtime.imc;

import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.ModuleMemory;

/**
 * What a number in the module's descriptor table stands for (spec/nacl.md ch. 17). What a kind
 * cannot do is EINVAL. It lives as long as a number or a message that was not received yet refers
 * to it.
 */
public abstract class Descriptor {
  /** Number -1 in a message: it stands for nothing and may travel. */
  static final Descriptor INVALID =
      new Descriptor() {
        @Override
        public int mode() {
          return 0;
        }

        @Override
        public boolean isTransferable() {
          return true;
        }

        @Override
        boolean retain() {
          return true;
        }

        @Override
        void release() {}
      };

  /** Guarded by this; -1 after the last reference has gone. */
  private int references;

  /** Adds a reference; false when the last one has gone already. */
  boolean retain() {
    synchronized (this) {
      if (references < 0) {
        return false;
      }
      references++;
      return true;
    }
  }

  /** Takes a reference back. The last one closes. */
  void release() {
    synchronized (this) {
      if (--references != 0) {
        return;
      }
      references = -1;
    }
    closed();
  }

  /** Type and permission bits for fstat: spec/nacl.md ch. 12. */
  public abstract int mode();

  /** Bytes, for fstat. */
  public long size() {
    return 0;
  }

  /** Whether it may travel in a message. */
  public boolean isTransferable() {
    return false;
  }

  /** Under which number the browser lent it; 0 for what is the module's own. */
  public int lentNumber() {
    return 0;
  }

  /** Bytes read into the module, or -errno. */
  public long read(ModuleMemory memory, long address, long count) {
    return -Errno.EINVAL;
  }

  /** Bytes written from the module, or -errno. */
  public long write(ModuleMemory memory, long address, long count) {
    return -Errno.EINVAL;
  }

  /** As {@link #read}, at an offset. */
  public long readAt(ModuleMemory memory, long address, long count, long offset) {
    return -Errno.EINVAL;
  }

  /** As {@link #write}, at an offset. */
  public long writeAt(ModuleMemory memory, long address, long count, long offset) {
    return -Errno.EINVAL;
  }

  /** The new position, or -errno. */
  public long seek(long offset, int whence) {
    return -Errno.EINVAL;
  }

  /** The last reference has gone. Threads that wait on it wake up. */
  protected void closed() {}
}
