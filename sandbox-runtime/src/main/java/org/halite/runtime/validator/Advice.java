package org.halite.runtime.validator;

import org.halite.runtime.validator.ReferenceDecoder.Instruction;

/**
 * What is wrong with one instruction and what would be right, in its own registers and addresses:
 * the rule's sentence with what only the instruction knows. Used by {@link Report}.
 */
final class Advice {
  private static final String[] LEGACY = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};

  private Advice() {}

  /**
   * The explanation of one violation.
   *
   * @param rule that is broken
   * @param i the instruction, null if the tables do not allow it
   * @param bytes of the instruction
   * @param text its disassembly
   * @param cpu the features it needs
   * @param end the guest address behind it
   */
  static String of(Rule rule, Instruction i, byte[] bytes, String text, int cpu, long end) {
    String sentence = rule.sentence();
    return switch (rule) {
      case BAD_INSTRUCTION -> badPrefix(bytes) + sentence + instead(text);
      case CPU_FEATURE -> "needs " + CpuFeatures.names(cpu) + ": " + sentence;
      case INDIRECT_JUMP_UNMASKED -> sentence + "; here " + mask(target(bytes));
      case RSP_MODIFIED, RBP_MODIFIED -> sentence + (text.startsWith("pop") ? pop(rule) : "");
      default -> i == null ? sentence : ofOperands(rule, i, end);
    };
  }

  private static String ofOperands(Rule rule, Instruction i, long end) {
    String sentence = rule.sentence();
    return switch (rule) {
      case FORBIDDEN_BASE -> sentence + base(i.rm().base(), i.rm().index());
      case UNRESTRICTED_INDEX -> sentence + index(i.rm().index());
      case BAD_JUMP_TARGET -> hex(end + i.distance()) + " is no place to jump to: " + sentence;
      case JUMP_OUT_OF_RANGE ->
          sentence
              + "; the next ones are "
              + hex((end + i.distance()) & -32)
              + " and "
              + hex(((end + i.distance()) & -32) + 32);
      default -> sentence;
    };
  }

  private static String badPrefix(byte[] bytes) {
    return switch (bytes[0] & 0xff) {
      case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65 -> "segment prefixes are not for untrusted code: ";
      case 0x67 -> "the address-size prefix is not for untrusted code: ";
      default -> "";
    };
  }

  /** What code generators write in place of the forbidden ones (spec/nacl.md 4). */
  private static String instead(String text) {
    String mnemonic = text.split(" ", 2)[0];
    return switch (mnemonic) {
      case "ret" -> "; return with pop %r11, " + mask(11) + ", jmp *%r11 in one bundle";
      case "leave" -> "; write mov %rbp,%rsp, pop %r11, mov %r11d,%ebp, add %r15,%rbp";
      case "call", "jmp" ->
          "; load the target into %r11, then " + mask(11) + ", " + mnemonic + " *%r11";
      case "syscall", "sysenter", "int" ->
          "; system calls are calls to 0x10000 plus 32 times their number";
      case "bt", "bts", "btr", "btc" ->
          "; the bit's number must be an immediate, since one in a register reaches other memory";
      default -> "";
    };
  }

  private static String base(int base, int index) {
    String what = base == ReferenceDecoder.NONE ? "; it has none" : "; it is " + register(base, 8);
    if (base == ReferenceDecoder.NONE && index == ReferenceDecoder.NONE) {
      return what + ": add %r15";
    }
    if (base == ReferenceDecoder.NONE || index != ReferenceDecoder.NONE) {
      return what + ": compute the address with lea into %r11d, then use (%r15,%r11,1)";
    }
    return what + ": " + truncate(base) + ", then use (%r15," + register(base, 8) + ",1)";
  }

  private static String index(int index) {
    return "; it is "
        + register(index, 8)
        + (index == 4 || index == 5 || index == 15
            ? ", which can never be one"
            : ": " + truncate(index) + " would do");
  }

  private static String pop(Rule rule) {
    String name = rule == Rule.RSP_MODIFIED ? "sp" : "bp";
    return "; write pop %r11, mov %r11d,%e" + name + ", add %r15,%r" + name;
  }

  private static String truncate(int number) {
    return "mov " + register(number, 4) + "," + register(number, 4);
  }

  private static String mask(int number) {
    return "and $-32," + register(number, 4) + ", add %r15," + register(number, 8);
  }

  /** The register of {@code [REX] ff /2} or {@code /4}. */
  private static int target(byte[] bytes) {
    int extension = bytes.length > 2 ? (bytes[0] & 1) << 3 : 0;
    return bytes[bytes.length - 1] & 7 | extension;
  }

  private static String register(int number, int size) {
    if (number >= 8) {
      return "%r" + number + (size == 4 ? "d" : "");
    }
    return (size == 4 ? "%e" : "%r") + LEGACY[number];
  }

  private static String hex(long address) {
    return "0x" + Long.toHexString(address);
  }
}
