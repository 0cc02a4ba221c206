package org.halite.app.shim;

import org.halite.ppapi.Var;

/**
 * Turns the shim's packed text into values and back. The text is {@code N|JSON} and then the bytes of all array buffers, one
 * char a byte; N is the length of the JSON. See {@code values.js}.
 */
public interface PackedValues {
  /**
   * @param packed what the shim packed; array buffer bytes are the low eight bits of their chars
   * @throws IllegalArgumentException with one sentence when the text is no packed value or breaks a limit
   */
  Var fromPage(String packed);

  /** The value for the shim's {@code unpack}; array buffer bytes become Latin-1 chars. */
  String toPage(Var value);
}
