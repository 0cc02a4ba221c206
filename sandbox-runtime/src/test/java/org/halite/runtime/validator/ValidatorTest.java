package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidatorTest {
  /** More than the validator looks at in one piece. */
  private static final int LONG = 3 * 64 * 1024;

  private static byte[] nops(int length) {
    byte[] code = new byte[length];
    Arrays.fill(code, (byte) 0x90);
    return code;
  }

  private static void put(byte[] code, int at, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    System.arraycopy(bytes, 0, code, at, bytes.length);
  }

  private static Verdict validate(byte[] code) {
    return BothValidators.judge(MemorySegment.ofArray(code), 0x20000, CpuFeatures.all());
  }

  private static List<Rule> rules(byte[] code) {
    return validate(code).violations().stream().map(Violation::rule).toList();
  }

  @Test
  void emptyCodeIsAccepted() {
    assertTrue(validate(new byte[0]).accepted());
  }

  @Test
  void codeOfPartialBundlesIsAnError() {
    assertThrows(IllegalArgumentException.class, () -> validate(new byte[33]));
  }

  @Test
  void codeAtAnUnalignedAddressIsAnError() {
    MemorySegment code = MemorySegment.ofArray(nops(32));
    assertThrows(
        IllegalArgumentException.class, () -> BothValidators.judge(code, 16, CpuFeatures.all()));
  }

  @Test
  void heapAndNativeMemoryAreJudgedAlike() {
    byte[] code = nops(LONG);
    code[LONG - 7] = (byte) 0xc3;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(LONG, 32).copyFrom(MemorySegment.ofArray(code));
      Verdict verdict = BothValidators.judge(memory, 0x20000, CpuFeatures.all());
      assertEquals(validate(code).violations().toString(), verdict.violations().toString());
      assertEquals(0x20000 + LONG - 7, verdict.violations().getFirst().address());
    }
  }

  @Test
  void aViolationSaysWhereWhatAndWhatWouldBeRight() {
    byte[] code = nops(64);
    put(code, 35, "8b 00");
    assertEquals(
        "00020023: 8b00  mov (%rax),%eax: memory must be addressed from %rip, %r15, %rsp or %rbp as"
            + " base register; it is %rax: mov %eax,%eax, then use (%r15,%rax,1)",
        validate(code).violations().getFirst().toString());
  }

  private static void explained(String hex, String right) {
    byte[] code = nops(32);
    put(code, 0, hex);
    String explanation = validate(code).violations().getFirst().explanation();
    assertTrue(explanation.contains(right), explanation);
  }

  @Test
  void anExplanationNamesTheRegisterTheTargetAndTheRightInstruction() {
    explained("42 8b 0c 27", "base register; it is %rdi: compute the address with lea into %r11d");
    explained("8b 04 25 00 00 00 00", "it has none: add %r15");
    explained("43 8b 04 0f", "it is %r9: mov %r9d,%r9d would do");
    explained("43 8b 04 3f", "it is %r15, which can never be one");
    explained("41 ff e3", "here and $-32,%r11d, add %r15,%r11");
    explained("ff d0", "here and $-32,%eax, add %r15,%rax");
    explained("eb 01 b8 90 90 90 90", "0x20003 is no place to jump to: it lies in the middle");
    explained("eb 70", "the next ones are 0x20060 and 0x20080");
    explained("c3", "return with pop %r11, and $-32,%r11d, add %r15,%r11, jmp *%r11");
    explained("0f 05", "system calls are calls to 0x10000 plus 32 times their number");
    explained("5d", "pop %r11, mov %r11d,%ebp, add %r15,%rbp");
  }

  @Test
  void aMissingFeatureIsNamed() {
    byte[] code = nops(32);
    put(code, 0, "c4 e2 79 58 c1");
    Verdict verdict =
        BothValidators.judge(MemorySegment.ofArray(code), 0, CpuFeatures.all().without("AVX2"));
    assertEquals(Rule.CPU_FEATURE, verdict.violations().getFirst().rule());
    assertTrue(verdict.violations().getFirst().explanation().startsWith("needs AVX2"));
  }

  @Test
  void everyViolationIsCountedAndTheFirstThousandListed() {
    byte[] code = new byte[LONG];
    Arrays.fill(code, (byte) 0xc3);
    Verdict verdict = validate(code);
    assertFalse(verdict.accepted());
    assertEquals(LONG, verdict.violationCount());
    assertEquals(Verdict.MAX_LISTED, verdict.violations().size());
  }

  @Test
  void whoOnlyWantsToKnowWhatIsWrongIsToldSoon() {
    byte[] code = nops(LONG);
    put(code, 0, "eb 40"); // behind the bad one
    put(code, 64, "8b 00");
    Arrays.fill(code, 96, LONG, (byte) 0xc3);
    Verdict brief =
        Validator.validateAndRewrite(
            MemorySegment.ofArray(code), 0x20000, CpuFeatures.all(), Listing.BRIEF);
    assertEquals(Verdict.MAX_LISTED + 1, brief.violationCount());
    assertEquals(Verdict.MAX_LISTED, brief.violations().size());
    assertEquals(Rule.FORBIDDEN_BASE, brief.violations().getFirst().rule());
    assertEquals(
        validate(code).violations().toString(), brief.violations().toString(), "the same so far");
  }

  @Test
  void aJumpBeyondWhatWasLookedAtIsNotCalledBad() {
    byte[] code = nops(LONG);
    put(code, 0, "e9 00800000"); // far away, to an instruction
    Arrays.fill(code, 64, 64 + 2000, (byte) 0xc3);
    Verdict brief =
        Validator.validateAndRewrite(
            MemorySegment.ofArray(code), 0x20000, CpuFeatures.all(), Listing.BRIEF);
    assertEquals(java.util.Set.of(Rule.BAD_INSTRUCTION), brief.byRule().keySet());
  }

  @Test
  void afterABadInstructionTheNextOneIsJudged() {
    byte[] code = nops(32);
    put(code, 0, "c2 08 00 8b 00 cd 80 4c 89 c7 31 c0");
    assertEquals(
        List.of(Rule.BAD_INSTRUCTION, Rule.FORBIDDEN_BASE, Rule.BAD_INSTRUCTION), rules(code));
  }

  @Test
  void afterBytesThatAreNoInstructionTheNextBundleIsJudged() {
    byte[] code = nops(64);
    put(code, 0, "06 8b 00");
    put(code, 32, "8b 00");
    assertEquals(List.of(Rule.BAD_INSTRUCTION, Rule.FORBIDDEN_BASE), rules(code));
  }

  @Test
  void aJumpOverALongDistanceIsCheckedLikeAShortOne() {
    byte[] code = nops(LONG);
    put(code, 0, "e9");
    int target = LONG - 40;
    put(code, 1, HexFormat.of().toHexDigits(Integer.reverseBytes(target - 5)));
    assertTrue(validate(code).accepted());
    put(code, target - 1, "66");
    assertEquals(List.of(Rule.BAD_JUMP_TARGET), rules(code));
  }

  @Test
  void aBackwardJumpOverALongDistanceIsCheckedToo() {
    byte[] code = nops(LONG);
    int from = LONG - 32;
    put(code, from, "e9");
    put(code, from + 1, HexFormat.of().toHexDigits(Integer.reverseBytes(17 - from - 5)));
    assertTrue(validate(code).accepted());
    put(code, 16, "31 c0");
    assertEquals(List.of(Rule.BAD_JUMP_TARGET), rules(code));
  }

  @Test
  void anInstructionAcrossTheEdgeOfWhatIsReadAtOnceStraddles() {
    byte[] code = nops(LONG);
    put(code, 64 * 1024 - 2, "b8 00 00 00 00");
    assertEquals(Rule.STRADDLES_BUNDLE, rules(code).getFirst());
    assertEquals("mov $0x0,%eax", validate(code).violations().getFirst().disassembly());
  }

  @Test
  void codeThatFallsOffTheLastBundleIsRefused() {
    byte[] code = nops(32);
    put(code, 30, "b8 00");
    assertEquals(List.of(Rule.BAD_INSTRUCTION), rules(code));
  }

  @Test
  void everyRuleSaysWhatIsWrong() {
    for (Rule rule : Rule.values()) {
      assertTrue(rule.sentence().length() > 40, rule.toString());
    }
  }
}
