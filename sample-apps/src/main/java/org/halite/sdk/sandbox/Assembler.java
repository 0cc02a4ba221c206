package org.halite.sdk.sandbox;

import java.io.IOException;

/** GNU as. */
public interface Assembler {
  /**
   * @param object the object file, null if the text was refused
   * @param complaints what the assembler said
   */
  record Result(byte[] object, String complaints) {}

  /** Assembles for the ILP32 ABI of x86-64. */
  Result assemble(String text) throws IOException, InterruptedException;
}
