package org.halite.runtime.jail;

/**
 * A wall that must stand does not: untrusted code must not run. The message is a sentence for the
 * person.
 */
public final class JailException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JailException(String why) {
    super("The process could not be locked down: " + why + ".");
  }
}
