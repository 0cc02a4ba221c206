package org.halite.sdk.sandbox;

import static org.halite.sdk.sandbox.Idioms.BASE;
import static org.halite.sdk.sandbox.Idioms.SCRATCH;
import static org.halite.sdk.sandbox.Idioms.SCRATCH32;
import static org.halite.sdk.sandbox.Idioms.general;
import static org.halite.sdk.sandbox.Idioms.mask;

import java.util.List;
import org.halite.sdk.assembly.Expression;
import org.halite.sdk.assembly.Instruction;
import org.halite.sdk.assembly.Operand;
import org.halite.sdk.assembly.Operand.Memory;
import org.halite.sdk.assembly.Position;
import org.halite.sdk.assembly.Register;

/**
 * {@code mov %ah,(%rdi)}: ah has no encoding beside r15, so it is exchanged with al around the
 * access. xchg of registers leaves the flags alone.
 */
record HighByte(Instruction instruction, int memory, int high, Position position) {
  /** Where ah, ch, dh or bh stands, or -1. */
  static int place(Instruction instruction) {
    for (int i = 0; i < instruction.operands().size(); i++) {
      if (instruction.operands().get(i) instanceof Operand.General general
          && general.register().high()) {
        return i;
      }
    }
    return -1;
  }

  List<Piece> apply(MemoryRule rule) {
    Register upper = ((Operand.General) instruction.operands().get(high)).register();
    Register lower = upper.as(8);
    Piece swap = Piece.of(position, Instruction.of("xchgb", general(upper), general(lower)));
    Memory original = (Memory) instruction.operands().get(memory);
    Instruction address =
        Instruction.of(
            "leal",
            original.base() == null && original.index() == null ? rule.operand() : original.wide(),
            general(SCRATCH32));
    Memory safe = Memory.at(Expression.NONE, BASE, SCRATCH, 1);
    Instruction access = instruction.replacing(high, general(lower)).replacing(memory, safe);
    return List.of(
        Piece.of(position, address), swap, Piece.of(position, mask(SCRATCH), access), swap);
  }
}
