package org.halite.sdk.sandbox;

import static org.halite.sdk.assembly.Register.R11;
import static org.halite.sdk.assembly.Register.R15;
import static org.halite.sdk.assembly.Register.RBP;
import static org.halite.sdk.assembly.Register.RDI;
import static org.halite.sdk.assembly.Register.RSI;
import static org.halite.sdk.assembly.Register.RSP;

import org.halite.sdk.assembly.Expression;
import org.halite.sdk.assembly.Instruction;
import org.halite.sdk.assembly.Operand;
import org.halite.sdk.assembly.Register;

/** The instructions that sandboxing adds, spec/nacl.md 3.6 to 3.8 and chapter 4. */
final class Idioms {
  static final Register SCRATCH = Register.of(R11, 64);
  static final Register SCRATCH32 = Register.of(R11, 32);
  static final Register BASE = Register.of(R15, 64);

  /** Indirect targets are multiples of 32: {@code and $-32,%r11d; add %r15,%r11} (3.7). */
  static final Instruction TRUNCATE_TARGET =
      Instruction.of("andl", number(-32), general(SCRATCH32));

  static final Instruction REBASE_TARGET = Instruction.of("addq", general(BASE), general(SCRATCH));
  static final Instruction JUMP_TO_TARGET =
      Instruction.of("jmp", new Operand.Indirect(general(SCRATCH)));

  private Idioms() {}

  static Operand general(Register register) {
    return new Operand.General(register);
  }

  static Operand number(long value) {
    return new Operand.Immediate(new Expression(Long.toString(value)));
  }

  /** {@code movl %register32, %r11d}: the scratch register's upper half is zero after it. */
  static Instruction mask(Register register) {
    return Instruction.of("movl", general(register.as(32)), general(SCRATCH32));
  }

  /** After a 32-bit write to esp or ebp: adds the base again and keeps the flags (3.6). */
  static Instruction fixUp(int number) {
    Register stack = Register.of(number, 64);
    Expression displacement = number == RBP ? new Expression("0") : Expression.NONE;
    return Instruction.of("leaq", Operand.Memory.at(displacement, stack, BASE, 1), general(stack));
  }

  /** {@code movl %esi, %esi}, the first half of what a string instruction needs (3.8). */
  static Instruction truncateInPlace(int number) {
    Register half = Register.of(number, 32);
    return Instruction.of("movl", general(half), general(half));
  }

  /** {@code leaq (%r15,%rsi,1), %rsi}, the second half. */
  static Instruction rebaseInPlace(int number) {
    Register pointer = Register.of(number, 64);
    return Instruction.of(
        "leaq", Operand.Memory.at(Expression.NONE, BASE, pointer, 1), general(pointer));
  }

  /** Whether the register always holds a full address of the module's space. */
  static boolean isStack(Register register) {
    return register.number() == RSP || register.number() == RBP;
  }

  /** Which pointers a string instruction goes through: rsi, rdi, both in this order, or none. */
  static int[] stringPointers(Instruction instruction) {
    String name = instruction.mnemonic();
    if (name.endsWith("maskmovdqu") || name.equals("maskmovq")) {
      return new int[] {RDI};
    }
    for (Operand operand : instruction.operands()) {
      if (operand instanceof Operand.Other || operand instanceof Operand.Immediate) {
        return new int[0]; // movsd and cmpsd of SSE have the same names
      }
    }
    return switch (name) {
      case "movsb",
          "movsw",
          "movsl",
          "movsd",
          "movsq",
          "cmpsb",
          "cmpsw",
          "cmpsl",
          "cmpsd",
          "cmpsq" ->
          new int[] {RSI, RDI};
      case "stosb",
          "stosw",
          "stosl",
          "stosd",
          "stosq",
          "scasb",
          "scasw",
          "scasl",
          "scasd",
          "scasq" ->
          new int[] {RDI};
      case "lodsb", "lodsw", "lodsl", "lodsd", "lodsq" -> new int[] {RSI};
      default -> new int[0];
    };
  }
}
