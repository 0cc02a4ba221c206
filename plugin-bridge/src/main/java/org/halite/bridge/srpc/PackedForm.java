package org.halite.bridge.srpc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.imc.ImcMessage;
import org.halite.wire.SrpcMessage;
import org.halite.wire.WireException;

/** Form P: no padding, strings without NUL, one packet (spec/srpc-era.md 1.1). */
final class PackedForm implements Codec {
  private static final int REQUEST_HEADER = 17;
  private static final int REPLY_HEADER = 21;

  /** More inputs or outputs the module's library refuses. */
  private static final int MAX_VALUES = 127;

  @Override
  public Assembly assembly() {
    return new Assembly.OfOne();
  }

  @Override
  public List<ImcMessage> request(int id, Call call) {
    ByteBuffer out = Codec.buffer((int) requestBytes(call));
    out.putInt(SrpcMessage.PROTOCOL).putLong(Integer.toUnsignedLong(id)).put((byte) 1);
    out.putInt(call.method().number());
    out.putInt(call.inputs().size());
    for (int i = 0; i < call.inputs().size(); i++) {
      char letter = call.method().inputs().charAt(i);
      out.put((byte) letter);
      put(ValueType.of(letter), call.inputs().get(i), out);
    }
    String outputs = call.method().outputs();
    out.putInt(outputs.length());
    for (int i = 0; i < outputs.length(); i++) {
      out.put((byte) outputs.charAt(i));
      if (ValueType.of(outputs.charAt(i)).isArray()) {
        out.putInt(call.most(i));
      }
    }
    return List.of(new ImcMessage(out.array(), call.descriptors()));
  }

  private static void put(ValueType type, Object value, ByteBuffer out) {
    switch (type) {
      case BOOL -> out.put((byte) ((Boolean) value ? 1 : 0));
      case INT -> out.putInt((Integer) value);
      case LONG -> out.putLong((Long) value);
      case DOUBLE -> out.putDouble((Double) value);
      case HANDLE -> {}
      default -> {
        byte[] elements = Codec.elements(value);
        out.putInt(elements.length / type.elementBytes()).put(elements);
      }
    }
  }

  @Override
  public List<Object> outputs(int id, Call call, Assembly.Whole reply)
      throws WireException, SrpcException {
    ByteBuffer in = reply.buffer();
    if (in.remaining() < REPLY_HEADER) {
      throw new WireException("an answer of " + in.remaining() + " bytes has no header");
    }
    Codec.checkHeader(id, call, in.getInt(), in.getLong(), in.get(), in.getInt(), in.getInt());
    String types = call.method().outputs();
    if (in.remaining() < 4 || in.getInt() != types.length()) {
      throw new WireException("an answer with another number of values than " + call.method());
    }
    ArrayList<ImcDescriptor> descriptors = new ArrayList<>(reply.descriptors());
    List<Object> outputs = new ArrayList<>(types.length());
    for (int i = 0; i < types.length(); i++) {
      need(in, 1);
      if (in.get() != types.charAt(i)) {
        throw new WireException("an answer whose values are not those of " + call.method());
      }
      outputs.add(value(ValueType.of(types.charAt(i)), call.most(i), in, descriptors));
    }
    if (in.hasRemaining() || !descriptors.isEmpty()) {
      throw new WireException("an answer that goes on after its last value");
    }
    return outputs;
  }

  private static Object value(
      ValueType type, int most, ByteBuffer in, ArrayList<ImcDescriptor> descriptors)
      throws WireException {
    return switch (type) {
      case BOOL -> {
        need(in, 1);
        yield in.get() != 0;
      }
      case INT -> {
        need(in, 4);
        yield in.getInt();
      }
      case LONG -> {
        need(in, 8);
        yield in.getLong();
      }
      case DOUBLE -> {
        need(in, 8);
        yield in.getDouble();
      }
      case HANDLE -> Codec.next(descriptors);
      default -> {
        need(in, 4);
        yield Codec.sequence(type, in.getInt(), most, in);
      }
    };
  }

  private static void need(ByteBuffer in, int bytes) throws WireException {
    if (in.remaining() < bytes) {
      throw new WireException("an answer that ends before its values do");
    }
  }

  @Override
  public void checkSize(Call call) throws SrpcException {
    String name = call.method().name();
    if (call.inputs().size() > MAX_VALUES || call.method().outputs().length() > MAX_VALUES) {
      throw SrpcException.refused(
          name + " has more than 127 inputs or outputs, which the module's library refuses");
    }
    if (call.descriptors().size() > ImcMessage.MAX_DESCRIPTORS) {
      throw SrpcException.refused(
          name + " takes more descriptors than the eight that a message can carry");
    }
    long reply = REPLY_HEADER + 4;
    for (int i = 0; i < call.method().outputs().length(); i++) {
      ValueType type = ValueType.of(call.method().outputs().charAt(i));
      reply += type.isArray() ? 5 + (long) call.most(i) * type.elementBytes() : 9;
    }
    if (requestBytes(call) > ImcMessage.MAX_BYTES || reply > ImcMessage.MAX_BYTES) {
      throw SrpcException.refused(
          "the arguments or results of "
              + name
              + " are larger than the 131072 bytes of a message of this module");
    }
  }

  private static long requestBytes(Call call) {
    long bytes = REQUEST_HEADER + 4 + call.inputs().size() + 4;
    for (int i = 0; i < call.inputs().size(); i++) {
      ValueType type = ValueType.of(call.method().inputs().charAt(i));
      bytes +=
          switch (type) {
            case BOOL -> 1;
            case INT -> 4;
            case LONG, DOUBLE -> 8;
            case HANDLE -> 0;
            default -> 4 + (long) Codec.count(call.inputs().get(i)) * type.elementBytes();
          };
    }
    for (int i = 0; i < call.method().outputs().length(); i++) {
      bytes += ValueType.of(call.method().outputs().charAt(i)).isArray() ? 5 : 1;
    }
    return bytes;
  }
}
