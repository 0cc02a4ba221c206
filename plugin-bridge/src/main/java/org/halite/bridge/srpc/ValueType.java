package org.halite.bridge.srpc;

import org.halite.bridge.imc.ImcDescriptor;

/** The types of SRPC values by their letters in signatures (spec/nacl.md 19.2). */
public enum ValueType {
  BOOL('b', 0, Boolean.class, "a bool"),
  INT('i', 0, Integer.class, "an int"),
  LONG('l', 0, Long.class, "a long"),
  DOUBLE('d', 0, Double.class, "a double"),
  STRING('s', 1, String.class, "a string"),
  HANDLE('h', 0, ImcDescriptor.class, "a descriptor"),
  BYTES('C', 1, byte[].class, "an array of bytes"),
  INTS('I', 4, int[].class, "an array of ints"),
  LONGS('L', 8, long[].class, "an array of longs"),
  DOUBLES('D', 8, double[].class, "an array of doubles");

  private final char letter;
  private final int elementBytes;
  private final Class<?> carrier;
  private final String words;

  ValueType(char letter, int elementBytes, Class<?> carrier, String words) {
    this.letter = letter;
    this.elementBytes = elementBytes;
    this.carrier = carrier;
    this.words = words;
  }

  /** The type of a letter, null for those nobody serves (o, A, X) and all others. */
  public static ValueType of(char letter) {
    for (ValueType type : values()) {
      if (type.letter == letter) {
        return type;
      }
    }
    return null;
  }

  public char letter() {
    return letter;
  }

  /** Whether a caller says how many elements a result of this type may have. */
  public boolean isArray() {
    return elementBytes != 0 && this != STRING;
  }

  /** Bytes of an element on the wire, 0 of what is no sequence. */
  int elementBytes() {
    return elementBytes;
  }

  /** With its article: "an int". */
  public String words() {
    return words;
  }

  /**
   * The value as this type carries it, or null if it is of another type. An int is taken for a long
   * or a double, which lose nothing of it.
   */
  Object carried(Object value) {
    if (value instanceof Integer i) {
      return switch (this) {
        case INT -> i;
        case LONG -> i.longValue();
        case DOUBLE -> i.doubleValue();
        default -> null;
      };
    }
    return carrier.isInstance(value) ? value : null;
  }
}
