package org.halite.sdk.sandbox;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.halite.sdk.assembly.Expression;
import org.halite.sdk.assembly.Instruction;
import org.halite.sdk.assembly.Operand;
import org.halite.sdk.assembly.Statement;
import org.halite.sdk.assembly.Statement.Assignment;
import org.halite.sdk.assembly.Statement.Code;
import org.halite.sdk.assembly.Statement.Directive;
import org.halite.sdk.assembly.Statement.Label;

/**
 * Which labels of the code may be reached, and how. A label whose address is taken may be the
 * target of an indirect jump and must start a bundle; so must those where exceptions land. Labels
 * that only debug information names are reached by nobody.
 */
final class Labels {
  private static final Set<String> WORDS =
      Set.of(
          ".long", ".quad", ".int", ".word", ".value", ".short", ".2byte", ".4byte", ".8byte",
          ".hword", ".set", ".equ");

  private final Set<String> taken = new HashSet<>();
  private final Set<String> jumped = new HashSet<>();

  static Labels of(List<Statement> statements) {
    Labels labels = new Labels();
    Sections sections = new Sections();
    LandingPads pads = new LandingPads();
    for (Statement statement : statements) {
      switch (statement) {
        case Directive directive -> {
          sections.follow(directive);
          labels.taken.addAll(pads.in(directive));
          if (WORDS.contains(directive.name()) && !sections.isForTools()) {
            labels.taken.addAll(new Expression(directive.arguments()).symbols());
          }
        }
        case Assignment assignment ->
            labels.taken.addAll(new Expression(assignment.expression()).symbols());
        case Code code -> labels.look(code.instruction());
        case Label label -> pads.pass(label);
      }
    }
    return labels;
  }

  private void look(Instruction instruction) {
    boolean transfers = Effects.isBranch(instruction) || instruction.mnemonic().startsWith("call");
    for (Operand operand : instruction.operands()) {
      Set<String> into = transfers && operand instanceof Operand.Memory ? jumped : taken;
      switch (operand) {
        case Operand.Memory memory -> into.addAll(memory.displacement().symbols());
        case Operand.Immediate immediate -> into.addAll(immediate.value().symbols());
        case Operand.Indirect indirect -> {
          if (indirect.through() instanceof Operand.Memory memory) {
            into.addAll(memory.displacement().symbols());
          }
        }
        case Operand.General general -> {}
        case Operand.Other other -> {}
      }
    }
  }

  /** Whether this label must start a bundle. */
  boolean startsBundle(Label label) {
    return !label.isLocal() || taken.contains(label.name());
  }

  /** Whether control may come to this label from elsewhere. */
  boolean isReached(Label label) {
    return startsBundle(label) || jumped.contains(label.name());
  }
}
