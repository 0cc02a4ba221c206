package org.halite.app.sound;

/**
 * The lines that were told to close and have not: a device that has room for one line refuses the
 * next until then, and of a device whose calls never come back nothing more is asked.
 */
final class Departures {
  private int leaving;

  synchronized void begin() {
    leaving++;
  }

  synchronized void end() {
    leaving--;
    notifyAll();
  }

  synchronized boolean areOver() {
    return leaving == 0;
  }

  /** Waits until none is left; false when that takes longer. */
  synchronized boolean await(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    while (leaving > 0 && System.nanoTime() < end) {
      wait(millis);
    }
    return leaving == 0;
  }
}
