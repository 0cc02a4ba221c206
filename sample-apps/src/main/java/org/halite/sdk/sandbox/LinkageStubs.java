package org.halite.sdk.sandbox;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.halite.sdk.assembly.Expression;
import org.halite.sdk.assembly.Instruction;
import org.halite.sdk.assembly.Operand;
import org.halite.sdk.assembly.Operand.Memory;

/**
 * Calls of functions that may lie in another library ({@code call f@PLT}). The procedure linkage
 * table that GNU ld makes has no sandboxed form, so each such function gets a stub of our own, a
 * bundle that jumps through the global offset table. The linker keeps one of equal stubs.
 */
public final class LinkageStubs {
  private static final String MARK = "@PLT";
  private static final String STUB = "__halite_plt_";

  /** Functions that have a stub. */
  private final Set<String> functions = new LinkedHashSet<>();

  /** The instruction with its target replaced by the target's stub, where it asks for one. */
  Instruction through(Instruction instruction) {
    boolean transfers = Effects.isBranch(instruction) || instruction.mnemonic().startsWith("call");
    if (transfers
        && instruction.operands().size() == 1
        && instruction.destination() instanceof Memory label
        && label.displacement().text().endsWith(MARK)) {
      String target = label.displacement().text();
      String function = target.substring(0, target.length() - MARK.length());
      functions.add(function);
      Operand stub = Memory.absolute(new Expression(STUB + function));
      return instruction.with(List.of(stub));
    }
    return instruction;
  }

  /** Assembly of the stubs, not sandboxed yet; empty when there are none. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (String function : functions) {
      String stub = STUB + function;
      text.append(".section .text.").append(stub).append(",\"axG\",@progbits,");
      text.append(stub).append(",comdat\n");
      jump(text, ".weak", stub, function);
    }
    return text.toString();
  }

  /**
   * Assembly of stubs under the names by which ld's {@code --wrap} leads calls to them: for objects
   * that call functions of libraries and were not made with {@code -fPIC}.
   */
  public static String wrapping(Collection<String> functions) {
    StringBuilder text = new StringBuilder("\t.text\n");
    for (String function : functions) {
      jump(text, ".globl", "__wrap_" + function, "__real_" + function);
    }
    return text.toString();
  }

  private static void jump(StringBuilder text, String binding, String stub, String target) {
    text.append("\t").append(binding).append(' ').append(stub).append('\n');
    text.append("\t.hidden ").append(stub).append('\n');
    text.append("\t.type ").append(stub).append(", @function\n");
    text.append(stub).append(":\n");
    text.append("\tjmp *").append(target).append("@GOTPCREL(%rip)\n");
    text.append("\t.size ").append(stub).append(", .-").append(stub).append('\n');
  }
}
