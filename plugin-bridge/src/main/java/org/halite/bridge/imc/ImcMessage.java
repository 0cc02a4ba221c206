package org.halite.bridge.imc;

import java.util.List;

/**
 * One IMC message: bytes, 131072 at most, and descriptors, eight at most (spec/nacl.md ch. 18).
 *
 * @param bytes not copied
 */
public record ImcMessage(byte[] bytes, List<ImcDescriptor> descriptors) {
  public static final int MAX_BYTES = 131072;
  public static final int MAX_DESCRIPTORS = 8;

  public ImcMessage {
    descriptors = List.copyOf(descriptors);
    if (bytes.length > MAX_BYTES || descriptors.size() > MAX_DESCRIPTORS) {
      throw new IllegalArgumentException(
          "a message of "
              + bytes.length
              + " bytes and "
              + descriptors.size()
              + " descriptors; 131072 and 8 are the limits");
    }
  }

  /** Closes all descriptors: for who received it and has no use for them, or not any more. */
  public void drop() {
    descriptors.forEach(ImcDescriptor::close);
  }

  /** A message without descriptors. */
  public ImcMessage(byte[] bytes) {
    this(bytes, List.of());
  }
}
