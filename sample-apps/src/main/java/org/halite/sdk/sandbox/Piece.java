package org.halite.sdk.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.halite.sdk.assembly.Instruction;
import org.halite.sdk.assembly.Position;

/**
 * Instructions that must lie in one bundle, in this order and with nothing between.
 *
 * @param instructions at least one
 * @param placement where in the bundle
 * @param position of what the compiler wrote
 */
record Piece(List<Instruction> instructions, Placement placement, Position position) {
  enum Placement {
    ANYWHERE,
    /** Ends its bundle, as calls do: a return goes to the start of the next (spec/nacl.md 3.2). */
    AT_END,
    /** Makes use of the register that the piece before has zero-extended, and joins it. */
    AFTER_MASK
  }

  Piece {
    instructions = List.copyOf(instructions);
  }

  static Piece of(Position position, Instruction... instructions) {
    return new Piece(List.of(instructions), Placement.ANYWHERE, position);
  }

  static Piece atEnd(Position position, Instruction... instructions) {
    return new Piece(List.of(instructions), Placement.AT_END, position);
  }

  Piece joinedTo(Piece before) {
    List<Instruction> all = new ArrayList<>(before.instructions);
    all.addAll(instructions);
    return new Piece(all, Placement.ANYWHERE, position);
  }

  /** Lines that assemble to the same length without any symbol of the program. */
  String measurable() {
    return instructions.stream().map(Instruction::measurable).collect(Collectors.joining("\n"));
  }
}
