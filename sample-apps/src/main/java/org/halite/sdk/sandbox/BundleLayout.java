package org.halite.sdk.sandbox;

import java.util.List;
import java.util.Map;
import org.halite.sdk.assembly.Instruction;

/**
 * Writes the pieces out so that none crosses a bundle's edge (spec/nacl.md 3.1). Before a piece of
 * L bytes stands {@code .p2align 5,,L-1}: the assembler fills up to the edge exactly when fewer
 * than L bytes are left before it, and does it with long nops, which cost the processor least.
 */
final class BundleLayout {
  private BundleLayout() {}

  /**
   * @param lengths of {@link Piece#measurable()}, in bytes; jumps, whose length depends on the
   *     distance, have that of their longest form
   */
  static String lay(List<Line> lines, Map<String, Integer> lengths) {
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      switch (line) {
        case Line.Text(String words) -> text.append(words).append('\n');
        case Line.Code(Piece piece) -> {
          int length = PieceCheck.length(piece, lengths);
          if (length > 1) {
            text.append("\t.p2align 5,,").append(length - 1).append('\n');
          }
          for (Instruction instruction : piece.instructions()) {
            text.append('\t').append(instruction).append('\n');
          }
          if (piece.returnsTo() != null) {
            text.append("\t.p2align 5\n").append(piece.returnsTo()).append(":\n");
          }
        }
      }
    }
    return text.toString();
  }
}
