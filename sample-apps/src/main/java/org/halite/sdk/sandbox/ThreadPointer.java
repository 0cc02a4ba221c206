package org.halite.sdk.sandbox;

import static org.halite.sdk.sandbox.Idioms.SCRATCH32;
import static org.halite.sdk.sandbox.Idioms.general;
import static org.halite.sdk.sandbox.Idioms.number;

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
 * {@code movl %fs:0, %register} and {@code addl %fs:0, %register}, the only way to the thread
 * pointer that gcc knows: there is no segment, so {@code __nacl_read_tp} is called (spec/nacl.md
 * 14). The compiler takes it for a load. So everything that the call may change is kept: the red
 * zone below rsp, rax, rcx, rdx and the flags; __nacl_read_tp changes nothing else.
 */
record ThreadPointer(Instruction instruction, CallRules calls, Position position) {
  private static final String FUNCTION = "__nacl_read_tp";
  private static final int RED_ZONE = 128;
  private static final Operand RSP = general(Register.of(Register.RSP, 64));
  private static final Operand RAX = general(Register.of(0, 64));
  private static final Operand RCX = general(Register.of(1, 64));
  private static final Operand RDX = general(Register.of(2, 64));
  private static final Operand EAX = general(Register.of(0, 32));
  private static final Operand AL = general(Register.of(0, 8));

  /** Added to 1 it overflows, added to 0 it does not. */
  private static final int SETS_OVERFLOW = 127;

  static boolean isReadBy(Instruction instruction) {
    return instruction.operands().size() == 2
        && instruction.operands().getFirst() instanceof Memory memory
        && "%fs".equals(memory.segment())
        && memory.base() == null
        && memory.index() == null
        && memory.displacement().isNumber()
        && memory.displacement().number() == 0
        && instruction.destination() instanceof Operand.General to
        && !Idioms.isStack(to.register())
        && to.register().bits() >= 32
        && instruction.mnemonic().matches("(mov|add)[lq]?");
  }

  List<Piece> apply() throws AssemblyRefusal {
    Register to = ((Operand.General) instruction.destination()).register();
    List<Piece> pieces = new ArrayList<>(moveStack(-RED_ZONE));
    add(pieces, Instruction.of("pushq", RAX));
    add(pieces, new Instruction("", "lahf", List.of()));
    add(pieces, Instruction.of("seto", AL));
    add(pieces, Instruction.of("pushq", RAX));
    add(pieces, Instruction.of("pushq", RCX));
    add(pieces, Instruction.of("pushq", RDX));
    Operand function = Memory.absolute(new Expression(FUNCTION));
    pieces.addAll(calls.direct(Instruction.of("jmp", function), position));
    add(pieces, Instruction.of("popq", RDX));
    add(pieces, Instruction.of("popq", RCX));
    add(pieces, Instruction.of("movl", EAX, general(SCRATCH32)));
    add(pieces, Instruction.of("popq", RAX));
    add(pieces, Instruction.of("addb", number(SETS_OVERFLOW), AL));
    add(pieces, new Instruction("", "sahf", List.of()));
    add(pieces, Instruction.of("popq", RAX));
    String name = instruction.mnemonic().startsWith("add") ? "addl" : "movl";
    add(pieces, Instruction.of(name, general(SCRATCH32), general(to.as(32))));
    pieces.addAll(moveStack(RED_ZONE));
    return pieces;
  }

  private void add(List<Piece> pieces, Instruction each) {
    pieces.add(Piece.of(position, each));
  }

  /** Without a change of flags. */
  private List<Piece> moveStack(int bytes) throws AssemblyRefusal {
    Register rsp = Register.of(Register.RSP, 64);
    Instruction move =
        Instruction.of(
            "leaq", Memory.at(new Expression(Integer.toString(bytes)), rsp, null, 1), RSP);
    return new StackPointerRules(move, rsp, position).apply();
  }
}
