package org.halite.sdk.sandbox;

import static org.halite.sdk.assembly.Register.RBP;
import static org.halite.sdk.assembly.Register.RSP;
import static org.halite.sdk.sandbox.Idioms.SCRATCH;
import static org.halite.sdk.sandbox.Idioms.SCRATCH32;
import static org.halite.sdk.sandbox.Idioms.fixUp;
import static org.halite.sdk.sandbox.Idioms.general;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.halite.sdk.assembly.AssemblyRefusal;
import org.halite.sdk.assembly.Instruction;
import org.halite.sdk.assembly.Operand;
import org.halite.sdk.assembly.Position;
import org.halite.sdk.assembly.Register;

/**
 * Writes to rsp and rbp, which always hold full addresses of the module's space: a 32-bit write and
 * the fix-up that adds the base, in one bundle (spec/nacl.md 3.6).
 *
 * @param instruction whose last operand is rsp, esp, rbp or ebp
 * @param written that register
 */
record StackPointerRules(Instruction instruction, Register written, Position position) {
  /** Writes that have a 32-bit form which the validator recognises, without their suffix. */
  private static final Set<String> REWRITABLE =
      Set.of("mov", "add", "sub", "and", "or", "xor", "lea", "inc", "dec", "neg", "not");

  List<Piece> apply() throws AssemblyRefusal {
    String name = instruction.mnemonic();
    String stem =
        name.endsWith("l") || name.endsWith("q") ? name.substring(0, name.length() - 1) : name;
    if (stem.equals("pop")) {
      return pop(written.number(), position);
    }
    if (!REWRITABLE.contains(stem) || written.bits() < 32) {
      throw new AssemblyRefusal(
          position,
          "`"
              + instruction
              + "` writes to %"
              + (written.number() == RSP ? "rsp" : "rbp")
              + " in a way that has no sandboxed form; compute the value in another register and"
              + " move it");
    }
    if (stem.equals("mov") && source() instanceof Operand.General from && isFramePair(from)) {
      return List.of(
          Piece.of(
              position,
              Instruction.of("movq", general(from.register().as(64)), general(written.as(64)))));
    }
    if (stem.equals("and") && written.number() == RSP && isSmallNegative()) {
      return List.of(Piece.of(position, Instruction.of("andq", source(), general(written.as(64)))));
    }
    return throughHalf(stem);
  }

  /** {@code pop %r11; mov %r11d,%ebp} and the fix-up. */
  static List<Piece> pop(int number, Position position) {
    return List.of(
        Piece.of(position, Instruction.of("popq", general(SCRATCH))),
        Piece.of(
            position,
            Instruction.of("movl", general(SCRATCH32), general(Register.of(number, 32))),
            fixUp(number)));
  }

  /** The 32-bit form of the write, then the fix-up. */
  private List<Piece> throughHalf(String stem) throws AssemblyRefusal {
    Operand half = general(written.as(32));
    List<Operand> operands = new ArrayList<>(instruction.operands());
    operands.set(operands.size() - 1, half);
    if (operands.getFirst() instanceof Operand.General from && operands.size() > 1) {
      operands.set(0, general(from.register().as(32)));
    }
    Instruction narrow = new Instruction("", stem + "l", operands);
    int place = narrow.memoryPlace();
    if (place < 0) {
      return List.of(Piece.of(position, narrow, fixUp(written.number())));
    }
    Operand.Memory memory = (Operand.Memory) narrow.operands().get(place);
    if (stem.equals("lea")) {
      return List.of(
          Piece.of(position, narrow.replacing(place, memory.wide()), fixUp(written.number())));
    }
    MemoryRule rule = MemoryRule.of(memory, -1, position);
    Instruction load = Instruction.of("movl", rule.operand(), general(SCRATCH32));
    Piece loading =
        rule.mask() == null ? Piece.of(position, load) : Piece.of(position, rule.mask(), load);
    Instruction write = Instruction.of(stem + "l", general(SCRATCH32), half);
    return List.of(loading, Piece.of(position, write, fixUp(written.number())));
  }

  private Operand source() {
    return instruction.operands().getFirst();
  }

  /** rsp to rbp or back: both are full addresses already. */
  private boolean isFramePair(Operand.General from) {
    int other = written.number() == RSP ? RBP : RSP;
    return from.register().number() == other;
  }

  private boolean isSmallNegative() {
    return source() instanceof Operand.Immediate immediate
        && immediate.value().number() != null
        && immediate.value().number() < 0
        && immediate.value().number() >= -128;
  }
}
