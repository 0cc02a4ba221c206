package org.halite.bridge.imc;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.halite.bridge.kernel.SharedDescriptor;

/**
 * What travels in a message beside its bytes (spec/nacl.md ch. 17). To send one is to lend it:
 * sender and receiver have it then, each until it closes its own.
 */
public interface ImcDescriptor extends AutoCloseable {
  /** Stands for nothing; may travel. */
  ImcDescriptor INVALID =
      new ImcDescriptor() {
        @Override
        public String toString() {
          return "invalid descriptor";
        }
      };

  /**
   * Gives it up here; others keep theirs. What is not closed is given up when nobody refers to it.
   */
  @Override
  default void close() {}

  /** The right to connect to a bound socket. */
  interface ConnectionCapability extends ImcDescriptor {
    /**
     * A new connection; the module may accept it at any time or never.
     *
     * @throws IOException with one sentence when nobody can accept any more
     */
    ImcConnection connect() throws IOException, InterruptedException;
  }

  /**
   * One of a pair of data-only sockets: what is sent over the connection comes out at the other
   * one. Messages carry no descriptors.
   */
  interface Socket extends ConnectionCapability {}

  /**
   * Memory that whoever holds it can map. Modules write it at any time: what is read must be copied
   * before it is checked.
   */
  interface SharedMemory extends ImcDescriptor {
    /** In bytes, for ever; a multiple of 64 KiB. */
    long size();

    /**
     * All of it, until the arena is closed; also when this was closed meanwhile.
     *
     * @throws IOException with one sentence when it is closed or there is no room
     */
    MemorySegment map(Arena arena) throws IOException;

    /**
     * New memory of zeroes, to be given to modules.
     *
     * @param size in bytes, a multiple of 64 KiB
     * @throws IOException with one sentence when there is none
     */
    static SharedMemory create(long size) throws IOException {
      SharedMemoryHandle.checkSize(size);
      return new SharedMemoryHandle(SharedDescriptor.memory(size, () -> {}));
    }
  }

  /** A file that whoever holds it can read and map, and nobody can write through it. */
  interface File extends ImcDescriptor {
    /** In bytes, when it was opened. */
    long size();

    /**
     * A regular file of this machine. Its owner can change it under its readers.
     *
     * @throws IOException with one sentence when it cannot be read or is no regular file
     */
    static File open(Path path) throws IOException {
      return new FileHandle(SharedDescriptor.file(path));
    }

    /**
     * A copy of bytes, as a file that nobody at all can change.
     *
     * @param bytes at least one
     */
    static File frozen(MemorySegment bytes) throws IOException {
      return new FileHandle(SharedDescriptor.frozen(bytes));
    }
  }
}
