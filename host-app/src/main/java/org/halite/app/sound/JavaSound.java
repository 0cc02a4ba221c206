package org.halite.app.sound;

import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.SourceDataLine;
import org.halite.bridge.sound.SilentOutput;
import org.halite.bridge.sound.SoundOutput;

/**
 * Lines of Java Sound. Where the machine has none, or none that is free, time passes in silence at
 * the same pace.
 */
public final class JavaSound implements SoundOutput {
  private static final int BITS = 16;
  private static final int CHANNELS = 2;

  /** What a line holds at least: what is less stutters on desktop systems. */
  private static final int LEAST_MILLIS = 20;

  private final SoundOutput silence = new SilentOutput();

  @Override
  public Line open(int rate, int frames) {
    AudioFormat format = new AudioFormat(rate, BITS, CHANNELS, true, false);
    try {
      SourceDataLine line = AudioSystem.getSourceDataLine(format);
      line.open(format, FRAME_BYTES * Math.max(2 * frames, rate * LEAST_MILLIS / 1000));
      line.start();
      return new Device(line, silence.open(rate, frames));
    } catch (LineUnavailableException | IllegalArgumentException | SecurityException none) {
      return silence.open(rate, frames);
    }
  }

  /**
   * @param spare keeps the pace when the device takes no more, for it was pulled out
   */
  private record Device(SourceDataLine line, Line spare) implements Line {
    @Override
    public int play(byte[] pcm) throws InterruptedException {
      int taken = line.write(pcm, 0, pcm.length);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return taken < pcm.length
          ? spare.play(pcm)
          : (line.getBufferSize() - line.available()) / FRAME_BYTES;
    }

    /** What is under way is cut off. */
    @Override
    public void close() {
      line.stop();
      line.flush();
      line.close();
      spare.close();
    }
  }
}
