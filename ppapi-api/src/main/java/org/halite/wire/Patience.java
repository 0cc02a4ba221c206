package org.halite.wire;

import java.util.function.LongSupplier;

/**
 * Decides how long a thread that waits for the other process looks again before it sleeps. To wake
 * a processor out of its sleep takes longer than a whole call of a module; so where answers have
 * come quickly, the next one is looked for awake for a while. Who waits long does so asleep: each
 * vain look lessens the willingness, and no look lasts longer than {@link #LONGEST_NANOS}.
 *
 * <p>One waiting thread at a time: {@link #begin}, {@link #more} until false or until it has come,
 * {@link #end} when it has, asleep or not.
 */
public final class Patience {
  /** The longest look, some times what waking a processor takes. */
  public static final long LONGEST_NANOS = 60_000;

  /** So many vain looks in a row, and no more are made. */
  private static final int MOST = 4;

  private final LongSupplier clock;
  private final int most;
  private long begun;
  private int willing;

  public Patience() {
    // With one processor, whoever looks keeps the other from answering.
    this(System::nanoTime, Runtime.getRuntime().availableProcessors() > 1 ? MOST : 0);
  }

  Patience(LongSupplier clock, int most) {
    this.clock = clock;
    this.most = most;
  }

  /** The waiting begins. */
  public void begin() {
    begun = clock.getAsLong();
  }

  /** Whether to look once more; lets other threads run first. False: sleep. */
  public boolean more() {
    if (willing <= 0) {
      return false;
    }
    if (clock.getAsLong() - begun >= LONGEST_NANOS) {
      willing--;
      return false;
    }
    Thread.yield();
    return true;
  }

  /** What was waited for has come. */
  public void end() {
    if (willing < most && clock.getAsLong() - begun < LONGEST_NANOS) {
      willing++;
    }
  }
}
