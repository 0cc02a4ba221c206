package org.halite.bridge.srpc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** SrpcArrays of SRPC as bytes, little-endian. */
final class SrpcArrays {
  private SrpcArrays() {}

  static int length(Object array) {
    return java.lang.reflect.Array.getLength(array);
  }

  static void put(ByteBuffer out, Object array) {
    switch (array) {
      case byte[] bytes -> out.put(bytes);
      case int[] words -> {
        for (int word : words) {
          out.putInt(word);
        }
      }
      case long[] wide -> {
        for (long each : wide) {
          out.putLong(each);
        }
      }
      case double[] reals -> {
        for (double real : reals) {
          out.putDouble(real);
        }
      }
      default -> throw new IllegalArgumentException("no SRPC array: " + array.getClass());
    }
  }

  /**
   * The next {@code count} elements' bytes.
   *
   * @throws SrpcException when there are fewer, or the count is no count
   */
  static byte[] take(ByteBuffer in, int count, int width) throws SrpcException {
    if (count < 0 || (long) count * width > in.remaining()) {
      throw new SrpcException("the module's answer has a value that is longer than the answer");
    }
    byte[] bytes = new byte[count * width];
    in.get(bytes);
    return bytes;
  }

  static Object get(char type, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return switch (type) {
      case 'C' -> bytes;
      case 'I' -> {
        int[] words = new int[bytes.length / Integer.BYTES];
        in.asIntBuffer().get(words);
        yield words;
      }
      case 'L' -> {
        long[] wide = new long[bytes.length / Long.BYTES];
        in.asLongBuffer().get(wide);
        yield wide;
      }
      case 'D' -> {
        double[] reals = new double[bytes.length / Double.BYTES];
        in.asDoubleBuffer().get(reals);
        yield reals;
      }
      default -> throw new IllegalArgumentException("no SRPC array: " + type);
    };
  }
}
