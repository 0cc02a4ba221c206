package org.halite.sdk.sandbox;

import java.util.Set;
import org.halite.sdk.assembly.Instruction;
import org.halite.sdk.assembly.Operand;
import org.halite.sdk.assembly.Register;

/** What instructions do to registers, as far as the rules need it (spec/nacl.md 3.5). */
final class Effects {
  /** Instructions whose last operand is only read; with the suffixes b, w, l, q. */
  private static final Set<String> READ_ONLY = Set.of("cmp", "test", "push", "bt");

  /** 32-bit writes that the validator recognises as zero-extending. */
  private static final Set<String> ZERO_EXTENDING =
      Set.of(
          "mov", "movl", "add", "addl", "sub", "subl", "and", "andl", "or", "orl", "xor", "xorl",
          "inc", "incl", "dec", "decl", "neg", "negl", "not", "notl", "lea", "leal", "movzbl",
          "movzwl", "movsbl", "movswl", "movzb", "movzw", "movsb", "movsw", "movd", "vmovd");

  private static final Set<String> CONDITIONS =
      Set.of(
          "o", "no", "b", "c", "nae", "ae", "nb", "nc", "e", "z", "ne", "nz", "be", "na", "a",
          "nbe", "s", "ns", "p", "pe", "np", "po", "l", "nge", "ge", "nl", "le", "ng", "g", "nle");

  private Effects() {}

  /** The general register that the last operand names and that the instruction writes, or null. */
  static Register written(Instruction instruction) {
    if (!(instruction.destination() instanceof Operand.General general)) {
      return null;
    }
    String name = instruction.mnemonic();
    if (READ_ONLY.contains(name)) {
      return null;
    }
    String stem = name.substring(0, name.length() - 1);
    return "bwlq".indexOf(name.charAt(name.length() - 1)) >= 0 && READ_ONLY.contains(stem)
        ? null
        : general.register();
  }

  /** Number of the register whose upper half is zero after this instruction, or -1. */
  static int zeroExtended(Instruction instruction) {
    Register written = written(instruction);
    if (written == null || written.bits() != 32) {
      return -1;
    }
    String name = instruction.mnemonic();
    boolean multiplies =
        (name.equals("imull") || name.equals("imul")) && instruction.operands().size() > 1;
    return ZERO_EXTENDING.contains(name) || multiplies ? written.number() : -1;
  }

  /** A direct jump, conditional or not; its length depends on the distance. */
  static boolean isBranch(Instruction instruction) {
    String name = instruction.mnemonic();
    return isLoop(name)
        || name.equals("jmp")
        || (name.startsWith("j") && CONDITIONS.contains(name.substring(1)));
  }

  /** Jumps that have a short form only. */
  static boolean isLoop(String mnemonic) {
    return mnemonic.startsWith("loop") || mnemonic.equals("jrcxz");
  }
}
