package org.halite.sdk.sandbox;

import static org.halite.sdk.sandbox.Idioms.SCRATCH;
import static org.halite.sdk.sandbox.Idioms.SCRATCH32;
import static org.halite.sdk.sandbox.Idioms.general;
import static org.halite.sdk.sandbox.Idioms.mask;

import java.util.ArrayList;
import java.util.List;
import org.halite.sdk.assembly.AssemblyRefusal;
import org.halite.sdk.assembly.Expression;
import org.halite.sdk.assembly.Instruction;
import org.halite.sdk.assembly.Operand;
import org.halite.sdk.assembly.Operand.Memory;
import org.halite.sdk.assembly.Position;
import org.halite.sdk.assembly.Register;

/**
 * Calls: the return address is pushed, and the function jumped to. Sandboxed functions return by an
 * indirect jump (spec/nacl.md 3.7), so a {@code call} would leave the processor waiting for a
 * return that never comes; processors whose return stack runs over then lose as much time as a
 * short function takes. What fills the bundle behind the jump is never executed either, whereas
 * what would stand before a {@code call}, which must end its bundle, is.
 */
final class CallRules {
  private static final String RETURN = ".Lhalite_return";
  private static final int SLOT = 8;

  private final AddressModel model;
  private int calls;

  CallRules(AddressModel model) {
    this.model = model;
  }

  /**
   * @param jump to the function's label
   */
  List<Piece> direct(Instruction jump, Position position) {
    String label = RETURN + calls++;
    List<Piece> pieces = new ArrayList<>(push(label, position));
    pieces.add(Piece.of(position, jump).returningTo(label));
    return pieces;
  }

  /**
   * @param through what holds the function's address; 32 bits of it count
   */
  List<Piece> indirect(Operand through, Position position) throws AssemblyRefusal {
    String label = RETURN + calls++;
    List<Piece> pieces = new ArrayList<>();
    if (model == AddressModel.FIXED) {
      pieces.add(target(through, position));
      pieces.addAll(push(label, position));
    } else {
      pieces.addAll(push(label, position));
      pieces.add(target(below(through), position));
    }
    pieces.add(maskedJump(position).returningTo(label));
    return pieces;
  }

  /** Brings the target of an indirect branch, 32 bits of it, into r11d. */
  static Piece target(Operand through, Position position) throws AssemblyRefusal {
    if (through instanceof Operand.General register) {
      return Piece.of(position, mask(register.register()));
    }
    if (through instanceof Memory memory) {
      MemoryRule rule = MemoryRule.of(memory, -1, position);
      Instruction load = Instruction.of("movl", rule.operand(), general(SCRATCH32));
      return rule.mask() == null ? Piece.of(position, load) : Piece.of(position, rule.mask(), load);
    }
    throw new AssemblyRefusal(
        position, "`*" + through + "` is no place to jump to; name a register");
  }

  static Piece maskedJump(Position position) {
    return Piece.of(position, Idioms.TRUNCATE_TARGET, Idioms.REBASE_TARGET, Idioms.JUMP_TO_TARGET);
  }

  private List<Piece> push(String label, Position position) {
    if (model == AddressModel.FIXED) {
      Operand address = new Operand.Immediate(new Expression(label));
      return List.of(Piece.of(position, Instruction.of("pushq", address)));
    }
    Operand address = Memory.relative(new Expression(label));
    return List.of(
        Piece.of(position, Instruction.of("leaq", address, general(SCRATCH))),
        Piece.of(position, Instruction.of("pushq", general(SCRATCH))));
  }

  /** The same operand after the push, when it is counted from rsp. */
  private static Operand below(Operand through) {
    if (through instanceof Memory memory
        && memory.base() != null
        && memory.base().number() == Register.RSP) {
      String text = memory.displacement().text();
      Expression moved = new Expression(text.isEmpty() ? "" + SLOT : text + "+" + SLOT);
      return new Memory(
          memory.segment(), moved, memory.base(), memory.index(), memory.scale(), false);
    }
    return through;
  }
}
