package org.halite.sdk.sandbox;

import static org.halite.sdk.sandbox.Idioms.BASE;
import static org.halite.sdk.sandbox.Idioms.SCRATCH;
import static org.halite.sdk.sandbox.Idioms.general;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.halite.sdk.assembly.AssemblyRefusal;
import org.halite.sdk.assembly.Instruction;
import org.halite.sdk.assembly.Operand;
import org.halite.sdk.assembly.Operand.Memory;
import org.halite.sdk.assembly.Position;
import org.halite.sdk.assembly.Register;

/**
 * What each instruction of the compiler becomes: the table of spec/nacl.md chapter 4, a method a
 * row. What no row names stays as it is, with its memory operand masked; whether it may stand in
 * sandboxed code at all, {@link PieceCheck} asks the validator.
 */
final class InstructionRules {
  /** Compute an address or nothing at all, and touch no memory (spec/nacl.md 3.4, form A). */
  private static final Set<String> WITHOUT_ACCESS =
      Set.of(
          "lea",
          "leaw",
          "leal",
          "leaq",
          "nop",
          "nopw",
          "nopl",
          "prefetch",
          "prefetcht0",
          "prefetcht1",
          "prefetcht2",
          "prefetchnta",
          "prefetchw");

  private final Instruction instruction;
  private final int fresh;
  private final CallRules calls;
  private final Position position;

  private InstructionRules(Instruction instruction, int fresh, CallRules calls, Position position) {
    this.instruction = instruction;
    this.fresh = fresh;
    this.calls = calls;
    this.position = position;
  }

  /**
   * @param fresh number of the register that the instruction directly before has zero-extended, or
   *     -1
   * @param calls of the same file
   */
  static List<Piece> apply(Instruction instruction, int fresh, CallRules calls, Position position)
      throws AssemblyRefusal {
    Refusals.check(instruction, position);
    return new InstructionRules(instruction, fresh, calls, position).apply();
  }

  private List<Piece> apply() throws AssemblyRefusal {
    switch (instruction.mnemonic()) {
      case "ret", "retq":
        return returning();
      case "call", "callq":
        return calling();
      case "jmp", "jmpq":
        return jumping();
      case "leave", "leaveq":
        return leaving();
      case "endbr64", "endbr32":
        return List.of(); // no indirect branch is tracked here
      case "bt", "btl", "btq", "btw":
        if (instruction.operands().size() == 2
            && instruction.operands().getFirst() instanceof Operand.General) {
          return new BitTest(instruction, position).apply();
        }
        break;
      case "vmovss", "vmovsd":
        if (instruction.operands().size() == 3) {
          return blending();
        }
        break;
      default:
        break;
    }
    if (ThreadPointer.isReadBy(instruction)) {
      return new ThreadPointer(instruction, calls, position).apply();
    }
    int[] pointers = Idioms.stringPointers(instruction);
    if (pointers.length > 0) {
      return string(pointers);
    }
    if (Effects.isBranch(instruction)) {
      return List.of(Piece.of(position, direct(instruction.mnemonic())));
    }
    Register written = Effects.written(instruction);
    if (written != null && Idioms.isStack(written)) {
      return new StackPointerRules(instruction, written, position).apply();
    }
    return ordinary();
  }

  /** {@code pop %r11}, then the masked jump; the pop may lie in an earlier bundle. */
  private List<Piece> returning() throws AssemblyRefusal {
    if (!instruction.operands().isEmpty()) {
      throw new AssemblyRefusal(
          position, "`" + instruction + "` also takes arguments off the stack; use plain ret");
    }
    return List.of(
        Piece.of(position, Instruction.of("popq", general(SCRATCH))),
        CallRules.maskedJump(position));
  }

  private List<Piece> calling() throws AssemblyRefusal {
    return instruction.destination() instanceof Operand.Indirect indirect
        ? calls.indirect(indirect.through(), position)
        : calls.direct(direct("jmp"), position);
  }

  private List<Piece> jumping() throws AssemblyRefusal {
    if (instruction.destination() instanceof Operand.Indirect indirect) {
      return List.of(
          CallRules.target(indirect.through(), position), CallRules.maskedJump(position));
    }
    return List.of(Piece.of(position, direct("jmp")));
  }

  /** A transfer to a label; without its star, as would take an operand in memory for one. */
  private Instruction direct(String mnemonic) throws AssemblyRefusal {
    if (instruction.operands().size() == 1
        && instruction.destination() instanceof Memory label
        && label.equals(Memory.absolute(label.displacement()))
        && !label.displacement().text().isEmpty()) {
      return new Instruction("", mnemonic, instruction.operands());
    }
    throw new AssemblyRefusal(
        position,
        "`"
            + instruction
            + "` does not say where to go; name a label, or write a star before a register or an"
            + " address");
  }

