package org.halite.bridge.module;

import java.util.concurrent.Semaphore;
import org.halite.bridge.sound.SoundOutput;

/** Where sound goes, and how much of it at a time: each stream has a thread of the browser's. */
final class SoundPlaces {
  /** All modules together. */
  private static final int MAX_STREAMS = 128;

  private final SoundOutput output;
  private final Semaphore places = new Semaphore(MAX_STREAMS);

  SoundPlaces(SoundOutput output) {
    this.output = output;
  }

  SoundOutput output() {
    return output;
  }

  /** False when there are too many streams. */
  boolean take() {
    return places.tryAcquire();
  }

  void giveBack() {
    places.release();
  }
}
