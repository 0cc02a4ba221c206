package org.halite.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A request or response in SRPC form T, the seven-word header (spec/nacl.md 19.2, spec/srpc-era.md
 * 1.2).
 *
 * @param id matches a response with its request
 * @param request whether this asks or answers
 * @param method index in the served list
 * @param result {@link #OK} or why not; no values come with a failure
 * @param values inputs of a request, outputs of a response: Boolean, Integer, Long, Double, String,
 *     byte[] or int[]
 */
public record SrpcMessage(int id, boolean request, int method, int result, List<Object> values) {
  public static final int PROTOCOL = 0xc0da0002;
  public static final int OK = 256;
  public static final int BAD_METHOD = 261;
  public static final int INPUT_MISMATCH = 265;
  public static final int APPLICATION_ERROR = 268;
  public static final int MAX_VALUES = 128;

  private static final int HEADER_BYTES = 28;
  private static final int RECORD_BYTES = 16;

  public SrpcMessage {
    values = List.copyOf(values);
  }

  /** The bytes of a request; {@code values} must fit the method's inputs. */
  public static byte[] request(int id, int number, SrpcMethod method, Object... values) {
    SrpcMessage message = new SrpcMessage(id, true, number, OK, List.of(values));
    if (!message.fits(method.inputs())) {
      throw new IllegalArgumentException("values do not fit " + method.signature());
    }
    return message.encode(method.outputs());
  }

  /** The bytes of a successful response. */
  public static byte[] response(SrpcMessage request, SrpcMethod method, Object... values) {
    SrpcMessage message = new SrpcMessage(request.id, false, request.method, OK, List.of(values));
    if (!message.fits(method.outputs())) {
      throw new IllegalArgumentException("values do not fit " + method.signature());
    }
    return message.encode("");
  }

  /** The bytes of a failure. */
  public static byte[] failure(SrpcMessage request, int result) {
    return new SrpcMessage(request.id, false, request.method, result, List.of()).encode("");
  }

  /** Whether the values are of these types, one letter each. */
  public boolean fits(String types) {
    if (types.length() != values.size()) {
      return false;
    }
    for (int i = 0; i < types.length(); i++) {
      if (tag(values.get(i)) != types.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  public String text(int index) {
    return (String) values.get(index);
  }

  public int integer(int index) {
    return (Integer) values.get(index);
  }

  public long wide(int index) {
    return (Long) values.get(index);
  }

  public double real(int index) {
    return (Double) values.get(index);
  }

  public byte[] bytes(int index) {
    return (byte[]) values.get(index);
  }

  private static char tag(Object value) {
    return switch (value) {
      case Boolean b -> 'b';
      case Integer i -> 'i';
      case Long l -> 'l';
      case Double d -> 'd';
      case String s -> 's';
      case byte[] c -> 'C';
      case int[] i -> 'I';
      default -> throw new IllegalArgumentException("no SRPC type for " + value.getClass());
    };
  }

  private byte[] encode(String templates) {
    List<byte[]> tails = new ArrayList<>();
    int tailBytes = 0;
    ByteBuffer records =
        ByteBuffer.allocate(RECORD_BYTES * values.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (Object value : values) {
      records.putInt(tag(value)).putInt(0);
      byte[] tail = null;
      switch (value) {
        case Boolean b -> records.putLong(b ? 1 : 0);
        case Integer i -> records.putLong(Integer.toUnsignedLong(i));
        case Long l -> records.putLong(l);
        case Double d -> records.putDouble(d);
        case String s -> {
          byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
          tail = Arrays.copyOf(utf8, utf8.length + 1); // counted with its NUL
          records.putLong(tail.length);
        }
        case byte[] c -> {
          tail = c;
          records.putLong(c.length);
        }
        case int[] words -> {
          ByteBuffer out = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
          out.asIntBuffer().put(words);
          tail = out.array();
          records.putLong(words.length);
        }
        default -> throw new IllegalArgumentException("no SRPC type for " + value.getClass());
      }
      if (tail != null) {
        tails.add(tail);
        tailBytes += tail.length;
      }
    }
    ByteBuffer out =
        ByteBuffer.allocate(
                HEADER_BYTES + RECORD_BYTES * templates.length() + records.capacity() + tailBytes)
            .order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(PROTOCOL).putInt(id).putInt(request ? 1 : 0).putInt(method).putInt(result);
    out.putInt(values.size()).putInt(templates.length());
    for (int i = 0; i < templates.length(); i++) {
      char type = templates.charAt(i);
      // Capacity of an array result: as much as a message can carry.
      out.putInt(type).putInt(0).putLong(type == 'C' || type == 'I' ? Fragments.MAX_MESSAGE : 0);
    }
    out.put(records.flip());
    for (byte[] tail : tails) {
      out.put(tail);
    }
    return out.array();
  }

  /** Reads a message; nothing in it is believed before it is checked against what has come. */
  public static SrpcMessage decode(byte[] message) throws WireException {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    if (in.remaining() < HEADER_BYTES) {
      throw new WireException("an SRPC message of " + message.length + " bytes has no header");
    }
    if (in.getInt() != PROTOCOL) {
      throw new WireException("an SRPC message of another protocol than 0xc0da0002");
    }
    int id = in.getInt();
    int isRequest = in.getInt();
    int method = in.getInt();
    int result = in.getInt();
    int count = in.getInt();
    int templates = in.getInt();
    if ((isRequest & ~1) != 0) {
      throw new WireException("an SRPC message is neither request nor response");
    }
    if (count < 0 || count > MAX_VALUES || templates < 0 || templates > MAX_VALUES) {
      throw new WireException("an SRPC message with more than 128 values");
    }
    if (in.remaining() < RECORD_BYTES * (count + templates)) {
      throw new WireException("an SRPC message ends before its values do");
    }
    in.position(in.position() + RECORD_BYTES * templates); // how large results may be; ours are
    ByteBuffer tail =
        in.slice(in.position() + RECORD_BYTES * count, in.remaining() - RECORD_BYTES * count);
    tail.order(ByteOrder.LITTLE_ENDIAN);
    List<Object> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int type = in.getInt();
      in.getInt(); // padding, any value (srpc-era.md 1.2)
      values.add(value(type, in, tail));
    }
    if (tail.hasRemaining()) {
      throw new WireException("an SRPC message has bytes after its last value");
    }
    return new SrpcMessage(id, isRequest == 1, method, result, values);
  }

  private static Object value(int type, ByteBuffer record, ByteBuffer tail) throws WireException {
    int at = record.position();
    record.position(at + 8);
    return switch (type) {
      case 'b' -> record.getInt(at) != 0;
      case 'i' -> record.getInt(at);
      case 'l' -> record.getLong(at);
      case 'd' -> record.getDouble(at);
      case 's' -> string(take(record.getInt(at), 1, tail));
      case 'C' -> take(record.getInt(at), 1, tail);
      case 'I' -> {
        byte[] bytes = take(record.getInt(at), 4, tail);
        int[] words = new int[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
        yield words;
      }
      default -> throw new WireException("an SRPC value of the unknown type " + type);
    };
  }

  private static byte[] take(int count, int size, ByteBuffer tail) throws WireException {
    if (count < 0 || (long) count * size > tail.remaining()) {
      throw new WireException("an SRPC value is longer than its message");
    }
    byte[] bytes = new byte[count * size];
    tail.get(bytes);
    return bytes;
  }

  private static String string(byte[] bytes) throws WireException {
    if (bytes.length == 0 || bytes[bytes.length - 1] != 0) {
      throw new WireException("an SRPC string does not end in NUL");
    }
    return new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8);
  }
}
