package org.halite.sdk.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.halite.sdk.assembly.Operand.Memory;
import org.halite.sdk.assembly.Statement;
import org.halite.sdk.assembly.Statement.Code;
import org.halite.sdk.assembly.Statement.Directive;

/**
 * The call with which position-independent code asks where a thread-local variable lies:
 *
 * <pre>
 *   leaq x@tlsgd(%rip), %rdi
 *   .value 0x6666
 *   rex64
 *   call __tls_get_addr@PLT
 * </pre>
 *
 * <p>The prefixes only make room for what ld writes there when it makes a program of such code.
 * Sandboxed calls look otherwise, so ld can do that to none, and the prefixes go.
 */
final class TlsCall {
  private static final Set<String> PADDING = Set.of(".value", ".word", ".short", ".byte");
  private static final Set<String> PREFIXES = Set.of("0x6666", "0x66", "102", "26214");

  private TlsCall() {}

  /** The statements without such prefixes. */
  static List<Statement> plain(List<Statement> statements) {
    List<Statement> plain = new ArrayList<>(statements.size());
    for (int i = 0; i < statements.size(); i++) {
      Statement next = statements.get(i);
      if (next instanceof Directive padding
          && PADDING.contains(padding.name())
          && PREFIXES.contains(padding.arguments().strip())
          && i + 2 < statements.size()
          && asksForVariable(plain)
          && isRex(statements.get(i + 1))
          && statements.get(i + 2) instanceof Code) {
        i++;
      } else {
        plain.add(next);
      }
    }
    return plain;
  }

  private static boolean asksForVariable(List<Statement> before) {
    return !before.isEmpty()
        && before.getLast() instanceof Code(var instruction, var _)
        && instruction.mnemonic().startsWith("lea")
        && instruction.operands().getFirst() instanceof Memory address
        && address.displacement().text().endsWith("@tlsgd");
  }

  private static boolean isRex(Statement statement) {
    return statement instanceof Code(var instruction, var _)
        && instruction.mnemonic().equals("rex64")
        && instruction.operands().isEmpty();
  }
}
