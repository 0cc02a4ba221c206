package org.halite.ppapi;

import java.util.ArrayList;
import java.util.List;

/** One function of an interface: the C type of its result, its name and its parameters. */
public record Function(String result, String name, List<Parameter> parameters) {
  /** A parameter: its C type, such as {@code const char*[]}, and its name. */
  public record Parameter(String type, String name) {
    /** What the type means to the calling convention. */
    public Passing passing() {
      return Passing.of(type);
    }
  }

  public Function {
    parameters = List.copyOf(parameters);
  }

  /**
   * Takes a C prototype apart.
   *
   * @throws IllegalArgumentException naming the prototype that is none
   */
  public static Function parse(String signature) {
    int open = signature.indexOf('(');
    if (open < 0 || !signature.endsWith(")")) {
      throw new IllegalArgumentException("not a C prototype: " + signature);
    }
    Parameter head = declarator(signature.substring(0, open), signature);
    List<Parameter> parameters = new ArrayList<>();
    String list = signature.substring(open + 1, signature.length() - 1);
    for (int at = 0; at < list.length(); ) {
      int comma = list.indexOf(", ", at);
      int end = comma < 0 ? list.length() : comma;
      parameters.add(declarator(list.substring(at, end), signature));
      at = comma < 0 ? end : end + 2;
    }
    return new Function(head.type(), head.name(), parameters);
  }

  private static Parameter declarator(String text, String signature) {
    int space = text.lastIndexOf(' ');
    if (space <= 0 || space == text.length() - 1) {
      throw new IllegalArgumentException("\"" + text + "\" is not type and name in " + signature);
    }
    return new Parameter(text.substring(0, space), text.substring(space + 1));
  }

  /** What the result type means to the calling convention. */
  public Passing resultPassing() {
    return Passing.of(result);
  }

  /** Whether a struct goes in or out by value: what differs between the two conventions. */
  public boolean hasStructsByValue() {
    if (resultPassing().isStruct()) {
      return true;
    }
    for (Parameter parameter : parameters) {
      if (parameter.passing().isStruct()) {
        return true;
      }
    }
    return false;
  }
}
