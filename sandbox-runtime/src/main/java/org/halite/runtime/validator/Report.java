package org.halite.runtime.validator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.halite.runtime.validator.ReferenceDecoder.Instruction;

/**
 * Collects the violations of one chunk, described for a person. Used by {@link ReferenceValidator}
 * once it is known that there are some.
 */
final class Report {
  private final long address;
  private final Disassembler disassembler = new Disassembler();
  private final List<Violation> violations = new ArrayList<>();
  private final Consumer<Violation> each;

  /**
   * @param address guest address of the chunk
   * @param each is told every violation, also those that the list has no room for; null for nobody
   */
  Report(long address, Consumer<Violation> each) {
    this.address = address;
    this.each = each;
  }

  List<Violation> violations() {
    return violations;
  }

  void add(Rule rule, byte[] window, long windowBase, int p, int length) {
    boolean room = violations.size() < Verdict.MAX_LISTED;
    if (!room && each == null) {
      return;
    }
    long at = address + windowBase + p;
    byte[] bytes = Arrays.copyOfRange(window, p, p + length);
    String text = disassembler.text(bytes, 0, length, at);
    int cpu = rule == Rule.CPU_FEATURE ? disassembler.cpu(bytes) : 0;
    Instruction instruction = ReferenceDecoder.DECODER.decode(bytes, 0, length);
    String explanation = Advice.of(rule, instruction, bytes, text, cpu, at + length);
    Violation violation = new Violation(at, bytes, text, rule, explanation);
    if (room) {
      violations.add(violation);
    }
    if (each != null) {
      each.accept(violation);
    }
  }
}
