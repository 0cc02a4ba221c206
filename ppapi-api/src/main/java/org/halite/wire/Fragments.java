package org.halite.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * SRPC's message layer: messages of any size as packets of at most 65536 bytes of payload
 * (spec/nacl.md 19.1). One instance reassembles the packets of one channel; it is not thread-safe.
 */
public final class Fragments {
  public static final int MAX_PAYLOAD = 65536;

  /** The largest message either end takes: 64 MiB of data and room for headers. */
  public static final int MAX_MESSAGE = (64 << 20) + (64 << 10);

  private static final byte[] NOTHING = {};

  /**
   * What has come of the message under way; grows with it, so that a lie about the total costs no
   * memory.
   */
  private byte[] received = NOTHING;

  private int filled;

  /** Bytes of the message under way, 0 between messages. */
  private int total;

  /** Nothing received yet. */
  public Fragments() {}

  /** The packets' user bytes for a message of at least one byte. */
  public static List<byte[]> split(byte[] message) {
    if (message.length == 0 || message.length > MAX_MESSAGE) {
      throw new IllegalArgumentException("message of " + message.length + " bytes");
    }
    List<byte[]> packets = new ArrayList<>(message.length / MAX_PAYLOAD + 1);
    for (int at = 0; at < message.length; at += MAX_PAYLOAD) {
      int piece = Math.min(MAX_PAYLOAD, message.length - at);
      ByteBuffer out = ByteBuffer.allocate((at == 0 ? 16 : 8) + piece);
      out.order(ByteOrder.LITTLE_ENDIAN);
      if (at == 0) {
        out.putInt(message.length).putInt(0);
      }
      packets.add(out.putInt(piece).putInt(0).put(message, at, piece).array());
    }
    return packets;
  }

  /** Takes the next packet; answers the message it completes, or null when more must come. */
  public byte[] accept(byte[] packet) throws WireException {
    ByteBuffer in = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN);
    boolean first = total == 0;
    if (in.remaining() < (first ? 16 : 8)) {
      throw new WireException("an SRPC fragment of " + packet.length + " bytes has no header");
    }
    int descriptors = 0;
    if (first) {
      total = in.getInt();
      descriptors = in.getInt();
    }
    int piece = in.getInt();
    descriptors |= in.getInt();
    if (descriptors != 0) {
      throw new WireException("an SRPC fragment claims to carry descriptors");
    }
    if (total <= 0 || total > MAX_MESSAGE) {
      throw new WireException(
          "an SRPC message of " + Integer.toUnsignedString(total) + " bytes; 64 MiB is the limit");
    }
    if (piece <= 0 || piece > MAX_PAYLOAD || piece != in.remaining() || piece > total - filled) {
      throw new WireException("an SRPC fragment's length is not what it carries");
    }
    if (filled + piece > received.length) {
      received = Arrays.copyOf(received, Math.min(total, Math.max(filled + piece, 2 * filled)));
    }
    in.get(received, filled, piece);
    filled += piece;
    if (filled < total) {
      return null;
    }
    byte[] complete = received;
    received = NOTHING;
    filled = 0;
    total = 0;
    return complete;
  }
}
