package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.halite.bridge.sound.SilentOutput;
import org.halite.bridge.sound.SoundOutput;

/** Hears all that modules play, at the pace of a device. */
final class HeardSound implements SoundOutput {
  /** Bytes before the samples of a WAV file, and where among them the rate is. */
  private static final int WAV_HEADER = 44;

  private static final int WAV_RATE = 24;
  private static final long PATIENCE_MILLIS = 20_000;

  private final SoundOutput device = new SilentOutput();
  private final List<ByteArrayOutputStream> streams = new ArrayList<>();
  private int open;

  @Override
  public synchronized Line open(int rate, int frames, Consumer<String> told)
      throws InterruptedException {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    streams.add(heard);
    open++;
    return new Ear(device.open(rate, frames, told), heard);
  }

  private final class Ear implements Line {
    private final Line line;
    private final ByteArrayOutputStream heard;

    Ear(Line line, ByteArrayOutputStream heard) {
      this.line = line;
      this.heard = heard;
    }

    @Override
    public int play(byte[] pcm) throws InterruptedException {
      synchronized (HeardSound.this) {
        heard.writeBytes(pcm);
        HeardSound.this.notifyAll();
      }
      return line.play(pcm);
    }

    @Override
    public void close() {
      line.close();
      synchronized (HeardSound.this) {
        open--;
        HeardSound.this.notifyAll();
      }
    }
  }

  synchronized int count() {
    return streams.size();
  }

  /** Streams that have not come to their end. */
  synchronized int playing() {
    return open;
  }

  /** All of a stream, by the order in which they began. */
  synchronized byte[] stream(int number) {
    return streams.get(number).toByteArray();
  }

  /** Waits for so many frames of the newest stream; one of its channels. */
  synchronized double[] await(int frames, int channel) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (streams.isEmpty() || streams.getLast().size() < frames * FRAME_BYTES) {
      if (System.nanoTime() > end) {
        fail("heard too little: " + streams.stream().map(ByteArrayOutputStream::size).toList());
      }
      wait(100);
    }
    return channel(streams.getLast().toByteArray(), frames, channel);
  }

  static double[] channel(byte[] pcm, int frames, int channel) {
    ByteBuffer bytes = ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN);
    double[] samples = new double[frames];
    for (int i = 0; i < frames; i++) {
      samples[i] = bytes.getShort(i * FRAME_BYTES + 2 * channel);
    }
    return samples;
  }

  /** Waits until no stream is open. */
  synchronized void awaitSilence() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (open > 0) {
      if (System.nanoTime() > end) {
        fail(open + " streams are still open");
      }
      wait(100);
    }
  }

  /**
   * A recording of a sine and silence around it, without a gap or a click in between.
   *
   * @param wav of halite open --record-sound
   */
  static void expectSine(Path wav, int hertz, double seconds) throws IOException {
    byte[] file = Files.readAllBytes(wav);
    int rate = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(WAV_RATE);
    byte[] pcm = Arrays.copyOfRange(file, WAV_HEADER, file.length);
    double[] all = channel(pcm, pcm.length / FRAME_BYTES, 0);
    int from = 0;
    int to = all.length;
    while (from < to && all[from] == 0) {
      from++;
    }
    while (to > from && all[to - 1] == 0) {
      to--;
    }
    double[] heard = Arrays.copyOfRange(all, from, to);
    assertEquals(seconds, (double) heard.length / rate, 0.01, "seconds of sound in " + wav);
    assertEquals(hertz * seconds, upwardCrossings(heard), 2, "turns of the sine in " + wav);
    assertTrue(share(heard, hertz, rate) > 0.99, wav + " is no pure sine");
    double most = Math.ceil(Short.MAX_VALUE * 2 * Math.PI * hertz / rate);
    assertTrue(steepest(heard) <= most, wav + " has a gap or a click");
  }

  /** From below zero to above it: as often as a sine turns. */
  static int upwardCrossings(double[] samples) {
    int crossings = 0;
    for (int i = 1; i < samples.length; i++) {
      if (samples[i - 1] < 0 && samples[i] >= 0) {
        crossings++;
      }
    }
    return crossings;
  }

  /** The largest difference between neighbours: a gap or a click is larger than a sine's own. */
  static double steepest(double[] samples) {
    double most = 0;
    for (int i = 1; i < samples.length; i++) {
      most = Math.max(most, Math.abs(samples[i] - samples[i - 1]));
    }
    return most;
  }

  /** Goertzel: the share of all energy that is at one frequency. */
  static double share(double[] samples, double hertz, int rate) {
    double turn = 2 * Math.PI * hertz / rate;
    double factor = 2 * Math.cos(turn);
    double before = 0;
    double last = 0;
    double all = 0;
    for (double sample : samples) {
      double next = sample + factor * last - before;
      before = last;
      last = next;
      all += sample * sample;
    }
    double power = last * last + before * before - factor * last * before;
    return 2 * power / (samples.length * all);
  }
}
