package org.halite.sandbox;

import java.time.Duration;

/**
 * What a module or program may use.
 *
 * @param memory bytes of its own memory, 4 GiB at most; 0 for the usual limit
 * @param time of a module for its start and for each call, of a program for all of its run
 * @param output bytes on each of a program's output streams
 */
public record Limits(long memory, Duration time, int output) {
  /** The runtime's usual memory, half a minute, 64 MiB of output. */
  public static final Limits USUAL = new Limits(0, Duration.ofSeconds(30), 64 << 20);

  private static final long MAX_MEMORY = 4L << 30;

  public Limits {
    if (memory < 0 || memory > MAX_MEMORY) {
      throw new IllegalArgumentException("memory of " + memory + " bytes; 4 GiB are the limit");
    }
    if (time.isNegative() || time.isZero() || time.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("a time of " + time + "; more than 0, at most a day");
    }
    if (output < 0) {
      throw new IllegalArgumentException("output of " + output + " bytes");
    }
  }

  /** The same with another memory limit, in bytes. */
  public Limits withMemory(long bytes) {
    return new Limits(bytes, time, output);
  }

  /** The same with another time limit. */
  public Limits withTime(Duration limit) {
    return new Limits(memory, limit, output);
  }

  /** The same with another limit of output, in bytes. */
  public Limits withOutput(int bytes) {
    return new Limits(memory, time, bytes);
  }
}
