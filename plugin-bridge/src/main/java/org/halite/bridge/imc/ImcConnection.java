package org.halite.bridge.imc;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * This process's end of an IMC connection to a module (spec/nacl.md ch. 18). Messages keep their
 * edges and their order. One thread sends and one receives at a time.
 */
public interface ImcConnection extends AutoCloseable {
  /**
   * Sends a message whole, waiting for room.
   *
   * @throws IOException with one sentence when the other end or the runtime process is gone
   * @throws InterruptedException then nothing was sent
   */
  void send(ImcMessage message) throws IOException, InterruptedException;

  /**
   * The next message; null when the other end has closed and nothing is left.
   *
   * @throws TimeoutException when none came in time; the connection stays usable
   * @throws IOException with one sentence when the runtime process is gone
   */
  ImcMessage receive(Duration limit) throws IOException, TimeoutException, InterruptedException;

  /** Ends the connection; what was sent can still be received by the other end. */
  @Override
  void close();
}
