package org.halite.app.command;

import java.time.Duration;
import java.time.Instant;

/** When the program began: what the transcript's milliseconds count from. */
final class ProgramStart {
  /**
   * Milliseconds since 1970, from the launcher when it spent this process's first minutes on a
   * build.
   */
  private static final String PROPERTY = "halite.start";

  private ProgramStart() {}

  /**
   * As {@link System#nanoTime} would have told it; the system knows it to a hundredth of a second.
   */
  static long nanos() {
    Long afterBuild = Long.getLong(PROPERTY);
    Instant start =
        afterBuild != null
            ? Instant.ofEpochMilli(afterBuild)
            : ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    return System.nanoTime() - Math.max(0, Duration.between(start, Instant.now()).toNanos());
  }
}
