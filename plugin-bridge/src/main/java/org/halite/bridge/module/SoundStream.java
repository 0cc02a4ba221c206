package org.halite.bridge.module;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.imc.RuntimeRequest;
import org.halite.bridge.sound.SoundOutput;
import org.halite.ppapi.PpbAudioConfig;
import org.halite.wire.ControlWire;

/**
 * One stream of a module's sound, played by a thread of its own. The module writes its memory at
 * any time: each buffer is copied out, and what was copied is played.
 */
final class SoundStream {
  /** A buffer that is filled, and the request that is answered when it has been taken. */
  private record Filled(RuntimeRequest asked, int buffer) {}

  private final Arena arena;
  private final MemorySegment memory;
  private final int rate;
  private final int frames;
  private final SoundOutput output;
  private final Consumer<String> told;
  private final Runnable ended;
  private final BlockingQueue<Filled> filled = new ArrayBlockingQueue<>(ControlWire.SOUND_BUFFERS);
  private volatile boolean over;
  private Thread thread;

  private SoundStream(
      Arena arena,
      MemorySegment memory,
      int rate,
      int frames,
      SoundOutput output,
      Consumer<String> told,
      Runnable ended) {
    this.arena = arena;
    this.memory = memory;
    this.rate = rate;
    this.frames = frames;
    this.output = output;
    this.told = told;
    this.ended = ended;
  }

  /**
   * Opens a line and waits for sound.
   *
   * @param lent with the buffers, one after another; closed in any case
   * @param told gets sentences about the line, on any thread
   * @param ended run once, when the stream's thread has ended
   * @throws IOException when the memory cannot be mapped; then nothing was begun
   */
  static SoundStream start(
      ImcDescriptor.SharedMemory lent,
      int rate,
      int frames,
      SoundOutput output,
      Consumer<String> told,
      Runnable ended)
      throws IOException {
    Arena arena = Arena.ofShared();
    MemorySegment memory = null;
    try (lent) {
      memory = lent.map(arena);
    } finally {
      if (memory == null) {
        arena.close();
      }
    }
    SoundStream stream = new SoundStream(arena, memory, rate, frames, output, told, ended);
    stream.thread = Thread.ofPlatform().daemon().name("halite-sound").start(stream::run);
    return stream;
  }

  /** Takes a buffer; false when the process did not wait for those before it. */
  boolean play(RuntimeRequest asked, int buffer) {
    return filled.offer(new Filled(asked, buffer));
  }

  /** Nothing of it is heard any more, or soon. */
  void end() {
    over = true;
    thread.interrupt();
  }

  private void run() {
    byte[] pcm = new byte[frames * PpbAudioConfig.FRAME_BYTES];
    try (SoundOutput.Line line = output.open(rate, frames, told)) {
      while (!over) {
        Filled next = filled.take();
        long from = (long) next.buffer * pcm.length;
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, from, pcm, 0, pcm.length);
        next.asked.reply(line.play(pcm));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it is over
    } finally {
      arena.close();
      ended.run();
    }
  }
}
