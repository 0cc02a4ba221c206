package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.HexFormat;

/** Runs the fast validator and the reference on the same code; they must always agree. */
final class BothValidators {
  private BothValidators() {}

  /** What the reference says of read-only code, once the fast validator has said the same. */
  static Verdict judge(MemorySegment code, long address, CpuFeatures cpu) {
    Verdict reference = ReferenceValidator.validate(code, address, cpu);
    assertEquals(reference.accepted(), Validator.accepts(code, cpu, 1), () -> text(code, cpu));
    assertEquals(
        reference.accepted(), Validator.validate(code, address, cpu).accepted(), "fast verdict");
    return reference;
  }

  /**
   * The fast validator's verdict with rewriting. What is accepted must be so by both as it then
   * stands, and may have changed only in instructions that the reference complained of.
   */
  static Verdict judgeAndRewrite(MemorySegment code, long address, CpuFeatures cpu) {
    byte[] before = code.toArray(ValueLayout.JAVA_BYTE);
    BitSet changeable = new BitSet(before.length);
    Verdict readOnly =
        ReferenceValidator.validate(
            MemorySegment.ofArray(before),
            address,
            cpu,
            null,
            new Listing(
                Long.MAX_VALUE,
                true,
                v -> {
                  if (v.rule() == Rule.CPU_FEATURE || v.rule() == Rule.MUST_BE_REWRITTEN) {
                    int at = (int) (v.address() - address);
                    changeable.set(at, at + v.bytes().length);
                  }
                }));
    Verdict verdict = Validator.validateAndRewrite(code, address, cpu);
    if (readOnly.accepted()) {
      assertTrue(verdict.accepted(), () -> text(code, cpu));
    }
    if (verdict.accepted()) {
      assertTrue(judge(code, address, cpu).accepted(), () -> text(code, cpu));
      byte[] after = code.toArray(ValueLayout.JAVA_BYTE);
      for (int i = 0; i < after.length; i++) {
        if (after[i] != before[i] && !changeable.get(i)) {
          throw new AssertionError(
              "byte " + i + " was changed: " + text(MemorySegment.ofArray(before), cpu));
        }
      }
    }
    return verdict;
  }

  private static String text(MemorySegment code, CpuFeatures cpu) {
    byte[] start = code.asSlice(0, Math.min(512, code.byteSize())).toArray(ValueLayout.JAVA_BYTE);
    return HexFormat.of().formatHex(start) + " with " + cpu;
  }
}
