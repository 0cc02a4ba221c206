package org.halite.sandbox;

import java.time.Duration;

/**
 * What a module may take.
 *
 * @param memory bytes that it may map, 0 for 2 GiB; at most 4 GiB
 * @param start how long it has to begin to serve
 * @param call how long one call may take; a module that takes longer loses its connection
 */
public record Limits(long memory, Duration start, Duration call) {
  /** 2 GiB, ten seconds to start, ten for a call. */
  public static final Limits USUAL = new Limits(0, Duration.ofSeconds(10), Duration.ofSeconds(10));

  private static final long MAX_MEMORY = 4L << 30;

  public Limits {
    if (memory < 0 || memory > MAX_MEMORY) {
      throw new IllegalArgumentException("memory of " + memory + " bytes; 0 to 4 GiB is possible");
    }
    if (start.isNegative() || start.isZero() || call.isNegative() || call.isZero()) {
      throw new IllegalArgumentException("a time limit that is not positive");
    }
  }

  /** The same with other memory. */
  public Limits withMemory(long bytes) {
    return new Limits(bytes, start, call);
  }

  /** The same with another time for each call. */
  public Limits withCall(Duration longest) {
    return new Limits(memory, start, longest);
  }
}
