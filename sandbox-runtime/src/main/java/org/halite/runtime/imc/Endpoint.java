package org.halite.runtime.imc;

/** One end of a connection. Where the other end is, in this module or beyond, does not show. */
public interface Endpoint {
  /** What became of a message. Only with SENT has the endpoint taken it over. */
  enum Outcome {
    SENT,
    WOULD_BLOCK,
    PEER_GONE
  }

  /**
   * Sends a message whole.
   *
   * @param wait whether to wait for room
   */
  Outcome send(Message message, boolean wait);

  /**
   * The next message.
   *
   * @param wait whether to wait for one
   * @return null when there is none now, {@link Message#END} when there will never be one
   */
  Message receive(boolean wait);

  /**
   * Waits until {@link #receive} would not wait, or the other endpoint, of the same module, is of
   * no use any more; false in that case.
   */
  boolean awaitMessage(Endpoint other);

  /** Whether nothing can be sent any more. With the lock of the module's exchange held. */
  boolean isOver();

  /** Ends the connection from this side; what was sent can still be received by the other. */
  void close();
}
