package org.halite.sdk.sandbox;

import java.util.List;
import org.halite.sdk.assembly.Expression;
import org.halite.sdk.assembly.Statement.Directive;
import org.halite.sdk.assembly.Statement.Label;

/**
 * Finds where exceptions land, in the tables that gcc writes for its personality functions: between
 * the labels {@code .LLSDACSB} and {@code .LLSDACSE} stand records of four numbers, a range's start
 * and length, the place where to land, counted from the function's start, and what is to be done.
 */
final class LandingPads {
  private static final String BEGIN = ".LLSDACSB";
  private static final String END = ".LLSDACSE";
  private static final int FIELDS = 4;
  private static final int PLACE = 2;

  private boolean inside;
  private int field;

  void pass(Label label) {
    if (label.name().startsWith(BEGIN)) {
      inside = true;
      field = 0;
    } else if (label.name().startsWith(END)) {
      inside = false;
    }
  }

  /** The label that this directive makes a place to land, if it does. */
  List<String> in(Directive directive) {
    if (!inside || !isNumber(directive.name())) {
      return List.of();
    }
    boolean place = field == PLACE;
    field = (field + 1) % FIELDS;
    List<String> symbols = new Expression(directive.arguments()).symbols();
    // The second is the function's start; none stands where nothing is to be done.
    return place && !symbols.isEmpty() ? List.of(symbols.getFirst()) : List.of();
  }

  private static boolean isNumber(String name) {
    return name.equals(".uleb128") || name.equals(".long");
  }
}
