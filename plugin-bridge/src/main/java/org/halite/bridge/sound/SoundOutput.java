package org.halite.bridge.sound;

import java.util.function.Consumer;

/** Something that plays sound: two channels of 16 bits, little-endian, left first. */
public interface SoundOutput {
  /** Bytes of one frame, a sample for each channel. */
  int FRAME_BYTES = 4;

  /**
   * A line of its own; never fails: where nothing can be heard, time passes as if it could.
   *
   * @param rate frames a second
   * @param frames of what is played at a time
   * @param told gets a sentence when nothing is heard, or no more, or again; on any thread
   * @throws InterruptedException when the thread is interrupted; then there is no line
   */
  Line open(int rate, int frames, Consumer<String> told) throws InterruptedException;

  /** One stream of sound, used by one thread. */
  interface Line extends AutoCloseable {
    /**
     * Waits until there is room, and plays it behind what was played before.
     *
     * @param pcm whole frames
     * @return frames that will be heard before what is played next
     * @throws InterruptedException when the thread is interrupted; the sound is then given up
     */
    int play(byte[] pcm) throws InterruptedException;

    /** Nothing of it is heard any more. */
    @Override
    void close();
  }
}
