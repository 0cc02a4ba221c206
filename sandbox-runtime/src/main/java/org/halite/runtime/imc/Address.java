package org.halite.runtime.imc;

/** Where a connection capability leads to. */
public interface Address {
  /** A new connection, waiting for room in the queue of callers; null when nobody listens. */
  Endpoint connect();

  /** Lets a caller from beyond the module wait to be accepted; false when that cannot be. */
  boolean offer(Endpoint caller);

  /** Nobody will connect here any more. */
  void forget();
}
