package org.halite.bridge.srpc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.imc.ImcMessage;
import org.halite.wire.SrpcMethod;

/** Form P, of 2010: packed values, one packet a message (spec/srpc-era.md 1.1). */
final class PackedForm implements WireForm {
  private static final int ANSWER_HEADER = 21;

  @Override
  public boolean sendsCapacities() {
    return true;
  }

  @Override
  public List<ImcMessage> request(
      long id, int number, SrpcMethod method, List<?> inputs, List<Integer> capacities) {
    ByteBuffer out = ByteBuffer.allocate(ImcMessage.MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    List<ImcDescriptor> descriptors = new ArrayList<>();
    try {
      out.putInt(PROTOCOL).putLong(id).put((byte) 1).putInt(number);
      out.putInt(inputs.size());
      for (int i = 0; i < inputs.size(); i++) {
        out.put((byte) method.inputs().charAt(i));
        put(out, inputs.get(i), descriptors);
      }
      out.putInt(method.outputs().length());
      Iterator<Integer> sizes = capacities.iterator();
      for (char type : method.outputs().toCharArray()) {
        out.put((byte) type);
        if (SrpcTypes.isArray(type)) {
          out.putInt(sizes.next());
        }
      }
    } catch (java.nio.BufferOverflowException e) {
      throw new IllegalArgumentException(
          "the arguments of " + method.name() + " take more than the 131072 bytes of one message");
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return List.of(new ImcMessage(bytes, descriptors));
  }

  private static void put(ByteBuffer out, Object value, List<ImcDescriptor> descriptors) {
    switch (value) {
      case Boolean b -> out.put((byte) (b ? 1 : 0));
      case Integer i -> out.putInt(i);
      case Long l -> out.putLong(l);
      case Double d -> out.putDouble(d);
      case String s -> {
        byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
        out.putInt(utf8.length).put(utf8);
      }
      case ImcDescriptor descriptor -> descriptors.add(descriptor);
      default -> SrpcArrays.put(out.putInt(SrpcArrays.length(value)), value);
    }
  }

  @Override
  public Answer accept(ImcMessage packet, SrpcMethod method) throws SrpcException {
    ByteBuffer in = ByteBuffer.wrap(packet.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    if (in.remaining() < ANSWER_HEADER) {
      throw new SrpcException("the module's answer ends within its header");
    }
    if (in.getInt() != PROTOCOL) {
      throw new SrpcException("the module's answer is of another protocol than 0xc0da0002");
    }
    long id = in.getLong();
    if (in.get() != 0) {
      throw new SrpcException("the module calls back where an answer was awaited");
    }
    int number = in.getInt();
    int result = in.getInt();
    if (result != OK) {
      return new Answer(id, number, result, List.of()); // what follows is garbage
    }
    String types = method.outputs();
    List<Object> values = new ArrayList<>();
    Iterator<ImcDescriptor> descriptors = packet.descriptors().iterator();
    try {
      if (in.getInt() != types.length()) {
        throw new SrpcException("the module's answer has another number of values than it says");
      }
      for (char type : types.toCharArray()) {
        if (in.get() != type) {
          throw new SrpcException("the module's answer has a value of another type than it says");
        }
        values.add(value(type, in, descriptors));
      }
    } catch (java.nio.BufferUnderflowException e) {
      throw new SrpcException("the module's answer ends within a value");
    }
    if (in.hasRemaining()) {
      throw new SrpcException("the module's answer has bytes after its last value");
    }
    return new Answer(id, number, result, values);
  }

  private static Object value(char type, ByteBuffer in, Iterator<ImcDescriptor> descriptors)
      throws SrpcException {
    return switch (type) {
      case 'b' -> in.get() != 0;
      case 'i' -> in.getInt();
      case 'l' -> in.getLong();
      case 'd' -> in.getDouble();
      case 's' -> {
        byte[] text = SrpcArrays.take(in, in.getInt(), 1);
        yield new String(text, StandardCharsets.UTF_8);
      }
      case 'h' -> descriptors.hasNext() ? descriptors.next() : ImcDescriptor.INVALID;
      default -> SrpcArrays.get(type, SrpcArrays.take(in, in.getInt(), SrpcTypes.width(type)));
    };
  }
}
