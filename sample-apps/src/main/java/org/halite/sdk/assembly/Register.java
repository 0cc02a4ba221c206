package org.halite.sdk.assembly;

import java.util.HashMap;
import java.util.Map;

/**
 * A general-purpose register, or a part of one.
 *
 * @param name as in assembly, without the percent sign
 * @param number 0 rax, 1 rcx, 2 rdx, 3 rbx, 4 rsp, 5 rbp, 6 rsi, 7 rdi, 8-15
 * @param bits 8, 16, 32 or 64
 * @param high ah, ch, dh or bh
 */
public record Register(String name, int number, int bits, boolean high) {
  public static final int RCX = 1;
  public static final int RSP = 4;
  public static final int RBP = 5;
  public static final int RSI = 6;
  public static final int RDI = 7;

  /** The rewriter's scratch register. */
  public static final int R11 = 11;

  /** The base of the module's 4 GiB. */
  public static final int R15 = 15;

  private static final String[] LEGACY = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
  private static final Map<String, Register> ALL = new HashMap<>();

  static {
    for (int n = 0; n < 16; n++) {
      String old = n < 8 ? LEGACY[n] : null;
      put(old != null ? "r" + old : "r" + n, n, 64, false);
      put(old != null ? "e" + old : "r" + n + "d", n, 32, false);
      put(old != null ? old : "r" + n + "w", n, 16, false);
      put(n < 4 ? old.charAt(0) + "l" : old != null ? old + "l" : "r" + n + "b", n, 8, false);
    }
    for (int n = 0; n < 4; n++) {
      put(LEGACY[n].charAt(0) + "h", n, 8, true);
    }
  }

  private static void put(String name, int number, int bits, boolean high) {
    ALL.put(name, new Register(name, number, bits, high));
  }

  /** The register of this name, or null if it is none of the general-purpose ones. */
  public static Register named(String name) {
    return ALL.get(name);
  }

  /** As many bits of the register with this number. */
  public static Register of(int number, int bits) {
    for (Register register : ALL.values()) {
      if (register.number == number && register.bits == bits && !register.high) {
        return register;
      }
    }
    throw new IllegalArgumentException("register " + number + " of " + bits + " bits");
  }

  public Register as(int wanted) {
    return of(number, wanted);
  }

  @Override
  public String toString() {
    return "%" + name;
  }
}
