package org.halite.app.sound;

import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.SourceDataLine;
import org.halite.bridge.sound.SoundOutput;

/**
 * A line of a device and the thread that alone talks to it. Others wait for that thread with a
 * limit, for a call of a device whose server hangs may never come back.
 */
final class Device {
  private static final int BITS = 16;
  private static final int CHANNELS = 2;

  /** What a line holds at least: what is less stutters on desktop systems. */
  private static final int LEAST_MILLIS = 20;

  /** The device has answered within it, or nobody waits for it any longer. */
  static final long PATIENCE_MILLIS = 3000;

  /** A line that closes, ours or another program's, may be in the way for a moment. */
  private static final int TRIES = 10;

  private static final long TRY_MILLIS = 20;

  /** Longer than a device takes for what it holds: then it is asked whether it is still there. */
  private static final long LATE_MILLIS = 150;

  private static final long PAUSE_MILLIS = 2;

  private final AudioFormat format;
  private final int wanted;
  private final Departures departures;

  // Guarded by this.
  private boolean open;
  private boolean ended;
  private boolean closed;

  /** What is to be played; null when it has been taken. */
  private byte[] offered;

  private int capacity;
  private int queued;

  // Of the device's thread.
  private boolean started;
  private int written;

  private Device(int rate, int frames, Departures departures) {
    this.format = new AudioFormat(rate, BITS, CHANNELS, true, false);
    this.wanted = SoundOutput.FRAME_BYTES * Math.max(2 * frames, rate * LEAST_MILLIS / 1000);
    this.departures = departures;
  }

  /** Begins to open a line. */
  static Device start(int rate, int frames, Departures departures) {
    Device device = new Device(rate, frames, departures);
    Thread _ = Thread.ofPlatform().daemon().name("halite-device").start(device::run);
    return device;
  }

  // The others' side.

  /** Waits until it is known whether there is a line; false when there is none. */
  synchronized boolean awaitOpen() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (!open && !ended && System.nanoTime() < end) {
      wait(PATIENCE_MILLIS);
    }
    return open && !ended;
  }

  synchronized boolean isOpen() {
    return open && !ended;
  }

  synchronized boolean isOver() {
    return ended;
  }

  /**
   * Gives it what is to be played next, and waits until the line has taken it.
   *
   * @return false when it did not: then it is lost
   */
  synchronized boolean play(byte[] pcm) throws InterruptedException {
    offered = pcm;
    notifyAll();
    long patience = PATIENCE_MILLIS + 1000L * Math.max(capacity, pcm.length) / bytesOfSeconds(1);
    long end = System.nanoTime() + patience * 1_000_000;
    while (offered != null && !ended && System.nanoTime() < end) {
      wait(patience);
    }
    return offered == null;
  }

  private int bytesOfSeconds(int seconds) {
    return seconds * (int) format.getFrameRate() * SoundOutput.FRAME_BYTES;
  }

  /** Frames that the line has taken and not played. */
  synchronized int queued() {
    return queued / SoundOutput.FRAME_BYTES;
  }

  /** Nothing of it is heard any more, or soon. Does not wait. */
  synchronized void close() {
    if (!closed && !ended) {
      departures.begin(this);
    }
    closed = true;
    notifyAll();
  }

  // The side of its thread.

  private void run() {
    try {
      open();
    } catch (LineUnavailableException | RuntimeException none) {
      return; // Java Sound has one for each case, and drivers others; it is over for all of them
    } catch (InterruptedException nobody) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private synchronized void end() {
    ended = true;
    if (closed) {
      departures.end(this);
    }
    notifyAll();
  }

  private void open() throws LineUnavailableException, InterruptedException {
    try (SourceDataLine line = AudioSystem.getSourceDataLine(format)) {
      for (int tries = 1; !tryToOpen(line, tries == TRIES); tries++) {
        if (!pause(TRY_MILLIS)) {
          return;
        }
      }
      opened(line.getBufferSize());
      for (byte[] pcm = next(); pcm != null && write(line, pcm); pcm = next()) {
        taken(Math.max(line.getBufferSize() - line.available(), 0));
      }
      line.stop();
      line.flush(); // what is under way is cut off
    }
  }

  private boolean tryToOpen(SourceDataLine line, boolean last) throws LineUnavailableException {
    try {
      line.open(format, wanted);
      return true;
    } catch (LineUnavailableException busy) {
      if (last) {
        throw busy;
      }
      return false;
    }
  }

  private synchronized void opened(int bytes) {
    capacity = bytes;
    open = true;
    notifyAll();
  }

  private synchronized byte[] next() throws InterruptedException {
    while (offered == null && !closed) {
      wait();
    }
    return closed ? null : offered;
  }

  private synchronized void taken(int bytesLeft) {
    offered = null;
    queued = bytesLeft;
    notifyAll();
  }

  /**
   * Writes as there is room. The line starts when it is full, so that it does not run dry at once.
   *
   * @return false when the device took no more, or nobody wants it to
   */
  private boolean write(SourceDataLine line, byte[] pcm) throws InterruptedException {
    int at = 0;
    long late = 0;
    while (at < pcm.length) {
      int room = line.available() / SoundOutput.FRAME_BYTES * SoundOutput.FRAME_BYTES;
      if (room <= 0 && started && System.nanoTime() - late > 0 && late != 0) {
        room = SoundOutput.FRAME_BYTES; // a device that is gone has no room; writing tells
      }
      int count = Math.min(room, pcm.length - at);
      if (count > 0) {
        if (line.write(pcm, at, count) < count) {
          return false;
        }
        at += count;
        written += count;
        late = 0;
      } else if (late == 0) {
        late =
            System.nanoTime() + (LATE_MILLIS + 1000L * capacity() / bytesOfSeconds(1)) * 1_000_000;
      }
      if (!started && (room <= count || written >= capacity())) {
        line.start();
        started = true;
      } else if (at < pcm.length && !pause(PAUSE_MILLIS)) {
        return false;
      }
    }
    return true;
  }

  private synchronized int capacity() {
    return capacity;
  }

  /** False when it was closed. */
  private synchronized boolean pause(long millis) throws InterruptedException {
    if (!closed) {
      wait(millis);
    }
    return !closed;
  }
}
