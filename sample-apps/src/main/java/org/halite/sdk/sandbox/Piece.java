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
 * @param returnsTo label at the start of the next bundle, to which a called function returns
 *     (spec/nacl.md 3.2); null where nothing is called
 */
record Piece(
    List<Instruction> instructions, Placement placement, Position position, String returnsTo) {
  enum Placement {
    ANYWHERE,
    /** Makes use of the register that the piece before has zero-extended, and joins it. */
    AFTER_MASK
  }

  Piece {
    instructions = List.copyOf(instructions);
  }

  Piece(List<Instruction> instructions, Placement placement, Position position) {
    this(instructions, placement, position, null);
  }

  static Piece of(Position position, Instruction... instructions) {
    return new Piece(List.of(instructions), Placement.ANYWHERE, position);
  }

  /** The same, with the label that what it jumps to returns to. */
  Piece returningTo(String label) {
    return new Piece(instructions, placement, position, label);
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
