package org.halite.ppapi;

import java.util.List;

/**
 * Where the arguments and the result of one function lie under one convention. A place is an
 * integer register (0..5 for rdi rsi rdx rcx r8 r9; a 16-byte struct takes it and the next), an xmm
 * register or an 8-byte stack slot above the return address.
 */
public final class CallLayout {
  /** Where an argument lies. */
  public enum Place {
    INTEGER,
    REAL,
    STACK
  }

  private static final int INTEGER_REGISTERS = 6;
  private static final int REAL_REGISTERS = 8;

  private final Function function;
  private final Convention convention;
  private final Place[] places;
  private final int[] indexes;
  private final Passing[] passings;
  private final boolean hiddenResult;
  private final int integers;
  private final int stackSlots;

  private CallLayout(Function function, Convention convention) {
    this.function = function;
    this.convention = convention;
    Passing result = function.resultPassing();
    hiddenResult =
        result == Passing.STRUCT_MEMORY || (convention == Convention.PEXE && result.isStruct());
    List<Function.Parameter> parameters = function.parameters();
    places = new Place[parameters.size()];
    indexes = new int[parameters.size()];
    passings = new Passing[parameters.size()];
    int integer = hiddenResult ? 1 : 0;
    int real = 0;
    int stack = 0;
    for (int i = 0; i < places.length; i++) {
      Passing passing = parameters.get(i).passing();
      passings[i] = passing;
      Passing carried =
          convention == Convention.PEXE && passing.isStruct() ? Passing.POINTER : passing;
      int integersWanted = 0;
      int realsWanted = 0;
      int slots = 1;
      switch (carried) {
        case FLOAT, DOUBLE, STRUCT_REAL -> realsWanted = 1;
        case STRUCT_16 -> {
          integersWanted = 2;
          slots = 2;
        }
        case STRUCT_MEMORY -> slots = carried.bytes() / 8;
        case VOID -> throw new IllegalArgumentException("void parameter in " + function);
        default -> integersWanted = 1;
      }
      if (integersWanted > 0 && integer + integersWanted <= INTEGER_REGISTERS) {
        places[i] = Place.INTEGER;
        indexes[i] = integer;
        integer += integersWanted;
      } else if (realsWanted > 0 && real < REAL_REGISTERS) {
        places[i] = Place.REAL;
        indexes[i] = real++;
      } else {
        places[i] = Place.STACK;
        indexes[i] = stack;
        stack += slots;
      }
    }
    integers = integer;
    stackSlots = stack;
  }

  /** The layout of {@code function} under {@code convention}. */
  public static CallLayout of(Function function, Convention convention) {
    return new CallLayout(function, convention);
  }

  public Function function() {
    return function;
  }

  public Convention convention() {
    return convention;
  }

  /** Where parameter {@code i} lies, or the pointer to it where {@link #indirect} says so. */
  public Place place(int i) {
    return places[i];
  }

  /** Number of the register or stack slot where parameter {@code i} begins. */
  public int index(int i) {
    return indexes[i];
  }

  /** How parameter {@code i} travels under the native convention. */
  public Passing passing(int i) {
    return passings[i];
  }

  /** Whether parameter {@code i} is a struct passed as a pointer. */
  public boolean indirect(int i) {
    return convention == Convention.PEXE && passings[i].isStruct();
  }

  /** Whether rdi holds the address that the result is written to. */
  public boolean hiddenResult() {
    return hiddenResult;
  }

  /** Integer registers taken, the hidden result's included. */
  public int integers() {
    return integers;
  }

  /** Stack slots taken. */
  public int stackSlots() {
    return stackSlots;
  }
}
