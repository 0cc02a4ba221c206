package org.halite.runtime.machine;

import java.util.List;

/** How a module ended. There is exactly one for each module. */
public sealed interface Exit {
  /** The module called exit; the status is already one byte, as a shell shows it. */
  record Normal(int status) implements Exit {}

  /**
   * An instruction of the module raised a signal.
   *
   * @param pc module address of the instruction
   * @param address module address that was touched, or -1 when the fault has none inside the module
   * @param backtrace innermost first, {@code 0x20040 main+0x20}
   */
  record Fault(int signal, long pc, long address, List<String> backtrace) implements Exit {
    public Fault {
      backtrace = List.copyOf(backtrace);
    }
  }

  /** The runtime ended it; the reason is a sentence. */
  record Killed(String reason) implements Exit {}
}
