package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** spec/nacl.md 3.12. */
class RewritesTest {
  private static final CpuFeatures ALL = CpuFeatures.all();

  private static byte[] bundle(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] bundle = Arrays.copyOf(bytes, 32);
    Arrays.fill(bundle, bytes.length, 32, (byte) 0x90);
    return bundle;
  }

  private static void becomes(String before, String after, CpuFeatures cpu) {
    byte[] code = bundle(before);
    byte[] untouched = code.clone();
    assertFalse(BothValidators.judge(MemorySegment.ofArray(code), 0, cpu).accepted());
    assertEquals(hex(untouched), hex(code), "validate changed read-only text");
    Verdict verdict = BothValidators.judgeAndRewrite(MemorySegment.ofArray(code), 0, cpu);
    assertTrue(verdict.accepted(), () -> verdict.violations().toString());
    assertEquals(hex(bundle(after)), hex(code));
    assertTrue(BothValidators.judge(MemorySegment.ofArray(code), 0, cpu).accepted());
  }

  private static void refused(Rule rule, String hex, CpuFeatures cpu) {
    Verdict verdict = BothValidators.judgeAndRewrite(MemorySegment.ofArray(bundle(hex)), 0, cpu);
    assertFalse(verdict.accepted(), hex);
    assertTrue(
        verdict.violations().stream().anyMatch(v -> v.rule() == rule),
        () -> verdict.violations().toString());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void prefetchntaBecomesNops() {
    becomes("0f 18 00", "90 90 90", ALL);
    becomes("41 0f 18 04 07", "90 90 90 90 90", ALL);
  }

  @Test
  void nonTemporalStoresWithRexBecomeOrdinaryOnes() {
    becomes("49 0f e7 07", "49 0f 7f 07", ALL);
    becomes("41 0f 2b 07", "41 0f 29 07", ALL);
    becomes("66 41 0f e7 07", "66 41 0f 7f 07", ALL);
  }

  @Test
  void movntiWithAnIndexStaysBesideItsMask() {
    becomes("89 c0 41 0f c3 0c 07", "89 c0 41 89 0c 07 90", ALL);
  }

  @Test
  void movntiWithoutAnIndexKeepsItsEndSoThatRipRelativeStaysRight() {
    becomes("40 0f c3 05 00 01 00 00", "90 40 89 05 00 01 00 00", ALL);
    becomes("48 0f c3 0c 24", "90 48 89 0c 24", ALL);
  }

  @Test
  void otherNonTemporalFormsAreRefused() {
    refused(Rule.MUST_BE_REWRITTEN, "0f e7 04 24", ALL);
    refused(Rule.MUST_BE_REWRITTEN, "0f c3 0c 24", ALL);
    refused(Rule.MUST_BE_REWRITTEN, "0f 2b 04 24", ALL);
    refused(Rule.MUST_BE_REWRITTEN, "66 0f e7 04 24", ALL);
    refused(Rule.MUST_BE_REWRITTEN, "66 41 0f 2b 07", ALL);
    refused(Rule.MUST_BE_REWRITTEN, "f3 41 0f 2b 07", ALL);
    refused(Rule.MUST_BE_REWRITTEN, "66 41 0f 38 2a 07", ALL);
    refused(Rule.MUST_BE_REWRITTEN, "c4 c1 78 2b 07", ALL);
    refused(Rule.MUST_BE_REWRITTEN, "c4 c1 79 e7 07", ALL);
  }

  @Test
  void anInstructionThatTheProcessorLacksBecomesHlt() {
    becomes("f2 0f 7c c1 31 c0", "f4 f4 f4 f4 31 c0", ALL.without("SSE3"));
    becomes("c5 f8 58 c1", "f4 f4 f4 f4", ALL.without("AVX"));
  }

  @Test
  void aMaskThatTheProcessorLacksNoLongerCoversTheAccess() {
    refused(Rule.UNRESTRICTED_INDEX, "66 0f 7e c0 41 8b 04 07", ALL.without("SSE2"));
  }

  @Test
  void aFixUpAfterAnInstructionThatBecameHltIsRefused() {
    refused(Rule.RSP_FIXUP_MISPLACED, "66 0f 7e c4 4c 01 fc", ALL.without("SSE2"));
  }

  @Test
  void aStoreOfASandboxedMaskmovThatTheProcessorLacksBecomesHlt() {
    becomes("89 ff 49 8d 3c 3f 66 0f f7 c1", "89 ff 49 8d 3c 3f f4 f4 f4 f4", ALL.without("SSE2"));
  }

  @Test
  void anInstructionWithAnotherFaultIsNotRewritten() {
    refused(Rule.FORBIDDEN_BASE, "40 0f c3 08", ALL);
    refused(Rule.UNRESTRICTED_INDEX, "41 0f c3 0c 07", ALL);
    refused(Rule.CPU_FEATURE, "66 41 0f e7 07", ALL.without("SSE2"));
    refused(Rule.R15_MODIFIED, "66 44 0f d7 f8", ALL.without("SSE2"));
  }

  @Test
  void aJumpIntoAnInstructionThatBecameNopsIsStillRefused() {
    refused(Rule.BAD_JUMP_TARGET, "eb 01 0f 18 00", ALL);
    refused(Rule.BAD_JUMP_TARGET, "eb 01 f2 0f 7c c1", ALL.without("SSE3"));
  }

  @Test
  void nativeMemoryIsRewrittenInPlace() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code =
          arena.allocate(32, 32).copyFrom(MemorySegment.ofArray(bundle("0f 18 00")));
      assertTrue(BothValidators.judgeAndRewrite(code, 0x20000, ALL).accepted());
      assertEquals(hex(bundle("90 90 90")), hex(code.toArray(ValueLayout.JAVA_BYTE)));
    }
  }
}
