package org.halite.ppapi;

/** The two ways in which modules call PPAPI (spec/ppapi-binding.md). */
public enum Convention {
  /** x86-64 with 32-bit pointers: small structs by value in registers. */
  NATIVE,
  /**
   * Of translated portable modules: a struct by value is a pointer to a copy, a struct returned is
   * a hidden first pointer.
   */
  PEXE
}
