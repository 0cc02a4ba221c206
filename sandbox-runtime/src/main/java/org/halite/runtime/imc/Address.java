package org.halite.runtime.imc;

/** Where a connection capability leads to. */
public interface Address {
  /** A new connection, waiting for room in the queue of callers; null when nobody listens. */
  Endpoint connect();

  /** Nobody will connect here any more. */
  void forget();
}
