package org.halite.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One IMC packet on the byte stream between browser and runtime: NaCl's 16-byte header
 * (spec/nacl.md ch. 18) whose eight spare bytes carry channel and length, since a stream has no
 * packet edges: {@code u32 0xd3c0de01, u32 descriptor_data_bytes, u32 channel, u32 user_bytes},
 * little-endian, then the user bytes. Descriptors do not travel here.
 *
 * @param channel which conversation the packet belongs to
 * @param length user bytes that follow
 */
public record ImcFrame(int channel, int length) {
  public static final int MAGIC = 0xd3c0de01;
  public static final int HEADER_BYTES = 16;

  /** NACL_ABI_IMC_USER_BYTES_MAX, spec/nacl.md ch. 18. */
  public static final int MAX_USER_BYTES = 131072;

  /** Reads a header from exactly {@link #HEADER_BYTES} bytes. */
  public static ImcFrame parse(byte[] header) throws WireException {
    ByteBuffer in = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    int magic = in.getInt();
    if (magic != MAGIC) {
      throw new WireException(
          "an IMC packet starts with 0x" + Integer.toHexString(magic) + ", not with 0xd3c0de01");
    }
    if (in.getInt() != 0) {
      throw new WireException("an IMC packet on the stream claims to carry descriptors");
    }
    int channel = in.getInt();
    int length = in.getInt();
    if (length < 0 || length > MAX_USER_BYTES) {
      throw new WireException(
          "an IMC packet of " + Integer.toUnsignedString(length) + " bytes; 131072 is the limit");
    }
    return new ImcFrame(channel, length);
  }

  /** Header and user bytes of one packet. */
  public static byte[] encode(int channel, byte[] user) {
    if (user.length > MAX_USER_BYTES) {
      throw new IllegalArgumentException("packet of " + user.length + " bytes");
    }
    return ByteBuffer.allocate(HEADER_BYTES + user.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(MAGIC)
        .putInt(0)
        .putInt(channel)
        .putInt(user.length)
        .put(user)
        .array();
  }
}
