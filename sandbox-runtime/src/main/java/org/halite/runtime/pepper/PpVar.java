package org.halite.runtime.pepper;

import org.halite.ppapi.PpVarType;

/**
 * A struct PP_Var as the module holds it.
 *
 * @param type a {@link PpVarType}, or anything else from a hostile module
 * @param bits the value half: the low 32 bits for booleans and integers, a double's bits, or an id
 */
record PpVar(int type, long bits) {
  static final PpVar UNDEFINED = new PpVar(PpVarType.UNDEFINED, 0);
  static final PpVar NULL = new PpVar(PpVarType.NULL, 0);

  /** Bytes in memory: type, padding, value. */
  static final int SIZE = 16;

  static PpVar of(boolean value) {
    return new PpVar(PpVarType.BOOL, value ? 1 : 0);
  }

  static PpVar of(int value) {
    return new PpVar(PpVarType.INT32, value & 0xffffffffL);
  }

  static PpVar of(double value) {
    return new PpVar(PpVarType.DOUBLE, Double.doubleToRawLongBits(value));
  }

  boolean isCounted() {
    return PpVarType.isCounted(type);
  }

  boolean asBool() {
    return (int) bits != 0;
  }

  int asInt() {
    return (int) bits;
  }

  double asDouble() {
    return Double.longBitsToDouble(bits);
  }
}
