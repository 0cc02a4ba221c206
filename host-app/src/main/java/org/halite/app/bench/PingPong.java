package org.halite.app.bench;

import java.util.concurrent.locks.LockSupport;

/**
 * The yardstick of {@code sample-apps/bench/ping-pong.S}: two threads of Java that hand a word to
 * each other, looking for their turn all the time, or asleep.
 *
 * @param awake nanoseconds of a round trip in the best round
 * @param asleep the same
 */
record PingPong(double awake, double asleep) {
  static final int ROUNDS = 20;
  static final int TRIPS = 1000;

  private static final class Turn {
    volatile boolean yours;
    volatile boolean over;
    volatile Thread asker;
  }

  static PingPong measure() throws InterruptedException {
    return new PingPong(best(false), best(true));
  }

  private static double best(boolean sleeping) throws InterruptedException {
    Turn turn = new Turn();
    turn.asker = Thread.currentThread();
    Thread partner =
        Thread.ofPlatform().daemon().name("partner").unstarted(() -> answer(turn, sleeping));
    partner.start();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      long begin = System.nanoTime();
      for (int j = 0; j < TRIPS; j++) {
        turn.yours = true;
        if (sleeping) {
          LockSupport.unpark(partner);
        }
        while (turn.yours) {
          await(sleeping, turn);
        }
      }
      best = Math.min(best, System.nanoTime() - begin);
    }
    turn.over = true;
    LockSupport.unpark(partner);
    partner.join();
    return best / (double) TRIPS;
  }

  private static void answer(Turn turn, boolean sleeping) {
    while (true) {
      while (!turn.yours) {
        if (turn.over) {
          return;
        }
        await(sleeping, turn);
      }
      turn.yours = false;
      if (sleeping) {
        LockSupport.unpark(turn.asker);
      }
    }
  }

  private static void await(boolean sleeping, Turn turn) {
    if (sleeping) {
      LockSupport.park(turn);
    } else {
      Thread.onSpinWait();
    }
  }
}
