package org.halite.sandbox;

import java.time.Duration;

/**
 * What a module or a program may take.
 *
 * @param memory bytes that it may map, 0 for 2 GiB; at most 4 GiB
 * @param start how long it has to begin to serve
 * @param call how long one call may take; a module that takes longer is killed. Of a {@link
 *     SandboxedProgram}: how long all of its run may take
 * @param output bytes that a {@link SandboxedProgram} may write to each of its two streams
 */
public record Limits(long memory, Duration start, Duration call, int output) {
  /** 2 GiB, ten seconds to start, ten for a call, 64 MiB of output. */
  public static final Limits USUAL = new Limits(0, Duration.ofSeconds(10), Duration.ofSeconds(10));

  private static final long MAX_MEMORY = 4L << 30;

  public Limits {
    if (memory < 0 || memory > MAX_MEMORY) {
      throw new IllegalArgumentException("memory of " + memory + " bytes; 0 to 4 GiB is possible");
    }
    if (output < 0) {
      throw new IllegalArgumentException("an output of " + output + " bytes");
    }
    if (start.isNegative() || start.isZero() || call.isNegative() || call.isZero()) {
      throw new IllegalArgumentException("a time limit that is not positive");
    }
  }

  /** With 64 MiB of output. */
  public Limits(long memory, Duration start, Duration call) {
    this(memory, start, call, 64 << 20);
  }

  /** The same with other memory. */
  public Limits withMemory(long bytes) {
    return new Limits(bytes, start, call, output);
  }

  /** The same with another time for each call. */
  public Limits withCall(Duration longest) {
    return new Limits(memory, start, longest, output);
  }

  /** The same with another limit of output. */
  public Limits withOutput(int bytes) {
    return new Limits(memory, start, call, bytes);
  }
}
