package org.halite.bridge.srpc;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.imc.ImcMessage;
import org.halite.wire.SrpcMethod;

/**
 * Forms T and S, of 2011: a record of 16 bytes for each value, in fragments (spec/srpc-era.md 1.2,
 * 1.3). Form S has no templates: the module alone decides how large its outputs are.
 */
final class RecordForm implements WireForm {
  /** Data bytes in a packet, as the modules themselves send them. */
  private static final int MAX_PIECE = 65536;

  /** The largest answer that is taken, as on the control wire. */
  static final int MAX_MESSAGE = 64 << 20;

  private static final int RECORD = 16;
  private static final int MAX_VALUES = 128;
  private static final int FIRST_HEADER = 16;
  private static final int LATER_HEADER = 8;

  private final boolean templates;

  /** The answer under way: how much it claims to be, and what has come of it. */
  private int total = -1;

  private int totalDescriptors;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final List<ImcDescriptor> descriptors = new ArrayList<>();

  /**
   * @param templates true for T, false for S
   */
  RecordForm(boolean templates) {
    this.templates = templates;
  }

  @Override
  public boolean sendsCapacities() {
    return templates;
  }

  private int headerBytes() {
    return templates ? 28 : 24;
  }

  @Override
  public List<ImcMessage> request(
      long id, int number, SrpcMethod method, List<?> inputs, List<Integer> capacities) {
    return fragments(
        message(id, number, method, inputs, capacities), travellers(inputs), method.name());
  }

  private static List<ImcDescriptor> travellers(List<?> inputs) {
    List<ImcDescriptor> travellers = new ArrayList<>();
    for (Object input : inputs) {
      if (input instanceof ImcDescriptor descriptor) {
        travellers.add(descriptor);
      }
    }
    return travellers;
  }

