package org.halite.runtime.imc;

/** The way to the browser, as connections see it. Called by the module's threads, no lock held. */
public interface Carrier {
  /**
   * Sends a message, waiting while the wire is full.
   *
   * @param descriptors as {@link org.halite.wire.TravellingDescriptor} has them
   * @param taken run when the browser's side has taken the message
   * @return false when the browser is gone
   */
  boolean message(int connection, byte[] bytes, byte[] descriptors, Runnable taken);

  /** The module's end is closed. */
  void closed(int connection);
}
