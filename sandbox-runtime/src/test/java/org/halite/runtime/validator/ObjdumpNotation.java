package org.halite.runtime.validator;

import java.util.regex.Pattern;

/**
 * The differences between objdump's text and ours that are meant. All others are mistakes of {@link
 * Disassembler}.
 */
final class ObjdumpNotation {
  /** objdump names a REX prefix that changes nothing; we leave it out. */
  private static final Pattern USELESS_REX =
      Pattern.compile("^(lock |rep |repz |repnz )?rex(\\.W?R?X?B?)? ");

  /**
   * objdump joins fwait with the x87 instruction after it, and parts it from a REX prefix before
   * it; the processor does neither.
   */
  private static final Pattern FWAIT_AND_NEIGHBOURS =
      Pattern.compile("^rex[.WRXB]*( f.*)?$|^f.*|^\\(bad\\)$");

  /**
   * These VEX instructions have no operand in VEX.vvvv. The processor demands all ones there and
   * objdump says (bad) otherwise; the rules allow any value (spec/nacl.md 3.3, 3.16 Q6), so the
   * tables do, and running such code ends in a fault.
   */
  private static final Pattern VVVV_IGNORED =
      Pattern.compile("^(vu?comis[sd]|vmov[hl]p[sd]|vroundp[sd]|vsqrtp[sd]) .*");

  private ObjdumpNotation() {}

  /** Whether objdump's line means the same instruction as our text and length. */
  static boolean same(Objdump.Line line, String ours, int length) {
    String objdump = line.text();
    if (ours.equals(USELESS_REX.matcher(objdump).replaceFirst("$1"))) {
      return line.length() == length;
    }
    return (objdump.equals("(bad)") && VVVV_IGNORED.matcher(ours).matches())
        || (ours.equals("fwait") && FWAIT_AND_NEIGHBOURS.matcher(objdump).matches());
  }
}
