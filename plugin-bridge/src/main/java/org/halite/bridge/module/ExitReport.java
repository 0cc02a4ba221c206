package org.halite.bridge.module;

import java.util.List;

/**
 * How a module ended.
 *
 * @param status exit status as a shell shows it: 0-255 of exit(), 128 + signal after a fault, -1
 *     when it never ran
 * @param signal the signal of a fault, else 0
 * @param pc module address of the faulting instruction, -1 without a fault
 * @param address the address the instruction touched, -1 where there is none; may lie outside the
 *     module
 * @param backtrace lines "#n 0xADDR function+0xOFFSET", innermost first, empty without a fault
 * @param reason one sentence
 */
public record ExitReport(
    int status, int signal, long pc, long address, List<String> backtrace, String reason) {
  public ExitReport {
    backtrace = List.copyOf(backtrace);
  }

  /** Of a module that ran no instruction. */
  public static ExitReport neverRan(String reason) {
    return new ExitReport(-1, 0, -1, -1, List.of(), reason);
  }
}
