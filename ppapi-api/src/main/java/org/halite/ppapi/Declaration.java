package org.halite.ppapi;

import java.util.ArrayList;
import java.util.List;

/**
 * One PPB_ or PPP_ interface as a module sees it: its full name and its functions in slot order,
 * each written as in C. Plain data: a signature is taken apart only when somebody asks. Source:
 * spec/ppapi.txt.
 *
 * @param name name and version as passed to get_browser_interface, such as {@code PPB_Core;1.0}
 * @param signatures such as {@code void AddRefResource(PP_Resource resource)}
 */
public record Declaration(String name, List<String> signatures) {
  /** Declares the interface {@code name} with its functions in slot order. */
  static Declaration of(String name, String... signatures) {
    return new Declaration(name, List.of(signatures));
  }

  /** The name without version, such as {@code PPB_Core}. */
  public String family() {
    return name.substring(0, name.indexOf(';'));
  }

  /** The version, such as {@code 1.0}. */
  public String version() {
    return name.substring(name.indexOf(';') + 1);
  }

  /** Whether the browser serves it; otherwise the module does. */
  public boolean servedByBrowser() {
    return name.startsWith("PPB_");
  }

  /** Number of slots of the function table. */
  public int size() {
    return signatures.size();
  }

  /** The function in one slot. */
  public Function function(int slot) {
    return Function.parse(signatures.get(slot));
  }

  /** All functions, in slot order. */
  public List<Function> functions() {
    List<Function> functions = new ArrayList<>(size());
    for (int slot = 0; slot < size(); slot++) {
      functions.add(function(slot));
    }
    return functions;
  }

  /**
   * Whether the pexe convention passes any function differently, so that the interface needs a
   * second table. Asked of all interfaces at every start, so it only looks for a struct's name with
   * a blank behind it.
   */
  public boolean hasStructsByValue() {
    for (String signature : signatures) {
      int at = signature.indexOf("struct ");
      while (at >= 0) {
        int end = at + "struct ".length();
        while (Character.isJavaIdentifierPart(signature.charAt(end))) {
          end++;
        }
        if (signature.charAt(end) == ' ') {
          return true;
        }
        at = signature.indexOf("struct ", end);
      }
    }
    return false;
  }
}
