package org.halite.bridge.srpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.primitives.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.wire.SrpcMethod;

/** Arguments and results as people write them. */
public final class SrpcText {
  private SrpcText() {}

  /**
   * Reads a call's arguments: numbers, {@code true} or {@code false}, strings as they are, arrays
   * as {@code 1,2,3} or {@code [1,2,3]}, and the room for each array the method gives.
   *
   * @throws IllegalArgumentException with a sentence
   */
  public static List<Object> arguments(SrpcMethod method, List<String> words) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      boolean input = i < method.inputs().length();
      char type = input ? method.inputs().charAt(i) : 'i';
      try {
        values.add(value(type, words.get(i)));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            SrpcTypes.argument(method, i)
                + " is "
                + SrpcTypes.name(type)
                + ", which '"
                + words.get(i)
                + "' is not");
      }
    }
    return values;
  }

  private static Object value(char type, String word) {
    return switch (type) {
      case 'b' -> {
        if (!word.equals("true") && !word.equals("false")) {
          throw new NumberFormatException();
        }
        yield word.equals("true");
      }
      case 'i' -> Integer.decode(word);
      case 'l' -> Long.decode(word);
      case 'd' -> Double.valueOf(word);
      case 's' -> word;
      case 'h' -> throw new IllegalArgumentException("a descriptor cannot be written as text");
      default -> array(type, word);
    };
  }

  private static Object array(char type, String word) {
    String list =
        word.startsWith("[") && word.endsWith("]") ? word.substring(1, word.length() - 1) : word;
    String[] items = list.isBlank() ? new String[0] : list.split(",", -1);
    switch (type) {
      case 'C' -> {
        byte[] bytes = new byte[items.length];
        for (int i = 0; i < items.length; i++) {
          int item = Integer.decode(items[i].strip());
          if (item < Byte.MIN_VALUE || item > 0xff) {
            throw new NumberFormatException();
          }
          bytes[i] = (byte) item;
        }
        return bytes;
      }
      case 'I' -> {
        int[] numbers = new int[items.length];
        for (int i = 0; i < items.length; i++) {
          numbers[i] = Integer.decode(items[i].strip());
        }
        return numbers;
      }
      case 'L' -> {
        long[] numbers = new long[items.length];
        for (int i = 0; i < items.length; i++) {
          numbers[i] = Long.decode(items[i].strip());
        }
        return numbers;
      }
      default -> {
        double[] numbers = new double[items.length];
        for (int i = 0; i < items.length; i++) {
          numbers[i] = Double.parseDouble(items[i].strip());
        }
        return numbers;
      }
    }
  }

  /** All results as one JSON array; arrays of bytes as signed numbers. */
  public static String json(List<Object> results) {
    List<Object> plain = new ArrayList<>();
    for (Object result : results) {
      if (result instanceof byte[] bytes) {
        plain.add(Bytes.asList(bytes));
      } else {
        plain.add(result instanceof ImcDescriptor ? of(result) : result);
      }
    }
    try {
      return new ObjectMapper().writeValueAsString(plain);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A result on one line; bytes as signed numbers, as pages saw them. */
  public static String of(Object value) {
    return switch (value) {
      case byte[] bytes -> java.util.Arrays.toString(bytes);
      case int[] numbers -> java.util.Arrays.toString(numbers);
      case long[] numbers -> java.util.Arrays.toString(numbers);
      case double[] numbers -> java.util.Arrays.toString(numbers);
      case ImcDescriptor.Socket _ -> "<socket>";
      case ImcDescriptor.ConnectionCapability _ -> "<address>";
      case ImcDescriptor.SharedMemory memory ->
          String.format(Locale.ROOT, "<shared memory of %d bytes>", memory.size());
      case ImcDescriptor.File file -> String.format(Locale.ROOT, "<file of %d bytes>", file.size());
      case ImcDescriptor _ -> "<invalid descriptor>";
      default -> value.toString();
    };
  }
}
