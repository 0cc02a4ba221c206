package org.halite.runtime.irt;

import java.util.List;
import org.halite.runtime.machine.CallHandler;

/**
 * One interface of the integrated runtime (spec/nacl.md ch. 13): its name with version, and its
 * functions in table order.
 */
public record IrtInterface(String name, List<CallHandler> functions) {
  public IrtInterface {
    functions = List.copyOf(functions);
  }
}
