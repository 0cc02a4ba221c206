package org.halite.bridge.imc;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Joins a connection that a module made to whom it has a capability of. Messages wait in the
 * windows of the two connections and nowhere else; when one ends, so does the other.
 */
final class Relay {
  private static final Duration EVER = Duration.ofDays(36500);

  private Relay() {}

  static void start(ImcConnection from, ImcDescriptor.ConnectionCapability to) {
    var _ =
        Thread.ofVirtual()
            .name("halite-relay")
            .start(
                () -> {
                  try (from;
                      ImcConnection other = to.connect()) {
                    Thread back =
                        Thread.ofVirtual().name("halite-relay").start(() -> pump(other, from));
                    pump(from, other);
                    back.join();
                  } catch (IOException e) {
                    // Nobody accepts there: the module finds its connection closed.
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
  }

  private static void pump(ImcConnection from, ImcConnection to) {
    try (from;
        to) {
      for (ImcMessage m = from.receive(EVER); m != null; m = from.receive(EVER)) {
        try {
          to.send(m);
        } finally {
          m.drop();
        }
      }
    } catch (IOException | TimeoutException e) {
      // One end is gone: the other is closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
