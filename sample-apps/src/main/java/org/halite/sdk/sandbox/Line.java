package org.halite.sdk.sandbox;

/** A line of the rewritten assembly before its layout. */
sealed interface Line {
  /** A directive or label, as it will stand there. */
  record Text(String text) implements Line {}

  /**
   * Code.
   *
   * @param origin the label at the start of the section, which is the start of a bundle
   */
  record Code(Piece piece, String origin) implements Line {}
}
