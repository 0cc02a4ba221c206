package org.halite.app.sound;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.halite.bridge.sound.SoundOutput;

/**
 * One stream of sound on a device; while the device is away, in silence. Used by one thread, which
 * no device can hold up for longer than some seconds.
 */
final class DeviceLine implements SoundOutput.Line {
  static final String NONE = "no sound device is free: what the module plays is not heard";
  static final String LOST = "the sound device is gone: what the module plays is not heard";
  static final String BACK = "the sound device is back";

  /** A device that was lost is looked for again so often. */
  private static final long AGAIN = TimeUnit.SECONDS.toNanos(5);

  private static final double SECOND = 1e9;

  /** Devices' clocks differ from the machine's by much less. */
  private static final double FASTEST = 1.02;

  /** Seconds of sound that a device may be ahead of the machine's clock. */
  private static final double AHEAD = 0.25;

  private final int rate;
  private final int frames;
  private final Departures departures;
  private final SoundOutput silence;
  private final Consumer<String> told;

  /** Null while none is open or being opened. */
  private Device device;

  private boolean heard;

  /** When it was lost or last looked for, as System.nanoTime; 0 if never. */
  private long lostAt;

  /** Keeps the pace where the device does not; null while it does. */
  private SoundOutput.Line clock;

  /** When the device took its first frames, and how many it took. */
  private long began;

  private long taken;

  /** Opens a device, or none when that cannot be. */
  DeviceLine(
      int rate, int frames, Departures departures, SoundOutput silence, Consumer<String> told)
      throws InterruptedException {
    this.rate = rate;
    this.frames = frames;
    this.departures = departures;
    this.silence = silence;
    this.told = told;
    if (departures.await(Device.PATIENCE_MILLIS)) {
      device = Device.start(rate, frames, departures);
      try {
        heard = device.awaitOpen();
      } finally {
        if (!heard) {
          device.close();
        }
      }
    }
    if (!heard) {
      device = null;
      clock = silence.open(rate, frames, told);
      told.accept(NONE);
    }
  }

  @Override
  public int play(byte[] pcm) throws InterruptedException {
    if (!heard && lostAt != 0) {
      seek();
    }
    if (heard && !device.play(pcm)) {
      lose();
    }
    if (!heard) {
      return clock.play(pcm);
    }
    if (taken == 0) {
      began = System.nanoTime();
    }
    taken += pcm.length / SoundOutput.FRAME_BYTES;
    if (clock == null && runsAhead()) {
      clock = silence.open(rate, frames, told);
    }
    return clock == null ? device.queued() : clock.play(pcm);
  }

  /** ALSA's null and file devices take all that they are given, at once. */
  private boolean runsAhead() {
    double passed = (System.nanoTime() - began) / SECOND;
    return taken - device.queued() > (FASTEST * passed + AHEAD) * rate;
  }

  private void lose() throws InterruptedException {
    device.close();
    device = null;
    heard = false;
    lostAt = System.nanoTime();
    clock = silence.open(rate, frames, told);
    told.accept(LOST);
  }

  /** Looks for a device again, without waiting for it. */
  private void seek() {
    if (device != null && device.isOpen()) {
      heard = true;
      clock = null;
      taken = 0;
      told.accept(BACK);
    } else if ((device == null || device.isOver())
        && System.nanoTime() - lostAt > AGAIN
        && departures.areOver()) {
      lostAt = System.nanoTime();
      device = Device.start(rate, frames, departures);
    }
  }

  @Override
  public void close() {
    if (device != null) {
      device.close();
    }
    if (clock != null) {
      clock.close();
    }
  }
}
