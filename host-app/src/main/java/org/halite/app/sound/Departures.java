package org.halite.app.sound;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The lines that were told to close and have not: a device that has room for one line refuses the
 * next until then, and of a device whose calls never come back nothing more is asked.
 */
final class Departures {
  private final LongSupplier clock;

  /** Since when each of them leaves, the first ones first. Guarded by this. */
  private final Map<Object, Long> leaving = new LinkedHashMap<>();

  Departures() {
    this(System::nanoTime);
  }

  /**
   * @param clock in nanoseconds
   */
  Departures(LongSupplier clock) {
    this.clock = clock;
  }

  synchronized void begin(Object line) {
    leaving.put(line, clock.getAsLong());
  }

  synchronized void end(Object line) {
    leaving.remove(line);
    notifyAll();
  }

  synchronized boolean areOver() {
    return leaving.isEmpty();
  }

  /**
   * Waits until none is left; false when that takes longer, or has already: whoever comes after a
   * device is stuck need not find out anew.
   */
  synchronized boolean await(long millis) throws InterruptedException {
    long begin = clock.getAsLong();
    while (!leaving.isEmpty()) {
      long now = clock.getAsLong();
      long oldest = now - leaving.values().iterator().next();
      long left = millis - Math.max(oldest, now - begin) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}
