package org.halite.bridge.script;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import org.halite.ppapi.Var;

/**
 * The packed form in which page and browser exchange values: {@code N|JSON} and then the bytes of
 * array buffers, a char each. N is the length of the JSON text. In it strings, numbers, booleans,
 * null and arrays are plain; {@code {"t":"u"}} is undefined, {@code {"t":"n","v":"NaN"}} a number
 * that JSON lacks (NaN, Infinity, -Infinity, -0), {@code {"t":"o","v":{...}}} an object, {@code
 * {"t":"b","n":bytes,"i":index}} the array buffer whose bytes are the index-th after the text.
 * Bytes from the page are the chars of the x-user-defined encoding, bytes to the page those of
 * Latin-1.
 */
public final class ScriptValues {
  /** Nested arrays and objects; the bounds are those of the wire. */
  public static final int MAX_DEPTH = 100;

  public static final int MAX_VALUES = 1_000_000;

  public static final int MAX_BYTES = 64 << 20;

  /** Two JSON levels for an object, and a few for the wrappers of leaves. */
  private static final int JSON_DEPTH = 2 * MAX_DEPTH + 8;

  static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(JSON_DEPTH)
                  .maxStringLength(MAX_BYTES)
                  .maxNameLength(MAX_BYTES)
                  .maxNumberLength(64)
                  .build())
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(JSON_DEPTH).build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private ScriptValues() {}

  /** The next value of a message, the {@code count}-th, at this depth. */
  static void check(int depth, int count) throws ScriptValueException {
    if (depth > MAX_DEPTH) {
      throw new ScriptValueException("a message nested deeper than " + MAX_DEPTH + " levels");
    }
    if (count > MAX_VALUES) {
      throw new ScriptValueException("a message of more than " + MAX_VALUES + " values");
    }
  }

  /** Reads what a page sent. */
  public static Var fromPage(String packed) throws ScriptValueException {
    int bar = packed.indexOf('|');
    if (bar < 1 || bar > 9) {
      throw new ScriptValueException(
          "a message from the page does not begin with its length and '|'");
    }
    int length = 0;
    for (int i = 0; i < bar; i++) {
      char digit = packed.charAt(i);
      if (digit < '0' || digit > '9') {
        throw new ScriptValueException(
            "a message from the page does not begin with its length and '|'");
      }
      length = 10 * length + digit - '0';
    }
    if (length > packed.length() - bar - 1) {
      throw new ScriptValueException("a message from the page is shorter than it says");
    }
    return new ScriptReader(packed, bar + 1, bar + 1 + length).read();
  }

  /** Packs a module's value for the page. */
  public static String toPage(Var value) throws ScriptValueException {
    return new ScriptWriter().pack(value);
  }
}
