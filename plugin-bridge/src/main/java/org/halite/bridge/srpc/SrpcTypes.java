package org.halite.bridge.srpc;

import java.util.ArrayList;
import java.util.Iterator;
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
   * Checks a call before anything of it is sent. An Integer where a long or a double is wanted
   * becomes one: nothing of it is lost.
   *
   * @return the inputs as they are sent
   * @throws IllegalArgumentException with a sentence
   */
  static List<Object> check(SrpcMethod method, List<?> inputs) {
    String types = method.inputs();
    List<Object> checked = new ArrayList<>(inputs.size());
    for (int i = 0; i < types.length(); i++) {
      Object value = widened(types.charAt(i), inputs.get(i));
      if (!isOf(types.charAt(i), value)) {
        throw new IllegalArgumentException(
            argument(method, i)
                + " is "
                + name(types.charAt(i))
                + ", not "
                + (value == null ? "null" : value.getClass().getSimpleName()));
      }
      if (value instanceof String text && text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            argument(method, i) + " has a NUL character, where the module would see its end");
      }
      checked.add(value);
    }
    return checked;
  }

  /** For sentences about a call's argument, counted from 0. */
  static String argument(SrpcMethod method, int index) {
    return "argument " + (index + 1) + " of " + method.signature();
  }

  private static Object widened(char type, Object value) {
    if (value instanceof Integer number) {
      return switch (type) {
        case 'l' -> (Object) number.longValue();
        case 'd' -> (Object) number.doubleValue();
        default -> number;
      };
    }
    return value;
  }

  /**
   * The descriptor that came for a value; a module has to send an invalid one where it has none.
   */
  static ImcDescriptor next(Iterator<ImcDescriptor> arrived) throws SrpcException {
    if (!arrived.hasNext()) {
      throw new SrpcException("the module's answer has fewer descriptors than values for them");
    }
    return arrived.next();
  }

  /** Bytes of the arrays that a call leaves room for. */
  static long room(SrpcMethod method, List<Integer> capacities) {
    long bytes = 0;
    Iterator<Integer> sizes = capacities.iterator();
    for (int at = 0; at < method.outputs().length(); at++) {
      char type = method.outputs().charAt(at);
      bytes += isArray(type) ? (long) sizes.next() * width(type) : 0;
    }
    return bytes;
  }
}
