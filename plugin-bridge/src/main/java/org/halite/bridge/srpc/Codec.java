package org.halite.bridge.srpc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.imc.ImcMessage;
import org.halite.wire.SrpcMessage;
import org.halite.wire.WireException;

/** Writes requests and reads replies of one wire form. Stateless. */
sealed interface Codec permits PackedForm, RecordForm {
  /** The packets of a request. */
  List<ImcMessage> request(int id, Call call);

  /** What puts the packets of one connection's replies together. */
  Assembly assembly();

  /**
   * Reads the outputs out of the reply to a request of this id.
   *
   * @throws WireException when it is not that, or not what the method returns
   * @throws SrpcException FAILED, when the method says so
   */
  List<Object> outputs(int id, Call call, Assembly.Whole reply) throws WireException, SrpcException;

  /**
   * @throws SrpcException REFUSED, when request or reply would be larger than the form allows
   */
  void checkSize(Call call) throws SrpcException;

  /** What all forms have in their replies. */
  static void checkHeader(
      int id, Call call, int version, long replyId, int isRequest, int number, int result)
      throws WireException, SrpcException {
    if (version != SrpcMessage.PROTOCOL) {
      throw new WireException("an answer of another protocol than 0xc0da0002");
    }
    if (isRequest == 1) {
      throw new WireException("it called back while it was being called; nothing is served to it");
    }
    if (isRequest != 0) {
      throw new WireException("a message that is neither request nor answer");
    }
    if (replyId != Integer.toUnsignedLong(id) || number != call.method().number()) {
      throw new WireException("an answer to a question that was not asked");
    }
    if (result != SrpcMessage.OK) {
      throw new SrpcException(
          SrpcException.Kind.FAILED, call.method().name() + " failed: " + ResultCode.words(result));
    }
  }

  /** Takes the next of the descriptors that came with the reply. */
  static ImcDescriptor next(ArrayList<ImcDescriptor> descriptors) throws WireException {
    if (descriptors.isEmpty()) {
      throw new WireException("an answer with fewer descriptors than it has values for them");
    }
    return descriptors.removeFirst();
  }

  /** The bytes of a string or array, without any length or NUL. */
  static byte[] elements(Object value) {
    return switch (value) {
      case String s -> s.getBytes(StandardCharsets.UTF_8);
      case byte[] bytes -> bytes;
      case int[] ints -> {
        ByteBuffer out = buffer(4 * ints.length);
        out.asIntBuffer().put(ints);
        yield out.array();
      }
      case long[] longs -> {
        ByteBuffer out = buffer(8 * longs.length);
        out.asLongBuffer().put(longs);
        yield out.array();
      }
      case double[] doubles -> {
        ByteBuffer out = buffer(8 * doubles.length);
        out.asDoubleBuffer().put(doubles);
        yield out.array();
      }
      default -> throw new IllegalArgumentException("no sequence: " + value.getClass());
    };
  }

  /** How many elements an input has; a string's are its bytes. */
  static int count(Object value) {
    return switch (value) {
      case String s -> s.getBytes(StandardCharsets.UTF_8).length;
      case byte[] bytes -> bytes.length;
      case int[] ints -> ints.length;
      case long[] longs -> longs.length;
      case double[] doubles -> doubles.length;
      default -> throw new IllegalArgumentException("no sequence: " + value.getClass());
    };
  }

  /** Reads so many elements from where {@code in} stands, no more than {@code most}. */
  static Object sequence(ValueType type, int count, int most, ByteBuffer in) throws WireException {
    if (count < 0 || (long) count * type.elementBytes() > in.remaining()) {
      throw new WireException("a value that is longer than its message");
    }
    if (count > most) {
      throw new WireException("an array of " + count + " elements where " + most + " may be");
    }
    ByteBuffer part = in.slice(in.position(), count * type.elementBytes());
    part.order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + part.capacity());
    switch (type) {
      case INTS -> {
        int[] ints = new int[count];
        part.asIntBuffer().get(ints);
        return ints;
      }
      case LONGS -> {
        long[] longs = new long[count];
        part.asLongBuffer().get(longs);
        return longs;
      }
      case DOUBLES -> {
        double[] doubles = new double[count];
        part.asDoubleBuffer().get(doubles);
        return doubles;
      }
      default -> {
        byte[] bytes = new byte[count];
        part.get(bytes);
        return type == ValueType.STRING ? text(bytes) : bytes;
      }
    }
  }

  /** Up to the first NUL, as C sees it. */
  private static String text(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
