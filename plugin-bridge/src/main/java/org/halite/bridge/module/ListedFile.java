package org.halite.bridge.module;

import java.io.IOException;
import java.util.Arrays;
import org.halite.bridge.kernel.SharedDescriptor;

/**
 * The bytes of a file that a manifest lists: memory of the kernel that nobody can change and that
 * is given to the module's process, or, where there is too much of that, an array of ours that it
 * reads over the wire.
 */
sealed interface ListedFile {
  /** In bytes. */
  long size();

  /**
   * A copy of a part of it.
   *
   * @param offset not negative
   * @return as many bytes as there are, at most {@code length}
   */
  byte[] read(long offset, int length) throws IOException;

  /** The memory, held once more for the caller; null where there is none, or it is gone. */
  SharedDescriptor hold();

  /** Gives it up. */
  void release();

  /**
   * In the kernel's memory, held once by this.
   *
   * @param sha256 of the sealed bytes
   * @param pinned whether the manifest names that hash
   */
  record Sealed(SharedDescriptor memory, String sha256, boolean pinned) implements ListedFile {
    @Override
    public long size() {
      return memory.size();
    }

    @Override
    public byte[] read(long offset, int length) throws IOException {
      if (offset >= size()) {
        return new byte[0];
      }
      if (!memory.retain()) {
        throw new IOException("the module has ended");
      }
      try {
        return memory.read(offset, length);
      } finally {
        memory.release();
      }
    }

    @Override
    public SharedDescriptor hold() {
      return memory.retain() ? memory : null;
    }

    @Override
    public void release() {
      memory.release();
    }
  }

  /** In ours. */
  @SuppressWarnings("ArrayRecordComponent")
  record Plain(byte[] bytes) implements ListedFile {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public byte[] read(long offset, int length) {
      int from = (int) Math.min(offset, bytes.length);
      return Arrays.copyOfRange(bytes, from, (int) Math.min((long) from + length, bytes.length));
    }

    @Override
    public SharedDescriptor hold() {
      return null;
    }

    @Override
    public void release() {}
  }
}
