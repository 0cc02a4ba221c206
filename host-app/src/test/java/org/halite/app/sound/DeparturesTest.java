package org.halite.app.sound;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DeparturesTest {
  private static final long PATIENCE = 3000;

  private volatile long millis;
  private final Departures departures = new Departures(() -> millis * 1_000_000);

  @Test
  void nobodyWaitsWhereNobodyLeaves() throws InterruptedException {
    assertTrue(departures.areOver());
    assertTrue(departures.await(PATIENCE));
    departures.begin("a");
    departures.end("a");
    assertTrue(departures.await(PATIENCE));
  }

  @Test
  void whoeverLeavesIsWaitedFor() throws InterruptedException {
    departures.begin("a");
    departures.begin("b");
    Thread leaves =
        Thread.ofPlatform()
            .start(
                () -> {
                  departures.end("b");
                  departures.end("a");
                });
    assertTrue(departures.await(PATIENCE));
    leaves.join();
  }

  @Test
  void afterADeviceIsStuckNobodyWaitsAnew() throws InterruptedException {
    departures.begin("stuck");
    millis = PATIENCE - 1;
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> departures.await(PATIENCE), "it would wait");
    millis = PATIENCE;
    departures.begin("another");
    Thread.currentThread().interrupt();
    assertFalse(departures.await(PATIENCE), "it was not waited for, or that would have ended so");
    assertTrue(Thread.interrupted());
    departures.end("stuck");
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> departures.await(PATIENCE), "the other is new");
    departures.end("another");
    assertTrue(departures.await(PATIENCE));
  }
}
