package org.halite.bridge.srpc;

import java.util.ArrayList;
import java.util.List;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.wire.Fragments;

/**
 * A call whose types are right: a module drops any other without a word, or dies of it
 * (spec/srpc-era.md 1.1, 1.2).
 *
 * @param capacities of the array outputs in their order; empty where the form has none
 */
record Call(SrpcSignature method, List<Object> inputs, List<Integer> capacities) {
  Call {
    inputs = List.copyOf(inputs);
    capacities = List.copyOf(capacities);
  }

  /**
   * Checks the arguments: the inputs, then a capacity for each array output.
   *
   * @throws SrpcException REFUSED, when they do not fit
   */
  static Call of(WireForm form, SrpcSignature method, Object... arguments) throws SrpcException {
    if (method.name().equals(SrpcSignature.SHUTDOWN)) {
      throw SrpcException.refused(
          "__shutdown crashes the modules that have it; close the connection instead");
    }
    int given = method.inputs().length();
    int arrays = form.takesCapacities() ? method.arrayOutputs() : 0;
    if (arguments.length != given + arrays) {
      throw wrongNumber(form, method, arguments.length);
    }
    List<Object> inputs = new ArrayList<>();
    for (int i = 0; i < given; i++) {
      inputs.add(input(method, i, arguments[i]));
    }
    List<Integer> capacities = new ArrayList<>();
    for (int i = given; i < arguments.length; i++) {
      if (!(arguments[i] instanceof Integer capacity) || capacity < 0) {
        throw SrpcException.refused(
            "argument "
                + (i + 1)
                + " of "
                + method.name()
                + " is the capacity of an array result: a number of elements, not "
                + shown(arguments[i]));
      }
      capacities.add(capacity);
    }
    for (int i = 0; i < method.outputs().length(); i++) {
      if (ValueType.of(method.outputs().charAt(i)) == null) {
        throw unknownType(method, method.outputs().charAt(i));
      }
    }
    Call call = new Call(method, inputs, capacities);
    form.codec().checkSize(call);
    return call;
  }

  static SrpcException wrongNumber(WireForm form, SrpcSignature method, int given) {
    return SrpcException.refused(
        method.name()
            + " takes "
            + expected(form, method)
            + "; "
            + given
            + (given == 1 ? " was" : " were")
            + " given");
  }

  /** "3 arguments (an int, an int, the capacity of the result)". */
  private static String expected(WireForm form, SrpcSignature method) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < method.inputs().length(); i++) {
      ValueType type = ValueType.of(method.inputs().charAt(i));
      words.add(type == null ? "a " + method.inputs().charAt(i) : type.words());
    }
    int arrays = form.takesCapacities() ? method.arrayOutputs() : 0;
    for (int i = 0; i < arrays; i++) {
      words.add("the capacity of " + (arrays == 1 ? "the" : "an") + " array result");
    }
    return switch (words.size()) {
      case 0 -> "no arguments";
      case 1 -> "1 argument (" + words.getFirst() + ")";
      default -> words.size() + " arguments (" + String.join(", ", words) + ")";
    };
  }

  private static Object input(SrpcSignature method, int index, Object argument)
      throws SrpcException {
    char letter = method.inputs().charAt(index);
    ValueType type = ValueType.of(letter);
    if (type == null) {
      throw unknownType(method, letter);
    }
    Object carried = argument == null ? null : type.carried(argument);
    if (carried == null) {
      throw SrpcException.refused(
          "argument "
              + (index + 1)
              + " of "
              + method.name()
              + " is "
              + type.words()
              + ", not "
              + shown(argument));
    }
    if (carried instanceof String text && text.indexOf('\0') >= 0) {
      throw SrpcException.refused(
          "argument "
              + (index + 1)
              + " of "
              + method.name()
              + " has a NUL character, where the module would see its end");
    }
    return carried;
  }

  private static SrpcException unknownType(SrpcSignature method, char letter) {
    return SrpcException.refused(
        method + " has the type letter " + letter + ", which stands for nothing that can be sent");
  }

  private static String shown(Object value) {
    return switch (value) {
      case null -> "null";
      case Integer number -> String.valueOf(number);
      default -> value.getClass().getSimpleName();
    };
  }

  List<ImcDescriptor> descriptors() {
    List<ImcDescriptor> descriptors = new ArrayList<>();
    for (Object input : inputs) {
      if (input instanceof ImcDescriptor descriptor) {
        descriptors.add(descriptor);
      }
    }
    return descriptors;
  }

  /**
   * Largest number of elements for the result of this index among all outputs: its capacity, or
   * what a message can hold.
   */
  int most(int output) {
    if (capacities.isEmpty() || !ValueType.of(method.outputs().charAt(output)).isArray()) {
      return Fragments.MAX_MESSAGE;
    }
    int array = 0;
    for (int i = 0; i < output; i++) {
      ValueType type = ValueType.of(method.outputs().charAt(i));
      array += type.isArray() ? 1 : 0;
    }
    return capacities.get(array);
  }
}
