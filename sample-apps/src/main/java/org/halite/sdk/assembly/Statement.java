package org.halite.sdk.assembly;

/** One statement of assembly text. */
public sealed interface Statement {
  Position position();

  /** {@code name:}, a number for labels such as {@code 1:}. */
  record Label(String name, Position position) implements Statement {
    /** Compilers' own labels, which are not in the symbol table. */
    public boolean isLocal() {
      return name.startsWith(".L") || Character.isDigit(name.charAt(0));
    }
  }

  /**
   * {@code .name arguments}.
   *
   * @param name with its dot, in lower case
   * @param arguments as written, possibly empty
   */
  record Directive(String name, String arguments, Position position) implements Statement {
    @Override
    public String toString() {
      return arguments.isEmpty() ? name : name + "\t" + arguments;
    }
  }

  /** {@code symbol = expression}. */
  record Assignment(String symbol, String expression, Position position) implements Statement {
    @Override
    public String toString() {
      return symbol + " = " + expression;
    }
  }

  /** A machine instruction. */
  record Code(Instruction instruction, Position position) implements Statement {}
}
