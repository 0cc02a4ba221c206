package org.halite.bridge.module;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.imc.ModulePixels;
import org.halite.bridge.imc.RuntimeRequest;
import org.halite.ppapi.PpbAudioConfig;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;
import org.halite.wire.WireException;

/**
 * The sound of one module: what the runtime process says of it is checked here. The form of a
 * stream is fixed when it is opened; later words only name it. Confined to the mailbox of its
 * session.
 */
final class ModuleSounds {
  /** Streams that play, and that were closed and still come to their end. */
  private static final int MAX_ALIVE = 2 * ControlWire.MAX_SOUNDS;

  private final ModulePixels memory;
  private final SoundPlaces places;
  private final BiConsumer<ModuleEvents.Level, String> say;
  private final Set<String> said = ConcurrentHashMap.newKeySet();
  private final Semaphore own = new Semaphore(MAX_ALIVE);
  private final Map<Integer, SoundStream> open = new HashMap<>();

  /**
   * @param say gets words for the page's console, on any thread
   */
  ModuleSounds(
      ModulePixels memory, SoundPlaces places, BiConsumer<ModuleEvents.Level, String> say) {
    this.memory = memory;
    this.places = places;
    this.say = say;
  }

  /** What a line says, each sentence once: a module may open lines without end. */
  private void tell(String sentence) {
    if (said.add(sentence)) {
      say.accept(ModuleEvents.Level.WARNING, sentence);
    }
  }

  /**
   * Takes a request about sound, answered now or when there is room for more.
   *
   * @throws WireException when it breaks the protocol
   */
  void serve(RuntimeRequest asked) throws WireException {
    SrpcMessage message = asked.message();
    switch (asked.method()) {
      case ControlWire.SOUND_OPEN -> asked.reply(open(message) ? 1 : 0);
      case ControlWire.SOUND_PLAY -> {
        int buffer = message.integer(2);
        if (buffer < 0 || buffer >= ControlWire.SOUND_BUFFERS) {
          throw new WireException("buffer " + buffer + " of a sound");
        }
        if (!stream(message).play(asked, buffer)) {
          throw new WireException("a buffer of sound that is still played");
        }
      }
      default -> {
        stream(message).end();
        open.remove(message.integer(1));
        asked.reply();
      }
    }
  }

  private SoundStream stream(SrpcMessage message) throws WireException {
    SoundStream stream = open.get(message.integer(1));
    if (stream == null) {
      throw new WireException("the sound " + message.integer(1) + ", which is not open");
    }
    return stream;
  }

  private boolean open(SrpcMessage message) throws WireException {
    int number = message.integer(1);
    int rate = message.integer(3);
    int frames = message.integer(4);
    if (!PpbAudioConfig.isForm(rate, frames)) {
      throw new WireException("a sound of " + rate + " Hz in buffers of " + frames + " frames");
    }
    if (open.containsKey(number) || open.size() >= ControlWire.MAX_SOUNDS) {
      throw new WireException("a sound twice, or more than " + ControlWire.MAX_SOUNDS);
    }
    long bytes = (long) ControlWire.SOUND_BUFFERS * frames * PpbAudioConfig.FRAME_BYTES;
    ImcDescriptor.SharedMemory lent = memory.memory(message.integer(2), bytes);
    if (!own.tryAcquire()) {
      lent.close();
      return false;
    }
    if (!places.take()) {
      own.release();
      lent.close();
      return false;
    }
    try {
      open.put(
          number,
          SoundStream.start(lent, rate, frames, places.output(), this::tell, this::giveUpPlace));
      return true;
    } catch (IOException noRoom) {
      giveUpPlace();
      return false;
    }
  }

  private void giveUpPlace() {
    places.giveBack();
    own.release();
  }

  /** The module is gone. */
  void end() {
    open.values().forEach(SoundStream::end);
    open.clear();
  }
}
