package org.halite.bridge.srpc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.imc.ImcMessage;
import org.halite.wire.Fragments;
import org.halite.wire.SrpcMessage;
import org.halite.wire.WireException;

/**
 * Forms T and S: records of 16 bytes, then what does not fit into them, in fragments
 * (spec/srpc-era.md 1.2, 1.3).
 */
final class RecordForm implements Codec {
  private static final int RECORD = 16;

  /** Where the count of values stands; in form T that of templates follows. */
  static final int AT_VALUES = 20;

  static final int AT_TEMPLATES = 24;

  private final boolean templates;
  private final int header;

  /**
   * @param templates whether requests tell of the results: form T
   */
  RecordForm(boolean templates) {
    this.templates = templates;
    this.header = templates ? 28 : 24;
  }

  @Override
  public Assembly assembly() {
    return new Assembly.OfFragments();
  }

  @Override
  public List<ImcMessage> request(int id, Call call) {
    return split(message(id, call), call.descriptors());
  }

  byte[] message(int id, Call call) {
    String outputs = templates ? call.method().outputs() : "";
    ByteBuffer out = Codec.buffer((int) requestBytes(call));
    out.putInt(SrpcMessage.PROTOCOL).putInt(id).putInt(1).putInt(call.method().number());
    out.putInt(SrpcMessage.OK).putInt(call.inputs().size());
    if (templates) {
      out.putInt(outputs.length());
    }
    for (int i = 0; i < outputs.length(); i++) {
      boolean array = ValueType.of(outputs.charAt(i)).isArray();
      out.putInt(outputs.charAt(i)).putInt(0).putLong(array ? call.most(i) : 0);
    }
    List<byte[]> tails = new ArrayList<>();
    for (int i = 0; i < call.inputs().size(); i++) {
      char letter = call.method().inputs().charAt(i);
      out.putInt(letter).putInt(0);
      put(ValueType.of(letter), call.inputs().get(i), out, tails);
    }
    for (byte[] tail : tails) {
      out.put(tail);
    }
    return out.array();
  }

  private static void put(ValueType type, Object value, ByteBuffer out, List<byte[]> tails) {
    switch (type) {
      case BOOL -> out.putLong((Boolean) value ? 1 : 0);
      case INT -> out.putLong(Integer.toUnsignedLong((Integer) value));
      case LONG -> out.putLong((Long) value);
      case DOUBLE -> out.putDouble((Double) value);
      case HANDLE -> out.putLong(0);
      default -> {
        byte[] elements = Codec.elements(value);
        int nul = type == ValueType.STRING ? 1 : 0;
        out.putLong(elements.length / type.elementBytes() + nul);
        tails.add(elements);
        if (nul != 0) {
          tails.add(new byte[1]);
        }
      }
    }
  }

  /** The packets of a message: 65536 bytes and eight descriptors at most in each. */
  static List<ImcMessage> split(byte[] message, List<ImcDescriptor> descriptors) {
    List<ImcMessage> packets = new ArrayList<>();
    int at = 0;
    int descriptor = 0;
    while (at < message.length || descriptor < descriptors.size()) {
      int piece = Math.min(Fragments.MAX_PAYLOAD, message.length - at);
      int count = Math.min(ImcMessage.MAX_DESCRIPTORS, descriptors.size() - descriptor);
      ByteBuffer out = Codec.buffer((at == 0 ? 16 : 8) + piece);
      if (at == 0) {
        out.putInt(message.length).putInt(descriptors.size());
      }
      out.putInt(piece).putInt(count).put(message, at, piece);
      packets.add(new ImcMessage(out.array(), descriptors.subList(descriptor, descriptor + count)));
      at += piece;
      descriptor += count;
    }
    return packets;
  }

  @Override
  public List<Object> outputs(int id, Call call, Assembly.Whole reply)
      throws WireException, SrpcException {
    ByteBuffer in = reply.buffer();
    if (in.remaining() < header) {
      throw new WireException("an answer of " + in.remaining() + " bytes has no header");
    }
    int version = in.getInt();
    long replyId = Integer.toUnsignedLong(in.getInt());
    Codec.checkHeader(id, call, version, replyId, in.getInt(), in.getInt(), in.getInt());
    String types = call.method().outputs();
    if (in.getInt() != types.length()) {
      throw new WireException("an answer with another number of values than " + call.method());
    }
    if (templates && in.getInt() != 0) {
      throw new WireException("an answer with templates, which only requests have");
    }
    if (in.remaining() < RECORD * types.length()) {
      throw new WireException("an answer that ends before its values do");
    }
    int tailStart = header + RECORD * types.length();
    ByteBuffer tail = reply.buffer().position(tailStart);
    ArrayList<ImcDescriptor> descriptors = new ArrayList<>(reply.descriptors());
    List<Object> outputs = new ArrayList<>(types.length());
    for (int i = 0; i < types.length(); i++) {
      int record = header + RECORD * i;
      if (in.getInt(record) != types.charAt(i)) {
        throw new WireException("an answer whose values are not those of " + call.method());
      }
      ValueType type = ValueType.of(types.charAt(i));
      outputs.add(value(type, call.most(i), in, record + 8, tail, descriptors));
    }
    if (tail.hasRemaining() || !descriptors.isEmpty()) {
      throw new WireException("an answer that goes on after its last value");
    }
    return outputs;
  }

  /**
   * The upper half of a short payload holds anything (spec/srpc-era.md 1.3): it is not looked at.
   */
  private static Object value(
      ValueType type,
      int most,
      ByteBuffer in,
      int payload,
      ByteBuffer tail,
      ArrayList<ImcDescriptor> descriptors)
      throws WireException {
    return switch (type) {
      case BOOL -> in.getInt(payload) != 0;
      case INT -> in.getInt(payload);
      case LONG -> in.getLong(payload);
      case DOUBLE -> in.getDouble(payload);
      case HANDLE -> Codec.next(descriptors);
      case STRING -> {
        int start = tail.position();
        int count = in.getInt(payload);
        Object text = Codec.sequence(type, count, most, tail);
        if (count == 0 || tail.get(start + count - 1) != 0) {
          throw new WireException("a string that does not end in NUL");
        }
        yield text;
      }
      default -> Codec.sequence(type, in.getInt(payload), most, tail);
    };
  }

  @Override
  public void checkSize(Call call) throws SrpcException {
    if (requestBytes(call) > Fragments.MAX_MESSAGE) {
      throw SrpcException.refused(
          "the arguments of " + call.method().name() + " are larger than 64 MiB");
    }
    long reply = 0;
    for (int i = 0; templates && i < call.method().outputs().length(); i++) {
      ValueType type = ValueType.of(call.method().outputs().charAt(i));
      reply += type.isArray() ? (long) call.most(i) * type.elementBytes() : 0;
    }
    if (reply > Fragments.MAX_MESSAGE) {
      throw SrpcException.refused(
          "the results of " + call.method().name() + " would be larger than 64 MiB");
    }
  }

  private long requestBytes(Call call) {
    long bytes = header + (long) RECORD * call.inputs().size();
    bytes += templates ? (long) RECORD * call.method().outputs().length() : 0;
    for (int i = 0; i < call.inputs().size(); i++) {
      ValueType type = ValueType.of(call.method().inputs().charAt(i));
      if (type.elementBytes() != 0) {
        bytes += (long) Codec.count(call.inputs().get(i)) * type.elementBytes();
        bytes += type == ValueType.STRING ? 1 : 0;
      }
    }
    return bytes;
  }
}
