package org.halite.sdk.sandbox;

import static org.halite.sdk.assembly.Register.R11;
import static org.halite.sdk.assembly.Register.R15;

import org.halite.sdk.assembly.AssemblyRefusal;
import org.halite.sdk.assembly.Instruction;
import org.halite.sdk.assembly.Operand;
import org.halite.sdk.assembly.Operand.Memory;
import org.halite.sdk.assembly.Position;
import org.halite.sdk.assembly.Register;

/** Sentences for what a person may have written and must change. */
final class Refusals {
  private Refusals() {}

  static void check(Instruction instruction, Position position) throws AssemblyRefusal {
    String why =
        switch (instruction.mnemonic()) {
          case "syscall", "sysenter", "int", "sysret", "sysexit" ->
              "enters the kernel, which sandboxed code cannot; call a function of the library"
                  + " (write, exit, ...) or one of the IRT's interfaces";
          case "pushf", "pushfq", "popf", "popfq" ->
              "is not allowed in sandboxed code; test flags with setcc, or save them with lahf";
          case "enter", "enterq" -> "is not allowed in sandboxed code; push %rbp and move %rsp";
          case "lret", "lretq", "ljmp", "lcall", "iret", "iretq" ->
              "changes the code segment, which sandboxed code cannot; use ret, jmp or call";
          case "jecxz" -> "has no sandboxed form; test %ecx, %ecx and use je";
          default -> null;
        };
    if (why != null) {
      throw new AssemblyRefusal(position, "`" + instruction + "` " + why);
    }
    Register written = Effects.written(instruction);
    if (written != null && written.number() == R15) {
      throw new AssemblyRefusal(
          position,
          "`"
              + instruction
              + "` writes to %r15, which holds the base of the sandbox and never changes; use"
              + " another register");
    }
    for (Operand operand : instruction.operands()) {
      if (mentions(operand, R11)) {
        throw new AssemblyRefusal(
            position,
            "`"
                + instruction
                + "` uses %r11, which belongs to the sandboxing sequences; use another"
                + " register");
      }
    }
  }

  private static boolean mentions(Operand operand, int number) {
    return switch (operand) {
      case Operand.General general -> general.register().number() == number;
      case Memory memory ->
          (memory.base() != null && memory.base().number() == number)
              || (memory.index() != null && memory.index().number() == number);
      case Operand.Indirect indirect -> mentions(indirect.through(), number);
      case Operand.Immediate immediate -> false;
      case Operand.Other other -> false;
    };
  }
}
