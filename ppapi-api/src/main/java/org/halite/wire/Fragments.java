package org.halite.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * SRPC's message layer: messages of any size as packets of at most 65536 bytes of payload
 * (spec/nacl.md 19.1). One instance reassembles the packets of one channel; it is not thread-safe.
 */
public final class Fragments {
  public static final int MAX_PAYLOAD = 65536;

  /** The largest message either end takes: 64 MiB of data and room for headers. */
  public static final int MAX_MESSAGE = (64 << 20) + (64 << 10);

  /** So many times what has come is made room for, when it does not fit: few copies of it. */
  private static final int GROWTH = 8;

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

  /** The packets' user bytes for a message of at least one byte, each made when it is asked for. */
  public static Iterable<byte[]> split(byte[] message) {
    if (message.length == 0 || message.length > MAX_MESSAGE) {
      throw new IllegalArgumentException("message of " + message.length + " bytes");
    }
    return () -> new Pieces(message);
  }

  private static final class Pieces implements Iterator<byte[]> {
    private final byte[] message;
    private int at;

    Pieces(byte[] message) {
      this.message = message;
    }

    @Override
    public boolean hasNext() {
      return at < message.length;
    }

    @Override
    public byte[] next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int piece = Math.min(MAX_PAYLOAD, message.length - at);
      ByteBuffer out = ByteBuffer.allocate((at == 0 ? 16 : 8) + piece);
      out.order(ByteOrder.LITTLE_ENDIAN);
      if (at == 0) {
        out.putInt(message.length).putInt(0);
      }
      out.putInt(piece).putInt(0).put(message, at, piece);
      at += piece;
      return out.array();
    }
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
      received = Arrays.copyOf(received, Math.min(total, GROWTH * (filled + piece)));
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
