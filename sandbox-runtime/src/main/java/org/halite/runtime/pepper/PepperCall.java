package org.halite.runtime.pepper;

import org.halite.ppapi.CallLayout;
import org.halite.ppapi.Passing;
import org.halite.ppapi.PpError;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.UntrustedCall;

/**
 * One call of a PPB function: arguments by number and the answer, wherever the calling convention
 * has them.
 */
final class PepperCall {
  private final UntrustedCall untrusted;
  private final CallLayout layout;

  PepperCall(UntrustedCall untrusted, CallLayout layout) {
    this.untrusted = untrusted;
    this.layout = layout;
  }

  String function() {
    return layout.function().name();
  }

  /** How many parameters the function has in the version that was called. */
  int parameters() {
    return layout.function().parameters().size();
  }

  /** The C type of a parameter, which may differ between versions. */
  String type(int i) {
    return layout.function().parameters().get(i).type();
  }

  UntrustedCall untrusted() {
    return untrusted;
  }

  ModuleMemory memory() {
    return untrusted.memory();
  }

  /** A handle, boolean, enumeration, pointer or 32-bit number. */
  int word(int i) {
    return (int) first(i);
  }

  boolean bool(int i) {
    return word(i) != 0;
  }

  /** An unsigned 32-bit number or an address. */
  long unsigned(int i) {
    return first(i) & 0xffffffffL;
  }

  float real32(int i) {
    return Float.intBitsToFloat((int) first(i));
  }

  double real64(int i) {
    return Double.longBitsToDouble(first(i));
  }

  long int64(int i) {
    return first(i);
  }

  PpVar var(int i) {
    if (layout.indirect(i)) {
      long at = unsigned(i);
      byte[] copy = memory().read(at, PpVar.SIZE);
      return new PpVar(Bytes.int32(copy, 0), Bytes.int64(copy, 8));
    }
    return new PpVar((int) first(i), second(i));
  }

  CompletionCallback callback(int i) {
    if (layout.indirect(i)) {
      byte[] copy = memory().read(unsigned(i), 12);
      return new CompletionCallback(
          Bytes.int32(copy, 0), Bytes.int32(copy, 4), Bytes.int32(copy, 8));
    }
    long functionAndData = first(i);
    return new CompletionCallback(
        (int) functionAndData, (int) (functionAndData >>> 32), (int) second(i));
  }

  private long first(int i) {
    int index = layout.index(i);
    return switch (layout.place(i)) {
      case INTEGER -> untrusted.integerRegister(index);
      case REAL -> Double.doubleToRawLongBits(untrusted.realRegister(index));
      case STACK -> untrusted.stackSlot(index);
    };
  }

  /** The second half of a 16-byte struct, which lies beside the first. */
  private long second(int i) {
    int next = layout.index(i) + 1;
    return layout.place(i) == CallLayout.Place.INTEGER
        ? untrusted.integerRegister(next)
        : untrusted.stackSlot(next);
  }

  void answer(int value) {
    untrusted.returns(value & 0xffffffffL);
  }

  void answer(boolean value) {
    untrusted.returns(value ? 1 : 0);
  }

  void answer(double value) {
    untrusted.returnsReal(value);
  }

  void answer(float value) {
    untrusted.returnsReal(Double.longBitsToDouble(Float.floatToRawIntBits(value) & 0xffffffffL));
  }

  void answer(PpVar value) {
    if (layout.hiddenResult()) {
      byte[] bytes = new byte[PpVar.SIZE];
      Bytes.putInt32(bytes, 0, value.type());
      Bytes.putInt64(bytes, 8, value.bits());
      memory().write(untrusted.integerRegister(0) & 0xffffffffL, bytes);
    } else {
      untrusted.returns(value.type() & 0xffffffffL, value.bits());
    }
  }

  /** A struct PP_Point. */
  void answerPoint(int x, int y) {
    if (layout.hiddenResult()) {
      answerStruct(pair(x, y));
    } else {
      untrusted.returns(x & 0xffffffffL | (long) y << 32);
    }
  }

  /** A struct PP_FloatPoint. */
  void answerFloats(float x, float y) {
    byte[] bytes = pair(Float.floatToRawIntBits(x), Float.floatToRawIntBits(y));
    if (layout.hiddenResult()) {
      answerStruct(bytes);
    } else {
      untrusted.returnsReal(Double.longBitsToDouble(Bytes.int64(bytes, 0)));
    }
  }

  private static byte[] pair(int first, int second) {
    byte[] bytes = new byte[8];
    Bytes.putInt32(bytes, 0, first);
    Bytes.putInt32(bytes, 4, second);
    return bytes;
  }

  /** A struct whose place the caller gives, and gets back. */
  void answerStruct(byte[] bytes) {
    long at = untrusted.integerRegister(0) & 0xffffffffL;
    memory().write(at, bytes);
    untrusted.returns(at);
  }

  /**
   * The answer to an unusable pointer: an error where the function has error codes, else nothing.
   */
  void answerBadAddress() {
    if (layout.function().resultPassing() == Passing.WORD
        && layout.function().result().equals("int32_t")) {
      answer(PpError.PP_ERROR_BADARGUMENT);
    } else {
      untrusted.returns(0);
    }
  }

  /** For a service's default branch: a declared function that it does not have. */
  AssertionError undeclared() {
    return new AssertionError("no service for " + layout.function());
  }
}
