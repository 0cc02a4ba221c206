package org.halite.runtime.validator;

/**
 * Judges small pieces of code that stand alone, one after the other: each is a whole chunk at
 * offset 0, every CPU feature of the model is allowed, and the non-temporal forms of spec/nacl.md
 * 3.12 count as accepted, since only a loader decides about them. These are the terms of the
 * independent verdicts that {@code OracleTest} replays. Allocates nothing for a piece; not shared
 * between threads.
 */
public final class RecordCheck {
  private final ChunkWalk walk = Validator.oracleWalk();

  /**
   * Whether a piece obeys every rule.
   *
   * @param code a heap array in which the piece lies
   * @param offset of its first byte
   * @param length of it, whole bundles of 32
   */
  public boolean accepts(byte[] code, int offset, int length) {
    return walk.accepts(code, offset, length);
  }
}
