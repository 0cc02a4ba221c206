package org.halite.app.page;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.halite.app.window.Toolkit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pump of a page that is closed while modules still have their say. */
@Timeout(120)
class EventPumpTest {
  private static final int ROUNDS = 300;
  private static final int EVENTS = 500;

  @Test
  void noEventIsLostWhenItIsClosedMeanwhile() throws Exception {
    Toolkit.start(true);
    for (int round = 0; round < ROUNDS; round++) {
      EventPump pump = Toolkit.call(EventPump::new);
      CountDownLatch ran = new CountDownLatch(EVENTS);
      Thread module =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < EVENTS; i++) {
                      pump.add(ran::countDown);
                    }
                  });
      Toolkit.call(
          () -> {
            pump.close();
            return null;
          });
      module.join();
      assertTrue(
          ran.await(10, TimeUnit.SECONDS),
          () -> ran.getCount() + " events of a closed pump never ran");
    }
  }
}
