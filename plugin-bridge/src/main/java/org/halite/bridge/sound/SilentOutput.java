package org.halite.bridge.sound;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A device that nobody hears and that takes sound as fast as one that is heard: one piece is played
 * while another waits, or as many as last 20 ms.
 */
public final class SilentOutput implements SoundOutput {
  @Override
  public Line open(int rate, int frames, Consumer<String> told) {
    return new Silence(rate);
  }

  private static final class Silence implements Line {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** What it holds at least, as devices do: a thread that sleeps does not wake to the moment. */
    private static final long LEAST = TimeUnit.MILLISECONDS.toNanos(20);

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
      long piece = SECOND * (pcm.length / FRAME_BYTES) / rate;
      end += piece;
      long early = end - now - Math.max(2 * piece, LEAST);
      if (early > 0) {
        TimeUnit.NANOSECONDS.sleep(early);
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
