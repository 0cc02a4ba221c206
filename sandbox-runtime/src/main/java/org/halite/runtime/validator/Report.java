package org.halite.runtime.validator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import org.halite.runtime.validator.ReferenceDecoder.Instruction;

/**
 * Collects the violations of one chunk, described for a person. Used by {@link ReferenceValidator}
 * once it is known that there are some.
 */
final class Report {
  private final long address;
  private final Disassembler disassembler = new Disassembler();
  private final List<Violation> violations = new ArrayList<>();
  private final Listing listing;
  private final long[] counts = new long[Rule.ALL.length];
  private long described;

  /**
   * @param address guest address of the chunk
   */
  Report(long address, Listing listing) {
    this.address = address;
    this.listing = listing;
  }

  /** What was reported, as the verdict on the chunk. */
  Verdict refusal() {
    EnumMap<Rule, Long> byRule = new EnumMap<>(Rule.class);
    for (Rule rule : Rule.ALL) {
      if (counts[rule.ordinal()] > 0) {
        byRule.put(rule, counts[rule.ordinal()]);
      }
    }
    return new Verdict(false, violations, byRule);
  }

  void add(Rule rule, byte[] window, long windowBase, int p, int length) {
    counts[rule.ordinal()]++;
    if (described >= listing.most()) {
      return;
    }
    described++;
    long at = address + windowBase + p;
    byte[] bytes = Arrays.copyOfRange(window, p, p + length);
    String text = disassembler.text(bytes, 0, length, at);
    int cpu = rule == Rule.CPU_FEATURE ? disassembler.cpu(bytes) : 0;
    Instruction instruction = ReferenceDecoder.DECODER.decode(bytes, 0, length);
    String explanation = Advice.of(rule, instruction, bytes, text, cpu, at + length);
    Violation violation = new Violation(at, bytes, text, rule, explanation);
    if (violations.size() < Verdict.MAX_LISTED) {
      violations.add(violation);
    }
    listing.each().accept(violation);
  }
}
