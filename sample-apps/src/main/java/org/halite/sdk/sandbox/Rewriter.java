package org.halite.sdk.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.halite.sdk.assembly.AssemblyReader;
import org.halite.sdk.assembly.AssemblyRefusal;
import org.halite.sdk.assembly.Instruction;
import org.halite.sdk.assembly.Position;
import org.halite.sdk.assembly.Statement;
import org.halite.sdk.assembly.Statement.Assignment;
import org.halite.sdk.assembly.Statement.Code;
import org.halite.sdk.assembly.Statement.Directive;
import org.halite.sdk.assembly.Statement.Label;

/**
 * Makes sandboxed assembly of a compiler's: reads it, applies the rules to each instruction, has
 * every resulting piece measured and judged, and lays the pieces out in bundles.
 */
public final class Rewriter {
  private static final Set<String> DATA =
      Set.of(
          ".byte",
          ".2byte",
          ".4byte",
          ".8byte",
          ".short",
          ".word",
          ".value",
          ".hword",
          ".int",
          ".long",
          ".quad",
          ".octa",
          ".ascii",
          ".asciz",
          ".string",
          ".float",
          ".single",
          ".double",
          ".tfloat",
          ".zero",
          ".skip",
          ".space",
          ".fill",
          ".org",
          ".incbin",
          ".uleb128",
          ".sleb128",
          ".nop",
          ".nops",
          ".insn",
          ".dc.b",
          ".dc.w",
          ".dc.l",
          ".dcb.b");

  /** What this program could not look into, or what would change how the assembler reads. */
  private static final Set<String> OPAQUE =
      Set.of(
          ".macro",
          ".rept",
          ".irp",
          ".irpc",
          ".include",
          ".if",
          ".ifdef",
          ".ifndef",
          ".altmacro",
          ".code16",
          ".code32",
          ".code16gcc",
          ".intel_syntax",
          ".intel_mnemonic",
          ".bundle_align_mode",
          ".bundle_lock",
          ".bundle_unlock",
          ".subsection");

  private final Labels labels;
  private final LinkageStubs stubs = new LinkageStubs();
  private final Sections sections = new Sections();
  private final List<Line> lines = new ArrayList<>();

  private final CallRules calls;

  /** Sections of code that were begun, each with a bundle. */
  private final Set<String> begun = new HashSet<>();

  /** Where the last piece stands in {@link #lines} if what follows may join it, or -1. */
  private int open = -1;

  private Rewriter(List<Statement> statements, AddressModel model) {
    labels = Labels.of(statements);
    calls = new CallRules(model);
  }

  /**
   * @param assembly text in AT&amp;T notation for the ILP32 ABI, made with r11, r15 and rbp
   *     reserved
   * @param input its name for positions; null when a compiler made it
   * @param model where the code will lie
   * @param assembler measures the code
   * @throws AssemblyRefusal when it cannot be sandboxed: place and what to do
   */
  public static String rewrite(
      String assembly, String input, AddressModel model, Assembler assembler)
      throws AssemblyRefusal, IOException, InterruptedException {
    return rewrite(assembly, input, model, assembler, new HashMap<>());
  }

  /**
   * @param known lengths of pieces of code that were measured and judged before; what this text
   *     adds is put in
   */
  public static String rewrite(
      String assembly,
      String input,
      AddressModel model,
      Assembler assembler,
      Map<String, Integer> known)
      throws AssemblyRefusal, IOException, InterruptedException {
    List<Line> lines = sandbox(assembly, input, model);
    PieceCheck.check(pieces(lines), assembler, known);
    return BundleLayout.lay(lines, known);
  }

  /** The sandboxed code before it is judged and laid out. */
  static List<Line> sandbox(String assembly, String input, AddressModel model)
      throws AssemblyRefusal {
    List<Statement> statements = TlsCall.plain(AssemblyReader.read(assembly, input));
    Rewriter rewriter = new Rewriter(statements, model);
    for (Statement statement : statements) {
      rewriter.take(statement);
    }
    for (Statement statement : AssemblyReader.read(rewriter.stubs.text(), input)) {
      rewriter.take(statement);
    }
    return rewriter.lines;
  }

