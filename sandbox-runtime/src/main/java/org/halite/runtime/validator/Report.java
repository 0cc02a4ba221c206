package org.halite.runtime.validator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Collects the violations of one chunk, described for a person. Used by {@link ChunkWalk} once it
 * is known that there are some.
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
    String explanation = rule.sentence();
    if (rule == Rule.CPU_FEATURE) {
      explanation = "needs " + CpuFeatures.names(disassembler.cpu(bytes)) + ": " + explanation;
    } else if (rule == Rule.BAD_INSTRUCTION) {
      explanation = badPrefix(bytes) + explanation;
    }
    Violation violation = new Violation(at, bytes, text, rule, explanation);
    if (room) {
      violations.add(violation);
    }
    if (each != null) {
      each.accept(violation);
    }
  }

  private static String badPrefix(byte[] bytes) {
    return switch (bytes[0] & 0xff) {
      case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65 -> "segment prefixes are not for untrusted code: ";
      case 0x67 -> "the address-size prefix is not for untrusted code: ";
      default -> "";
    };
  }
}
