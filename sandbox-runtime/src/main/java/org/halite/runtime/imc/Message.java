package org.halite.runtime.imc;

import java.util.List;

/**
 * One message on its way: bytes, and references to descriptors. Whoever takes it out of a queue
 * must put the descriptors into a table or {@link #drop} it.
 */
public record Message(byte[] bytes, List<Descriptor> descriptors) {
  /** spec/nacl.md ch. 18. */
  public static final int MAX_BYTES = 0x20000;

  /** Eight descriptors in one message: spec/nacl.md ch. 18. */
  public static final int MAX_DESCRIPTORS = 8;

  /** What a receiver gets when the other end has gone and nothing is left. */
  static final Message END = new Message(new byte[0], List.of());

  public Message {
    descriptors = List.copyOf(descriptors);
  }

  /** Gives all references back. */
  void drop() {
    for (Descriptor descriptor : descriptors) {
      descriptor.release();
    }
  }
}
