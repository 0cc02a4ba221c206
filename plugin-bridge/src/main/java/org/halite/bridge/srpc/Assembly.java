package org.halite.bridge.srpc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.imc.ImcMessage;
import org.halite.wire.Fragments;
import org.halite.wire.SrpcMessage;
import org.halite.wire.WireException;

/** Makes messages of the packets of one connection. */
sealed interface Assembly {
  /** A message. */
  @SuppressWarnings("ArrayRecordComponent")
  record Whole(byte[] bytes, List<ImcDescriptor> descriptors) {
    ByteBuffer buffer() {
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** Takes the next packet; answers the message it completes, or null when more must come. */
  Whole accept(ImcMessage packet) throws WireException;

  /** A packet is a message: form P. */
  record OfOne() implements Assembly {
    @Override
    public Whole accept(ImcMessage packet) {
      return new Whole(packet.bytes(), packet.descriptors());
    }
  }

  /** Fragments with their lengths: forms T and S (spec/srpc-era.md 1.2). */
  final class OfFragments implements Assembly {
    private static final byte[] NOTHING = {};

    /** What has come; grows with it, so that a lie about the total costs no memory. */
    private byte[] received = NOTHING;

    private int filled;
    private int total;
    private int totalDescriptors;
    private final List<ImcDescriptor> descriptors = new ArrayList<>();

    @Override
    public Whole accept(ImcMessage packet) throws WireException {
      ByteBuffer in = ByteBuffer.wrap(packet.bytes()).order(ByteOrder.LITTLE_ENDIAN);
      boolean first = total == 0;
      if (in.remaining() < (first ? 16 : 8)) {
        throw new WireException("a fragment of " + in.remaining() + " bytes has no header");
      }
      if (first) {
        begin(in.getInt(), in.getInt());
      }
      int piece = in.getInt();
      int pieceDescriptors = in.getInt();
      if (piece != in.remaining() || pieceDescriptors != packet.descriptors().size()) {
        throw new WireException("a fragment's lengths are not what it carries");
      }
      if (piece > total - filled || pieceDescriptors > totalDescriptors - descriptors.size()) {
        throw new WireException("a fragment carries more than is left of its message");
      }
      if (piece == 0 && pieceDescriptors == 0) {
        throw new WireException("a fragment that carries nothing");
      }
      if (filled + piece > received.length) {
        received = Arrays.copyOf(received, Math.min(total, Math.max(filled + piece, 2 * filled)));
      }
      in.get(received, filled, piece);
      filled += piece;
      descriptors.addAll(packet.descriptors());
      if (filled < total || descriptors.size() < totalDescriptors) {
        return null;
      }
      Whole whole = new Whole(received, List.copyOf(descriptors));
      received = NOTHING;
      filled = 0;
      total = 0;
      descriptors.clear();
      return whole;
    }

    private void begin(int bytes, int count) throws WireException {
      if (bytes <= 0 || bytes > Fragments.MAX_MESSAGE) {
        throw new WireException(
            "a message of "
                + Integer.toUnsignedString(bytes)
                + " bytes; "
                + Fragments.MAX_MESSAGE
                + " are the limit");
      }
      if (count < 0 || count > SrpcMessage.MAX_VALUES) {
        throw new WireException(
            "a message with "
                + Integer.toUnsignedString(count)
                + " descriptors; 128 are the limit");
      }
      total = bytes;
      totalDescriptors = count;
    }
  }
}
