package org.halite.wire;

/**
 * The other end sent something the wire does not allow. The connection is of no use any more; the
 * message says what was wrong.
 */
public final class WireException extends Exception {
  private static final long serialVersionUID = 1L;

  public WireException(String message) {
    super(message);
  }
}
