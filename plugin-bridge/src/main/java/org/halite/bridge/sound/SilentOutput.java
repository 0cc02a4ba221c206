package org.halite.bridge.sound;

import java.util.concurrent.TimeUnit;

/**
 * A device that nobody hears and that takes sound as fast as one that is heard: one piece is played
 * while another waits.
 */
public final class SilentOutput implements SoundOutput {
  @Override
  public Line open(int rate, int frames) {
    return new Silence(rate);
  }

  private static final class Silence implements Line {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int rate;
    private boolean begun;

    /** When all that it was given will have been played, as System.nanoTime. */
    private long end;

    Silence(int rate) {
      this.rate = rate;
    }

    @Override
    public int play(byte[] pcm) throws InterruptedException {
      long now = System.nanoTime();
      if (!begun || end - now < 0) { // it ran dry: what was missed is not made up for
        end = now;
        begun = true;
      }
      long before = end;
      end += SECOND * (pcm.length / FRAME_BYTES) / rate;
      if (before - now > 0) {
        TimeUnit.NANOSECONDS.sleep(before - now);
      } else if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long left = Math.max(end - System.nanoTime(), 0);
      return (int) (left * rate / SECOND);
    }

    @Override
    public void close() {}
  }
}
