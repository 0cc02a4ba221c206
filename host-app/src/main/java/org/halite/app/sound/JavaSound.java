package org.halite.app.sound;

import java.util.function.Consumer;
import org.halite.bridge.sound.SilentOutput;
import org.halite.bridge.sound.SoundOutput;

/**
 * Lines of Java Sound. Where the machine has none, none that is free or none any more, time passes
 * in silence at the same pace.
 */
public final class JavaSound implements SoundOutput {
  private final SoundOutput silence = new SilentOutput();
  private final Departures departures = new Departures();

  @Override
  public Line open(int rate, int frames, Consumer<String> told) throws InterruptedException {
    return new DeviceLine(rate, frames, departures, silence, told);
  }
}