  private static List<Piece> pieces(List<Line> lines) {
    List<Piece> pieces = new ArrayList<>();
    for (Line line : lines) {
      if (line instanceof Line.Code code) {
        pieces.add(code.piece());
      }
    }
    return pieces;
  }

  private void take(Statement statement) throws AssemblyRefusal {
    switch (statement) {
      case Label label -> label(label);
      case Directive directive -> directive(directive);
      case Assignment assignment -> text(assignment.toString());
      case Code code -> instruction(code);
    }
  }

  private void text(String text) {
    lines.add(new Line.Text("\t" + text));
  }

  private void label(Label label) {
    if (sections.isCode()) {
      begin();
      if (labels.startsBundle(label)) {
        text(".p2align 5");
      }
      if (labels.isReached(label)) {
        open = -1;
      }
    }
    lines.add(new Line.Text(label.name() + ":"));
  }

  /** Sees to it that the section starts with a bundle. */
  private void begin() {
    if (begun.add(sections.name())) {
      text(".p2align 5");
    }
  }

  private void directive(Directive directive) throws AssemblyRefusal {
    String name = directive.name();
    if (OPAQUE.contains(name)) {
      throw new AssemblyRefusal(
          directive.position(),
          "`"
              + name
              + "` cannot be looked into; let the C preprocessor do it (a file named .S), and"
              + " write plain AT&T instructions");
    }
    if (sections.follow(directive)) {
      if (sections.asksForExecutableStack()) {
        throw new AssemblyRefusal(
            directive.position(),
            "the code needs an executable stack, which modules never have: a nested function's"
                + " address is taken; move the function out of the other, or pass what it uses as"
                + " arguments");
      }
      open = -1;
      text(directive.toString());
      return;
    }
    if (!sections.isCode()) {
      text(directive.toString());
      return;
    }
    if (DATA.contains(name) || name.startsWith(".string")) {
      throw new AssemblyRefusal(
          directive.position(),
          "`"
              + directive.toString().replace('\t', ' ')
              + "` puts data among code, where only instructions can be judged; write the"
              + " instruction, or put the data into .section .rodata");
    }
    switch (name) {
      case ".p2align", ".align", ".balign" -> align(directive);
      default -> text(directive.toString());
    }
  }

  /** Filling that would cross a bundle's edge is done in two steps. */
  private void align(Directive directive) {
    open = -1;
    begin();
    if (isLarge(directive)) {
      text(".p2align 5");
    }
    text(directive.toString());
  }

  private static boolean isLarge(Directive directive) {
    String first = directive.arguments().split(",", 2)[0].strip();
    int limit = directive.name().equals(".p2align") ? 5 : 32;
    return !first.matches("[0-9]{1,2}") || Integer.parseInt(first) > limit;
  }

  private void instruction(Code code) throws AssemblyRefusal {
    Position position = code.position();
    if (!sections.isCode()) {
      throw new AssemblyRefusal(
          position,
          "the instruction `"
              + code.instruction()
              + "` stands in section "
              + sections.name()
              + ", which holds no code; write .text before it");
    }
    begin();
    int fresh = open < 0 ? -1 : Effects.zeroExtended(last());
    Instruction instruction = stubs.through(code.instruction());
    for (Piece piece : InstructionRules.apply(instruction, fresh, calls, position)) {
      Piece whole = piece;
      if (piece.placement() == Piece.Placement.AFTER_MASK) {
        // What stands between is labels that nobody jumps to, and directives without code.
        whole = piece.joinedTo(((Line.Code) lines.remove(open)).piece());
      }
      lines.add(new Line.Code(whole));
      // A longer piece would cost more padding than the mask it saves.
      open = isJoinable(whole) ? lines.size() - 1 : -1;
    }
  }

  private static boolean isJoinable(Piece piece) {
    return piece.placement() == Piece.Placement.ANYWHERE && piece.instructions().size() == 1;
  }

  private Instruction last() {
    return ((Line.Code) lines.get(open)).piece().instructions().getLast();
  }
}
