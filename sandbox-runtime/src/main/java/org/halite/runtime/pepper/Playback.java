package org.halite.runtime.pepper;

import org.halite.runtime.machine.ModuleEnded;
import org.halite.runtime.machine.UntrustedCall;
import org.halite.wire.ControlWire;

/**
 * One playing of an audio resource, from StartPlayback to StopPlayback: the module's thread fills
 * one buffer while the browser plays the other.
 */
final class Playback {
  private final Sounds sounds;
  private final Audio audio;
  private final int stream;
  private final SoundBuffers buffers;

  // Guarded by this.

  /** What the module's thread_create said, for one thread_join. */
  private Integer thread;

  private int free = ControlWire.SOUND_BUFFERS;
  private int delay;
  private boolean stopped;
  private boolean released;

  /** The thread that is in the module's function. */
  private Thread filling;

  /**
   * @param buffers held once more for it
   */
  Playback(Sounds sounds, Audio audio, int stream, SoundBuffers buffers) {
    this.sounds = sounds;
    this.audio = audio;
    this.stream = stream;
    this.buffers = buffers;
  }

  int stream() {
    return stream;
  }

  /** Its thread as the module's library names it; false when it was stopped meanwhile. */
  synchronized boolean runsOn(int name) {
    thread = name;
    return !stopped;
  }

  /** The name of the thread for who is to join it; null for all others. */
  synchronized Integer takeThread() {
    Integer taken = thread;
    thread = null;
    return taken;
  }

  /** Fills buffers until it is stopped, on the module's thread. */
  void run(UntrustedCall call) {
    int buffer = 0;
    while (awaitBuffer()) {
      try {
        fill(call, buffer);
      } finally {
        filled();
      }
      if (!hand(buffer)) {
        return;
      }
      buffer = (buffer + 1) % ControlWire.SOUND_BUFFERS;
    }
  }

  private void fill(UntrustedCall call, int buffer) {
    int bytes = audio.bytes();
    long address = buffers.address() + (long) buffer * bytes;
    Audio.Callback callback = audio.callback();
    long data = Integer.toUnsignedLong(callback.userData());
    if (callback.tellsLatency()) {
      long _ = call.callWithReal(callback.function(), latency(), address, bytes, data);
    } else {
      long _ = call.call(callback.function(), address, bytes, data);
    }
  }

  /** Seconds until what is filled now is heard: what the browser has still to play. */
  private synchronized double latency() {
    int waiting = (ControlWire.SOUND_BUFFERS - 1 - free) * audio.frames();
    return (double) (delay + waiting) / audio.rate();
  }

  /** Waits for a buffer that the browser has done with; false when it is stopped. */
  private synchronized boolean awaitBuffer() {
    while (!stopped && free == 0) {
      pause();
    }
    if (stopped) {
      return false;
    }
    free--;
    filling = Thread.currentThread();
    return true;
  }

  private synchronized void filled() {
    filling = null;
    releaseOnce();
    notifyAll();
  }

  /** Under the lock, so that the stream is not closed before; false when it is stopped. */
  private synchronized boolean hand(int buffer) {
    if (!stopped) {
      sounds.play(this, audio, buffer);
    }
    return !stopped;
  }

  /** The browser has taken a buffer. */
  synchronized void taken(int framesToBeHeard) {
    free++;
    delay = framesToBeHeard;
    notifyAll();
  }

  /** No buffer is begun or played after this. */
  synchronized void stop() {
    if (!stopped) {
      stopped = true;
      sounds.close(this, audio);
      releaseOnce();
      notifyAll();
    }
  }

  private void releaseOnce() {
    if (stopped && filling == null && !released) {
      released = true;
      buffers.release();
    }
  }

  /**
   * Waits until the module's function has returned.
   *
   * @return false for the thread that it runs on, which cannot wait for itself
   */
  synchronized boolean awaitSilence() {
    if (Thread.currentThread().equals(filling)) {
      return false;
    }
    while (filling != null) {
      pause();
    }
    return true;
  }

  private void pause() {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModuleEnded();
    }
  }
}
