package org.halite.bridge.srpc;

import java.util.List;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.wire.SrpcMethod;

/**
 * The types of SRPC by their letters, and the Java values that stand for them: b Boolean, i
 * Integer, l Long, d Double, s String, h {@link ImcDescriptor}, C byte[], I int[], L long[], D
 * double[].
 */
final class SrpcTypes {
  static final String ALL = "bildshCILD";
  private static final String ARRAYS = "CILD";

  private SrpcTypes() {}

  static boolean isArray(char type) {
    return ARRAYS.indexOf(type) >= 0;
  }

  /** Bytes of an array's element. */
  static int width(char type) {
    return switch (type) {
      case 'C' -> 1;
      case 'I' -> 4;
      default -> 8;
    };
  }

  static String name(char type) {
    return switch (type) {
      case 'b' -> "a boolean";
      case 'i' -> "a 32-bit integer";
      case 'l' -> "a 64-bit integer";
      case 'd' -> "a double";
      case 's' -> "a string";
      case 'h' -> "a descriptor";
      case 'C' -> "an array of bytes";
      case 'I' -> "an array of 32-bit integers";
      case 'L' -> "an array of 64-bit integers";
      case 'D' -> "an array of doubles";
      default -> throw new IllegalArgumentException("no SRPC type: " + type);
    };
  }

  private static boolean isOf(char type, Object value) {
    return switch (type) {
      case 'b' -> value instanceof Boolean;
      case 'i' -> value instanceof Integer;
      case 'l' -> value instanceof Long;
      case 'd' -> value instanceof Double;
      case 's' -> value instanceof String;
      case 'h' -> value instanceof ImcDescriptor;
      case 'C' -> value instanceof byte[];
      case 'I' -> value instanceof int[];
      case 'L' -> value instanceof long[];
      case 'D' -> value instanceof double[];
      default -> false;
    };
  }

  /** How many outputs are arrays: so many capacities a call needs. */
  static int arrayOutputs(SrpcMethod method) {
    return (int) method.outputs().chars().filter(type -> isArray((char) type)).count();
  }

  /**
   * Checks a call before anything of it is sent.
   *
   * @throws IllegalArgumentException with a sentence
   */
  static void check(SrpcMethod method, List<?> inputs) {
    String types = method.inputs();
    for (int i = 0; i < types.length(); i++) {
      Object value = inputs.get(i);
      if (!isOf(types.charAt(i), value)) {
        throw new IllegalArgumentException(
            "argument "
                + (i + 1)
                + " of "
                + method.signature()
                + " is "
                + name(types.charAt(i))
                + ", not "
                + (value == null ? "null" : "a " + value.getClass().getSimpleName()));
      }
    }
  }
}
