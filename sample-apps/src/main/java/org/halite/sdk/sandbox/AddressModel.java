package org.halite.sdk.sandbox;

import java.util.List;

/** Whether the linker knows where the code will lie. */
public enum AddressModel {
  /** A program at its place: an address fits into an instruction. */
  FIXED,
  /** Code of a shared library: addresses are counted from the program counter. */
  RELATIVE;

  /** The model that the last of a compiler's options for it asks for; without any, fixed. */
  public static AddressModel of(List<String> options) {
    AddressModel model = FIXED;
    for (String option : options) {
      model =
          switch (option) {
            case "-fPIC", "-fpic", "-fPIE", "-fpie" -> RELATIVE;
            case "-fno-PIC", "-fno-pic", "-fno-PIE", "-fno-pie" -> FIXED;
            default -> model;
          };
    }
    return model;
  }
}
