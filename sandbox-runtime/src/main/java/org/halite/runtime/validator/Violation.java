package org.halite.runtime.validator;

import java.util.HexFormat;
import java.util.Locale;

/**
 * One broken rule.
 *
 * @param address guest address of the first byte of the instruction
 * @param bytes the instruction's bytes, as far as they could be told apart; not copied, do not
 *     change
 * @param disassembly AT&amp;T text, "(bad)" where the bytes are no known instruction
 * @param rule the rule
 * @param explanation one sentence: what is wrong and what would be right
 */
public record Violation(
    long address, byte[] bytes, String disassembly, Rule rule, String explanation) {

  /** One line for a person: address, bytes, text, reason. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%08x: %s  %s: %s",
        address,
        HexFormat.of().formatHex(bytes),
        disassembly,
        explanation);
  }
}