  /** {@code mov %rbp,%rsp}, then {@code pop %rbp} as it must be written. */
  private List<Piece> leaving() {
    List<Piece> pieces = new ArrayList<>();
    pieces.add(
        Piece.of(
            position,
            Instruction.of(
                "movq",
                general(Register.of(Register.RBP, 64)),
                general(Register.of(Register.RSP, 64)))));
    pieces.addAll(StackPointerRules.pop(Register.RBP, position));
    return pieces;
  }

  /**
   * {@code vmovsd %low, %high, %to} of registers: the validator has no such form (spec/nacl.md 3.16
   * Q3), and a blend of the lowest element does the same.
   */
  private List<Piece> blending() {
    List<Operand> operands = new ArrayList<>(instruction.operands());
    operands.addFirst(Idioms.number(1));
    String name = instruction.mnemonic().equals("vmovss") ? "vblendps" : "vblendpd";
    return List.of(Piece.of(position, new Instruction("", name, operands)));
  }

  /** Truncates and rebases each pointer, then the string instruction, all in one bundle (3.8). */
  private List<Piece> string(int[] pointers) {
    List<Instruction> all = new ArrayList<>();
    for (int pointer : pointers) {
      all.add(Idioms.truncateInPlace(pointer));
      all.add(Idioms.rebaseInPlace(pointer));
    }
    boolean maskmov = instruction.mnemonic().contains("maskmov");
    String name = instruction.mnemonic();
    // Without operands, as names the 32-bit form with l.
    String plain = name.endsWith("d") ? name.substring(0, name.length() - 1) + "l" : name;
    all.add(maskmov ? instruction : new Instruction(instruction.prefix(), plain, List.of()));
    return List.of(new Piece(all, Piece.Placement.ANYWHERE, position));
  }

  private List<Piece> ordinary() throws AssemblyRefusal {
    if (WITHOUT_ACCESS.contains(instruction.mnemonic())) {
      return List.of(Piece.of(position, withoutAccess()));
    }
    if (copiesStackPointer()) {
      // A pointer is 32 bits wide: the base in the upper half would only be in the way.
      Register to = ((Operand.General) instruction.destination()).register();
      Register from = ((Operand.General) instruction.operands().getFirst()).register();
      return List.of(
          Piece.of(position, Instruction.of("movl", general(from.as(32)), general(to.as(32)))));
    }
    int place = instruction.memoryPlace();
    if (place < 0) {
      return List.of(Piece.of(position, instruction));
    }
    int high = HighByte.place(instruction);
    if (high >= 0) {
      MemoryRule rule = MemoryRule.of((Memory) instruction.operands().get(place), -1, position);
      if (rule.mask() != null || rule.operand().base() == BASE) {
        return new HighByte(instruction, place, high, position).apply(rule);
      }
    }
    return List.of(access(instruction, place));
  }

  private boolean copiesStackPointer() {
    return instruction.mnemonic().startsWith("mov")
        && instruction.operands().size() == 2
        && instruction.operands().getFirst() instanceof Operand.General from
        && Idioms.isStack(from.register())
        && from.register().bits() == 64
        && instruction.destination() instanceof Operand.General;
  }

  /** The instruction with its operand at this place masked. */
  private Piece access(Instruction original, int place) throws AssemblyRefusal {
    MemoryRule rule = MemoryRule.of((Memory) original.operands().get(place), fresh, position);
    Instruction safe = original.replacing(place, rule.operand());
    if (rule.usesFresh()) {
      return new Piece(List.of(safe), Piece.Placement.AFTER_MASK, position);
    }
    return rule.mask() == null ? Piece.of(position, safe) : Piece.of(position, rule.mask(), safe);
  }

  /**
   * An address calculation with 32-bit names is done in 64 bits and cut by its destination. What is
   * counted from rsp or rbp is a pointer, so its upper half is left out.
   */
  private Instruction withoutAccess() {
    if (instruction.mnemonic().startsWith("nop")) {
      return Instruction.of("nop");
    }
    int place = instruction.memoryPlace();
    if (place < 0) {
      return instruction;
    }
    Memory memory = (Memory) instruction.operands().get(place);
    boolean narrow =
        isNarrow(memory.base())
            || isNarrow(memory.index())
            || (memory.base() != null && Idioms.isStack(memory.base()));
    Instruction wide = instruction.replacing(place, memory.wide());
    if (narrow
        && instruction.destination() instanceof Operand.General to
        && to.register().bits() == 64) {
      return Instruction.of("leal", memory.wide(), general(to.register().as(32)));
    }
    return wide;
  }

  private static boolean isNarrow(Register register) {
    return register != null && register.bits() == 32;
  }
}
