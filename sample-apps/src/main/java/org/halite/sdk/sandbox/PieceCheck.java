package org.halite.sdk.sandbox;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.halite.runtime.validator.CpuFeatures;
import org.halite.runtime.validator.Listing;
import org.halite.runtime.validator.Validator;
import org.halite.runtime.validator.Violation;
import org.halite.sdk.assembly.AssemblyRefusal;
import org.halite.sdk.assembly.Instruction;

/**
 * Measures pieces, and shows each to the validator by itself, while it is still known which line of
 * the program it comes from. Equal pieces are looked at once. Jumps are left out: their length
 * depends on where they lie, and there is nothing about them that could be refused.
 */
final class PieceCheck {
  private static final int BUNDLE = Validator.BUNDLE_BYTES;
  private static final int NEAR_JUMP = 5;
  private static final int CONDITIONAL_JUMP = 6;
  private static final int SHORT_JUMP = 2;
  private static final int WORD = 4;

  /** Distinct pieces by their text; the first of its kind stands for all. */
  private final Map<String, Piece> distinct = new LinkedHashMap<>();

  private PieceCheck() {}

  /**
   * @param lengths in bytes by {@link Piece#measurable()}; pieces that are in it are not looked at
   *     again, the others are added
   */
  static void check(List<Piece> pieces, Assembler assembler, Map<String, Integer> lengths)
      throws AssemblyRefusal, IOException, InterruptedException {
    PieceCheck check = new PieceCheck();
    for (Piece piece : pieces) {
      if (jumpLength(piece) == 0) {
        String text = piece.measurable();
        if (!lengths.containsKey(text)) {
          check.distinct.putIfAbsent(text, piece);
        }
      }
    }
    if (!check.distinct.isEmpty()) {
      lengths.putAll(check.judge(check.assemble(assembler)));
    }
  }

  static int length(Piece piece, Map<String, Integer> lengths) {
    int jump = jumpLength(piece);
    return jump > 0 ? jump : lengths.get(piece.measurable());
  }

  /** Bytes of a direct jump in its longest form; 0 for any other piece. */
  private static int jumpLength(Piece piece) {
    Instruction instruction = piece.instructions().getFirst();
    if (piece.instructions().size() > 1) {
      return 0;
    }
    if (!Effects.isBranch(instruction)) {
      return 0;
    }
    return instruction.mnemonic().equals("jmp")
        ? NEAR_JUMP
        : Effects.isLoop(instruction.mnemonic()) ? SHORT_JUMP : CONDITIONAL_JUMP;
  }

  /** Each piece starts a bundle of section .pieces; .ends tells where each ends. */
  private ObjectFile assemble(Assembler assembler)
      throws AssemblyRefusal, IOException, InterruptedException {
    StringBuilder text = new StringBuilder("\t.section .pieces,\"ax\"\n.Lorigin:\n");
    List<Piece> byLine = new ArrayList<>();
    byLine.add(null);
    byLine.add(null);
    byLine.add(null);
    int number = 0;
    for (Map.Entry<String, Piece> entry : distinct.entrySet()) {
      text.append("\t.p2align 5\n").append(entry.getKey()).append('\n');
      text.append(".Lend").append(number++).append(":\n");
      for (int i = 0; i < entry.getValue().instructions().size() + 2; i++) {
        byLine.add(entry.getValue());
      }
    }
    text.append("\t.p2align 5\n\t.section .ends,\"\",@progbits\n");
    for (int i = 0; i < number; i++) {
      text.append("\t.long .Lend").append(i).append("-.Lorigin\n");
    }
    Assembler.Result result = assembler.assemble(text.toString());
    if (result.object() == null) {
      throw unknown(result.complaints(), byLine);
    }
    return new ObjectFile(result.object());
  }

  /** The assembler says {@code {standard input}:12: Error: no such instruction: `foo'}. */
  private static AssemblyRefusal unknown(String complaints, List<Piece> byLine) throws IOException {
    for (String complaint : complaints.split("\n", -1)) {
      String[] parts = complaint.split(":", 4);
      if (parts.length == 4 && parts[1].matches("[0-9]{1,8}") && parts[2].strip().equals("Error")) {
        int line = Integer.parseInt(parts[1]);
        Piece piece = line < byLine.size() ? byLine.get(line) : null;
        if (piece != null) {
          return new AssemblyRefusal(
              piece.position(), "the assembler refuses " + text(piece) + ":" + parts[3]);
        }
      }
    }
    throw new IOException("the assembler failed: " + complaints.strip());
  }

  /** The lengths, if all are accepted. */
  private Map<String, Integer> judge(ObjectFile object) throws AssemblyRefusal, IOException {
    Map<String, Integer> lengths = new HashMap<>();
    byte[] code = object.section(".pieces");
    byte[] ends = object.section(".ends");
    List<Piece> byBundle = new ArrayList<>();
    int at = 0;
    int number = 0;
    for (Map.Entry<String, Piece> entry : distinct.entrySet()) {
      int end =
          MemorySegment.ofArray(ends).get(ValueLayout.JAVA_INT_UNALIGNED, (long) WORD * number++);
      if (end - at > BUNDLE) {
        throw new AssemblyRefusal(
            entry.getValue().position(),
            text(entry.getValue())
                + " takes "
                + (end - at)
                + " bytes with its masks, and a bundle has "
                + BUNDLE
                + "; use a simpler operand");
      }
      lengths.put(entry.getKey(), end - at);
      byBundle.add(entry.getValue());
      at = (end + BUNDLE - 1) & -BUNDLE;
    }
    List<Violation> violations = new ArrayList<>();
    var _ =
        Validator.validateAndRewrite(
            MemorySegment.ofArray(code),
            0,
            CpuFeatures.all(),
            new Listing(1, false, violations::add));
    if (!violations.isEmpty()) {
      Violation first = violations.getFirst();
      Piece piece = byBundle.get((int) (first.address() / BUNDLE));
      throw new AssemblyRefusal(
          piece.position(), text(piece) + " is refused by the validator: " + first.explanation());
    }
    return lengths;
  }

  private static String text(Piece piece) {
    return piece.instructions().stream()
        .map(Instruction::toString)
        .map(text -> text.replace('\t', ' '))
        .collect(Collectors.joining("; ", "`", "`"));
  }
}
