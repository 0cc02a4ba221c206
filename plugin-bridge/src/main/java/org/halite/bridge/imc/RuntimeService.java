package org.halite.bridge.imc;

/** Who answers a runtime process. Called on the event loop, in order; must return at once. */
public interface RuntimeService {
  /**
   * A request of {@link org.halite.wire.ControlWire#BROWSER_SERVICE} whose number and types are
   * right; what it says is still to be checked. Never {@code hello} or service discovery.
   */
  void request(RuntimeRequest request);

  /** The connection is gone; nothing else comes. {@code reason} is one sentence. Called once. */
  void closed(String reason);
}