  byte[] message(long id, int number, SrpcMethod method, List<?> inputs, List<Integer> capacities) {
    String outputs = templates ? method.outputs() : "";
    int records = RECORD * (inputs.size() + outputs.length());
    List<byte[]> tails = new ArrayList<>();
    ByteBuffer head = ByteBuffer.allocate(headerBytes() + records).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(PROTOCOL).putInt((int) id).putInt(1).putInt(number).putInt(OK);
    head.putInt(inputs.size());
    if (templates) {
      head.putInt(outputs.length());
    }
    Iterator<Integer> sizes = capacities.iterator();
    for (char type : outputs.toCharArray()) { // before the values
      head.putInt(type).putInt(0).putLong(SrpcTypes.isArray(type) ? sizes.next() : 0);
    }
    for (int i = 0; i < inputs.size(); i++) {
      head.putInt(method.inputs().charAt(i)).putInt(0);
      put(head, inputs.get(i), tails);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(head.array());
    tails.forEach(whole::writeBytes);
    return whole.toByteArray();
  }

  private static void put(ByteBuffer record, Object value, List<byte[]> tails) {
    switch (value) {
      case Boolean b -> record.putLong(b ? 1 : 0);
      case Integer i -> record.putLong(Integer.toUnsignedLong(i));
      case Long l -> record.putLong(l);
      case Double d -> record.putDouble(d);
      case ImcDescriptor _ -> record.putLong(0);
      case String s -> {
        byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
        tails.add(java.util.Arrays.copyOf(utf8, utf8.length + 1)); // counted with its NUL
        record.putLong(utf8.length + 1L);
      }
      default -> {
        int length = SrpcArrays.length(value);
        ByteBuffer bytes =
            ByteBuffer.allocate(length * elementBytes(value)).order(ByteOrder.LITTLE_ENDIAN);
        SrpcArrays.put(bytes, value);
        tails.add(bytes.array());
        record.putLong(length);
      }
    }
  }

  private static int elementBytes(Object array) {
    return array instanceof byte[] ? 1 : array instanceof int[] ? Integer.BYTES : Long.BYTES;
  }

  static List<ImcMessage> fragments(byte[] message, List<ImcDescriptor> travellers, String name) {
    if (message.length > MAX_MESSAGE) {
      throw new IllegalArgumentException(
          "the arguments of " + name + " take more than the 64 MiB of one message");
    }
    List<ImcMessage> packets = new ArrayList<>();
    for (int at = 0; at < message.length; at += MAX_PIECE) {
      int piece = Math.min(MAX_PIECE, message.length - at);
      List<ImcDescriptor> with = at == 0 ? travellers : List.of();
      ByteBuffer out =
          ByteBuffer.allocate((at == 0 ? FIRST_HEADER : LATER_HEADER) + piece)
              .order(ByteOrder.LITTLE_ENDIAN);
      if (at == 0) {
        out.putInt(message.length).putInt(travellers.size());
      }
      out.putInt(piece).putInt(with.size()).put(message, at, piece);
      packets.add(new ImcMessage(out.array(), with));
    }
    return packets;
  }

  @Override
  public Answer accept(ImcMessage packet, SrpcMethod method) throws SrpcException {
    byte[] message = assemble(packet);
    return message == null ? null : decode(message, method);
  }

  /** The whole message once its last fragment has come. */
  byte[] assemble(ImcMessage packet) throws SrpcException {
    ByteBuffer in = ByteBuffer.wrap(packet.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    boolean first = total < 0;
    if (in.remaining() < (first ? FIRST_HEADER : LATER_HEADER)) {
      throw new SrpcException("the module's answer ends within a fragment's header");
    }
    if (first) {
      total = in.getInt();
      totalDescriptors = in.getInt();
      if (total < 0 || total > MAX_MESSAGE) {
        throw new SrpcException(
            "the module's answer is said to have "
                + Integer.toUnsignedString(total)
                + " bytes; 64 MiB is the limit");
      }
      if (totalDescriptors < 0 || totalDescriptors > MAX_VALUES) {
        throw new SrpcException("the module's answer is said to have too many descriptors");
      }
    }
    int piece = in.getInt();
    int with = in.getInt();
    if (piece != in.remaining()
        || piece > total - received.size()
        || with != packet.descriptors().size()
        || with > totalDescriptors - descriptors.size()
        || (piece == 0 && with == 0)) {
      throw new SrpcException("a fragment of the module's answer is not what its header says");
    }
    received.write(packet.bytes(), in.position(), piece);
    descriptors.addAll(packet.descriptors());
    if (received.size() < total || descriptors.size() < totalDescriptors) {
      return null;
    }
    byte[] whole = received.toByteArray();
    total = -1;
    received.reset();
    return whole;
  }

  Answer decode(byte[] message, SrpcMethod method) throws SrpcException {
    Iterator<ImcDescriptor> arrived = List.copyOf(descriptors).iterator();
    descriptors.clear();
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    if (in.remaining() < headerBytes()) {
      throw new SrpcException("the module's answer ends within its header");
    }
    if (in.getInt() != PROTOCOL) {
      throw new SrpcException("the module's answer is of another protocol than 0xc0da0002");
    }
    int id = in.getInt();
    if (in.getInt() != 0) {
      throw new SrpcException("the module calls back where an answer was awaited");
    }
    int number = in.getInt();
    int result = in.getInt();
    int count = in.getInt();
    int unused = templates ? in.getInt() : 0;
    if (result != OK) {
      return new Answer(id, number, result, List.of()); // what follows is garbage
    }
    String types = method.outputs();
    if (count != types.length() || unused != 0) {
      throw new SrpcException("the module's answer has another number of values than it says");
    }
    if (in.remaining() < RECORD * count) {
      throw new SrpcException("the module's answer ends within a value");
    }
    ByteBuffer tail =
        in.slice(in.position() + RECORD * count, in.remaining() - RECORD * count)
            .order(ByteOrder.LITTLE_ENDIAN);
    List<Object> values = new ArrayList<>(count);
    for (char type : types.toCharArray()) {
      if (in.getInt() != type) {
        throw new SrpcException("the module's answer has a value of another type than it says");
      }
      in.getInt(); // padding, any value
      int at = in.position();
      in.position(at + Long.BYTES);
      values.add(value(type, in, at, tail, arrived));
    }
    if (tail.hasRemaining()) {
      throw new SrpcException("the module's answer has bytes after its last value");
    }
    return new Answer(id, number, result, values);
  }

  private static Object value(
      char type, ByteBuffer record, int at, ByteBuffer tail, Iterator<ImcDescriptor> arrived)
      throws SrpcException {
    return switch (type) {
      case 'b' -> record.getInt(at) != 0;
      case 'i' -> record.getInt(at);
      case 'l' -> record.getLong(at);
      case 'd' -> record.getDouble(at);
      case 'h' -> arrived.hasNext() ? arrived.next() : ImcDescriptor.INVALID;
      case 's' -> string(SrpcArrays.take(tail, record.getInt(at), 1));
      // The upper half of a count is garbage in form S.
      default ->
          SrpcArrays.get(type, SrpcArrays.take(tail, record.getInt(at), SrpcTypes.width(type)));
    };
  }

  private static String string(byte[] bytes) throws SrpcException {
    if (bytes.length == 0 || bytes[bytes.length - 1] != 0) {
      throw new SrpcException("the module's answer has a string that does not end in NUL");
    }
    int end = 0;
    while (bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
