package org.halite.wire;

/**
 * The second socket between browser and runtime process, for descriptors of the kernel. The process
 * connects to it before the first one, sends the token and waits for one byte. After {@code
 * descriptors} on the control wire it asks and the browser answers, in records of 16 bytes as
 * {@link TravellingDescriptor} has them, one at a time. Descriptors go from the browser to the
 * process and never back: with the first byte of an answer, exactly one, or none where the answer's
 * kind is {@link TravellingDescriptor#INVALID}.
 */
public final class DescriptorWire {
  /** What the socket's path has more than the first one's. */
  public static final String SUFFIX = "d";

  /** The token, in hexadecimal digits. */
  public static final int TOKEN_BYTES = 64;

  /** The browser's one byte: the token was right. */
  public static final int READY = 1;

  /**
   * Kind of a request: new shared memory of this size. Answer: {@link TravellingDescriptor#MEMORY}
   * with the number under which it is lent, as if it had come in a message.
   */
  public static final int NEW_MEMORY = 1;

  /**
   * Kind of a request: the descriptor of what is lent under this number. Answer: {@link
   * TravellingDescriptor#MEMORY} or {@link TravellingDescriptor#FILE} with its size.
   */
  public static final int OPEN = 2;

  /** Shared memory is whole pages of this size: spec/nacl.md ch. 17. */
  public static final int PAGE = 1 << 16;

  private DescriptorWire() {}
}
