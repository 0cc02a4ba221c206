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
  private final byte[] record;

  /**
   * @param size bytes of each piece, whole bundles of 32
   */
  public RecordCheck(int size) {
    if (size <= 0 || size % Validator.BUNDLE_BYTES != 0) {
      throw new IllegalArgumentException(
          "records of " + size + " bytes; whole bundles of 32 are needed");
    }
    record = new byte[size];
  }

  /** Whether the piece that starts at {@code offset} obeys every rule. */
  public boolean accepts(byte[] code, int offset) {
    System.arraycopy(code, offset, record, 0, record.length);
    return walk.accepts(record, record.length);
  }
}
