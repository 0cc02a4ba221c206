package org.halite.ppapi;

import java.util.List;
import java.util.Map;

/**
 * A PP_Var by value: what a page's JavaScript and a module can say to each other. Immutable trees;
 * resources never cross the wire inside one. Types as in spec/ppapi.txt PP_VarType.
 */
public sealed interface Var {
  /** PP_VARTYPE_UNDEFINED. */
  record Undefined() implements Var {}

  /** PP_VARTYPE_NULL. */
  record Null() implements Var {}

  /** PP_VARTYPE_BOOL. */
  record Bool(boolean value) implements Var {}

  /**
   * PP_VARTYPE_INT32: what a JavaScript number becomes when it is a whole number of 32 bits and not
   * -0.
   */
  record Int32(int value) implements Var {}

  /** PP_VARTYPE_DOUBLE. */
  record Real(double value) implements Var {}

  /** PP_VARTYPE_STRING; unpaired surrogates become U+FFFD on the wire. */
  record Text(String value) implements Var {}

  /** PP_VARTYPE_ARRAY. */
  record Array(List<Var> elements) implements Var {
    public Array {
      elements = List.copyOf(elements);
    }
  }

  /** PP_VARTYPE_DICTIONARY, keys in insertion order. */
  record Dictionary(Map<String, Var> entries) implements Var {
    public Dictionary {
      entries = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(entries));
    }
  }

  /** PP_VARTYPE_ARRAY_BUFFER; the bytes are not copied: whoever makes one gives them up. */
  @SuppressWarnings("ArrayRecordComponent")
  record ArrayBuffer(byte[] bytes) implements Var {}

  Var UNDEFINED = new Undefined();
  Var NULL = new Null();
}
