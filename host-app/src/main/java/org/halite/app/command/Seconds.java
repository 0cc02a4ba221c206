package org.halite.app.command;

import java.time.Duration;

/** Durations of the command line. */
final class Seconds {
  private static final int MAX = 1_000_000;

  private Seconds() {}

  static Duration of(String option, double seconds) {
    if (!(seconds > 0) || seconds > MAX) {
      throw new Failure(
          ExitCodes.USAGE,
          option
              + " "
              + seconds
              + " is no time: give seconds, more than 0 and at most "
              + MAX
              + ".");
    }
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
