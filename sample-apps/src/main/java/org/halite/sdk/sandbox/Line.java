package org.halite.sdk.sandbox;

/** A line of the rewritten assembly before its layout. */
sealed interface Line {
  /** A directive or label, as it will stand there. */
  record Text(String text) implements Line {}

  /** Code. */
  record Code(Piece piece) implements Line {}
}
