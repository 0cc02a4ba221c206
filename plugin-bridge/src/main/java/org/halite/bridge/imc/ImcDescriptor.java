package org.halite.bridge.imc;

import java.io.IOException;

/** What travels in a message beside its bytes (spec/nacl.md ch. 17). */
public interface ImcDescriptor {
  /** Stands for nothing; may travel. */
  ImcDescriptor INVALID =
      new ImcDescriptor() {
        @Override
        public String toString() {
          return "invalid descriptor";
        }
      };

  /** The right to connect to a bound socket. */
  interface ConnectionCapability extends ImcDescriptor {
    /**
     * A new connection; the module may accept it at any time or never.
     *
     * @throws IOException with one sentence when nobody can accept any more
     */
    ImcConnection connect() throws IOException, InterruptedException;
  }

  /** Memory that whoever holds it can map. */
  interface SharedMemory extends ImcDescriptor {
    /** In bytes, a multiple of 64 KiB. */
    long size();

    /**
     * A copy of a range.
     *
     * @throws IndexOutOfBoundsException if the range is not within the memory
     */
    byte[] read(long offset, int length) throws IOException;

    /**
     * Writes a range.
     *
     * @throws IndexOutOfBoundsException if the range is not within the memory
     */
    void write(long offset, byte[] bytes) throws IOException;
  }
}
