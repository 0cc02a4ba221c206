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

  /** Something of a module's that only the module itself can use; it can be sent back. */
  interface Opaque extends ImcDescriptor {
    /** In bytes; 0 where that means nothing. */
    long size();
  }

  /** The right to connect to a bound socket. */
  interface ConnectionCapability extends ImcDescriptor {
    /**
     * A new connection; the module may accept it at any time or never.
     *
     * @throws IOException with one sentence when nobody can accept any more
     */
    ImcConnection connect() throws IOException, InterruptedException;
  }
}
