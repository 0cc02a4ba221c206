package org.halite.sdk.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import org.halite.sdk.assembly.Statement.Directive;

/** Follows the directives that change the section. */
final class Sections {
  private final Deque<String> pushed = new ArrayDeque<>();
  private String current = ".text";
  private String previous = ".text";
  private String flags = "";

  /**
   * @return whether the directive changed the section
   */
  boolean follow(Directive directive) {
    switch (directive.name()) {
      case ".text", ".data", ".bss" -> enter(directive.name());
      case ".section" -> enter(directive.arguments());
      case ".pushsection" -> {
        pushed.push(current);
        enter(directive.arguments());
      }
      case ".popsection" -> enter(pushed.isEmpty() ? ".text" : pushed.pop());
      case ".previous" -> enter(previous);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void enter(String section) {
    previous = current;
    current = section;
    int comma = section.indexOf(',');
    flags = comma < 0 ? "" : section.substring(comma + 1).split(",", 2)[0];
  }

  /** Its name without flags. */
  String name() {
    int comma = current.indexOf(',');
    return (comma < 0 ? current : current.substring(0, comma)).strip().replace("\"", "");
  }

  boolean isCode() {
    String name = name();
    return name.equals(".text")
        || name.startsWith(".text.")
        || name.equals(".init")
        || name.equals(".fini")
        || flags.contains("x");
  }

  /** Nested functions are called through code that is written onto the stack. */
  boolean asksForExecutableStack() {
    return name().equals(".note.GNU-stack") && flags.contains("x");
  }

  /** Debug information and unwind tables, which no program jumps through. */
  boolean isForTools() {
    String name = name();
    return name.startsWith(".debug")
        || name.startsWith(".eh_frame")
        || name.startsWith(".gcc_except_table");
  }
}
