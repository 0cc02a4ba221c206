package org.halite.runtime.machine;

/** General registers of x86-64 in hardware number order. */
public enum Register {
  RAX,
  RCX,
  RDX,
  RBX,
  RSP,
  RBP,
  RSI,
  RDI,
  R8,
  R9,
  R10,
  R11,
  R12,
  R13,
  R14,
  R15;

  /** The number an instruction encodes, 0-15. */
  public int number() {
    return ordinal();
  }

  int low() {
    return ordinal() & 7;
  }

  int high() {
    return ordinal() >> 3;
  }
}
