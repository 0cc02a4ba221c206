package org.halite.app.command;

import java.time.Duration;
import java.time.Instant;

/** When this process began: what the transcript's milliseconds count from. */
final class ProgramStart {
  private ProgramStart() {}

  /**
   * As {@link System#nanoTime} would have told it; the system knows it to a hundredth of a second.
   */
  static long nanos() {
    Instant start = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    return System.nanoTime() - Math.max(0, Duration.between(start, Instant.now()).toNanos());
  }
}
