package org.halite.bridge.srpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.halite.bridge.imc.ImcDescriptor;

/** SRPC values as people write and read them on a command line. */
public final class SrpcText {
  private SrpcText() {}

  /**
   * The arguments of a call, for {@link SrpcClient#call}: arrays as "1,2,3" or "[1,2,3]", strings
   * as they stand.
   *
   * @throws SrpcException REFUSED, when they do not fit the method
   */
  static Object[] arguments(WireForm form, SrpcSignature method, List<String> words)
      throws SrpcException {
    int inputs = method.inputs().length();
    int arrays = form.takesCapacities() ? method.arrayOutputs() : 0;
    if (words.size() != inputs + arrays) {
      throw Call.wrongNumber(form, method, words.size());
    }
    Object[] values = new Object[words.size()];
    for (int i = 0; i < values.length; i++) {
      ValueType type = i < inputs ? ValueType.of(method.inputs().charAt(i)) : ValueType.INT;
      String what =
          "argument " + (i + 1) + " of " + method.name() + ", " + words.get(i) + ", is not ";
      if (type == null || type == ValueType.HANDLE) {
        throw SrpcException.refused(
            "argument "
                + (i + 1)
                + " of "
                + method.name()
                + " is a descriptor or another thing that cannot be written as text");
      }
      try {
        values[i] = value(type, words.get(i));
      } catch (IllegalArgumentException e) {
        throw new SrpcException(
            SrpcException.Kind.REFUSED,
            what + (i < inputs ? type.words() : "the capacity of an array result"),
            e);
      }
    }
    return values;
  }

  private static Object value(ValueType type, String word) {
    return switch (type) {
      case BOOL ->
          switch (word) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(word);
          };
      case INT -> Integer.valueOf(word);
      case LONG -> Long.valueOf(word);
      case DOUBLE -> Double.valueOf(word);
      case STRING -> word;
      case BYTES -> {
        List<Integer> list = elements(word, SrpcText::byteOf);
        byte[] bytes = new byte[list.size()];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = list.get(i).byteValue();
        }
        yield bytes;
      }
      case INTS -> elements(word, Integer::valueOf).stream().mapToInt(i -> i).toArray();
      case LONGS -> elements(word, Long::valueOf).stream().mapToLong(l -> l).toArray();
      case DOUBLES -> elements(word, Double::valueOf).stream().mapToDouble(d -> d).toArray();
      case HANDLE -> throw new IllegalArgumentException(word);
    };
  }

  private static int byteOf(String word) {
    int number = Integer.parseInt(word);
    if (number < -128 || number > 255) {
      throw new IllegalArgumentException(word);
    }
    return number;
  }

  private static <T> List<T> elements(String word, Function<String, T> one) {
    String inner = word.strip();
    if (inner.startsWith("[") && inner.endsWith("]") && inner.length() > 1) {
      inner = inner.substring(1, inner.length() - 1).strip();
    }
    List<T> list = new ArrayList<>();
    if (!inner.isEmpty()) {
      for (String element : inner.split(",", -1)) {
        list.add(one.apply(element.strip()));
      }
    }
    return list;
  }

  /** A result in a line, arrays as "1,2,3"; strings as they are. */
  public static String shown(Object value) {
    StringBuilder out = new StringBuilder();
    switch (value) {
      case byte[] bytes -> {
        for (byte element : bytes) {
          out.append(',').append(element);
        }
      }
      case int[] ints -> {
        for (int element : ints) {
          out.append(',').append(element);
        }
      }
      case long[] longs -> {
        for (long element : longs) {
          out.append(',').append(element);
        }
      }
      case double[] doubles -> {
        for (double element : doubles) {
          out.append(',').append(element);
        }
      }
      default -> {
        return single(value);
      }
    }
    return out.isEmpty() ? "" : out.substring(1);
  }

  private static String single(Object value) {
    return switch (value) {
      case ImcDescriptor.ConnectionCapability _ -> "connection capability";
      case ImcDescriptor.SharedMemory memory ->
          String.format(Locale.ROOT, "shared memory of %d bytes", memory.size());
      case ImcDescriptor descriptor ->
          descriptor == ImcDescriptor.INVALID ? "invalid descriptor" : "descriptor";
      default -> String.valueOf(value);
    };
  }
}
