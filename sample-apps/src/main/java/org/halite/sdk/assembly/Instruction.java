package org.halite.sdk.assembly;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A machine instruction.
 *
 * @param prefix such as {@code lock} or {@code rep}, or the empty string
 * @param mnemonic in lower case, with its suffix
 * @param operands in AT&amp;T order: the destination is the last
 */
public record Instruction(String prefix, String mnemonic, List<Operand> operands) {
  private static final String THREAD_OFFSET = "@gottpoff";

  public Instruction {
    operands = List.copyOf(operands);
  }

  public static Instruction of(String mnemonic, Operand... operands) {
    return new Instruction("", mnemonic, List.of(operands));
  }

  public Instruction with(List<Operand> others) {
    return new Instruction(prefix, mnemonic, others);
  }

  public Instruction replacing(int place, Operand operand) {
    List<Operand> others = new ArrayList<>(operands);
    others.set(place, operand);
    return with(others);
  }

  /** The last operand, or null if there is none. */
  public Operand destination() {
    return operands.isEmpty() ? null : operands.getLast();
  }

  /** Where the operand in memory stands, or -1. */
  public int memoryPlace() {
    for (int i = 0; i < operands.size(); i++) {
      if (operands.get(i) instanceof Operand.Memory) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public String toString() {
    return text(operand -> operand);
  }

  /**
   * The same instruction with a symbol of another file for each expression that names symbols: it
   * has the same length, and can be assembled alone.
   */
  public String measurable() {
    return text(Instruction::anonymous);
  }

  private static Operand anonymous(Operand operand) {
    Expression elsewhere = new Expression("elsewhere");
    return switch (operand) {
      case Operand.Immediate immediate
          when !immediate.value().isNumber() && !immediate.value().symbols().isEmpty() ->
          new Operand.Immediate(elsewhere);
      case Operand.Memory memory
          when !memory.displacement().isNumber() && !memory.displacement().symbols().isEmpty() ->
          new Operand.Memory(
              memory.segment(),
              // The assembler writes a prefix more, so that the linker has room for another form.
              memory.displacement().text().endsWith(THREAD_OFFSET)
                  ? new Expression("elsewhere_of_thread" + THREAD_OFFSET)
                  : elsewhere,
              memory.base(),
              memory.index(),
              memory.scale(),
              memory.ripRelative());
      default -> operand;
    };
  }

  private String text(UnaryOperator<Operand> change) {
    String head = prefix.isEmpty() ? mnemonic : prefix + " " + mnemonic;
    return operands.isEmpty()
        ? head
        : head
            + "\t"
            + operands.stream()
                .map(change)
                .map(Operand::toString)
                .collect(Collectors.joining(", "));
  }
}
