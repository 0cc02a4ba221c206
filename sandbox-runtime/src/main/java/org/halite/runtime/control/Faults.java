package org.halite.runtime.control;

import org.halite.runtime.machine.Exit;

/** A fault as a sentence. */
final class Faults {
  private Faults() {}

  static String sentence(Exit.Fault fault) {
    String where = " at pc 0x" + Long.toHexString(fault.pc());
    return switch (fault.signal()) {
      case 11, 7 ->
          name(fault.signal())
              + where
              + (fault.address() < 0
                  ? ": an access outside the module's memory"
                  : ": address 0x" + Long.toHexString(fault.address()) + " cannot be accessed so");
      case 4 -> "SIGILL" + where + ": an instruction that the processor refuses";
      case 8 -> "SIGFPE" + where + ": an arithmetic error";
      case 5 -> "SIGTRAP" + where + ": a breakpoint";
      default -> "signal " + fault.signal() + where;
    };
  }

  private static String name(int signal) {
    return signal == 11 ? "SIGSEGV" : "SIGBUS";
  }
}
