package org.halite.runtime.validator;

/** The rules that code can break: the error classes of spec/nacl.md 3.2. */
public enum Rule {
  BAD_INSTRUCTION(
      "the instruction is not one that untrusted code may contain, or its prefixes do not"
          + " belong to it; only the encodings of the opcode tables are allowed"),
  STRADDLES_BUNDLE(
      "the instruction crosses a 32-byte bundle boundary; it must end at or before the"
          + " boundary (pad with nops)"),
  JUMP_OUT_OF_RANGE(
      "the jump leaves this code for an address that is not a multiple of 32; only"
          + " bundle starts may be targets outside"),
  BAD_JUMP_TARGET(
      "it lies in the middle of an instruction or of a masked sequence; a target"
          + " must be a bundle start or the first byte of an instruction that stands alone"),
  CPU_FEATURE(
      "the instruction needs a CPU feature that this processor lacks; code that runs here must do"
          + " without it"),
  FORBIDDEN_BASE("memory must be addressed from %rip, %r15, %rsp or %rbp as base register"),
  UNRESTRICTED_INDEX(
      "the index register must be zero-extended by a recognised 32-bit write in the"
          + " instruction directly before, in the same bundle"),
  RBP_FIXUP_MISSING(
      "a 32-bit write to %ebp must be followed at once, in the same bundle, by add"
          + " %r15,%rbp or lea (%rbp,%r15,1),%rbp"),
  RBP_FIXUP_MISPLACED("adding %r15 to %rbp is allowed only directly after a 32-bit write to %ebp"),
  RSP_FIXUP_MISSING(
      "a 32-bit write to %esp must be followed at once, in the same bundle, by add or"
          + " or %r15,%rsp or lea (%rsp,%r15,1),%rsp"),
  RSP_FIXUP_MISPLACED("adding %r15 to %rsp is allowed only directly after a 32-bit write to %esp"),
  R15_MODIFIED("%r15 holds the base of the sandbox and must never be written, in any width"),
  RBP_MODIFIED("%rbp may be changed only by mov %rsp,%rbp or by a 32-bit write and its fix-up"),
  RSP_MODIFIED(
      "%rsp may be changed only by push, pop and call, mov %rbp,%rsp, and of a negative imm8,"
          + " or a 32-bit write and its fix-up"),
  INDIRECT_JUMP_UNMASKED(
      "an indirect jump or call must follow and $-32,%e and add %r15,%r of the same"
          + " register, all three in one bundle"),
  STRING_UNSANDBOXED(
      "a string or maskmov instruction must follow mov %esi,%esi; lea (%r15,%rsi,1),%rsi"
          + " and/or the same of %rdi, all in one bundle"),
  MUST_BE_REWRITTEN(
      "the non-temporal form must be replaced by the ordinary one; only writable copies"
          + " of code, and only some encodings, are rewritten by the loader"),
  DISAGREEMENT(
      "the validator and its reference disagree about this code, which is a fault of the"
          + " validator; the code is refused, please report it");

  static final Rule[] ALL = values();

  private final String sentence;

  Rule(String sentence) {
    this.sentence = sentence;
  }

  /** What is wrong and what would be right, without address or bytes. */
  public String sentence() {
    return sentence;
  }

  /** This rule's bit in a set of rules. */
  int bit() {
    return 1 << ordinal();
  }
}
