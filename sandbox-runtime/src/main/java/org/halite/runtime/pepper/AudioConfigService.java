package org.halite.runtime.pepper;

import static org.halite.ppapi.PpbAudioConfig.MAX_FRAMES;
import static org.halite.ppapi.PpbAudioConfig.MIN_FRAMES;

import org.halite.ppapi.PpbAudioConfig;

/**
 * PPB_AudioConfig 1.0 and 1.1. What it recommends is what Chrome did where the machine plays 48 kHz
 * in buffers of 512 frames.
 */
final class AudioConfigService implements Service {
  private static final int RECOMMENDED_RATE = PpbAudioConfig.RATE_48000;
  private static final int RECOMMENDED_FRAMES = 512;

  private final Resources resources;
  private final Elements elements;

  AudioConfigService(Resources resources, Elements elements) {
    this.resources = resources;
    this.elements = elements;
  }

  @Override
  public void call(PepperCall call) {
    switch (call.function()) {
      case "CreateStereo16Bit" -> call.answer(create(call.word(0), call.word(1), call.word(2)));
      case "RecommendSampleFrameCount" -> call.answer(recommendFrames(call));
      case "IsAudioConfig" -> call.answer(config(call) != null);
      case "GetSampleRate" -> {
        AudioConfig config = config(call);
        call.answer(config == null ? 0 : config.rate());
      }
      case "GetSampleFrameCount" -> {
        AudioConfig config = config(call);
        call.answer(config == null ? 0 : config.frames());
      }
      case "RecommendSampleRate" ->
          call.answer(elements.isLive(call.word(0)) ? RECOMMENDED_RATE : 0);
      default -> throw call.undeclared();
    }
  }

  private AudioConfig config(PepperCall call) {
    return resources.get(call.word(0), AudioConfig.class);
  }

  private int create(int instance, int rate, int frames) {
    return elements.isLive(instance) && PpbAudioConfig.isForm(rate, frames)
        ? resources.add(new AudioConfig(instance, rate, frames))
        : 0;
  }

  /** Version 1.0, which names no instance, gives back what is possible. */
  private int recommendFrames(PepperCall call) {
    if (call.parameters() == 2) {
      return Math.clamp(call.unsigned(1), MIN_FRAMES, MAX_FRAMES);
    }
    if (!elements.isLive(call.word(0))) {
      return 0;
    }
    long wanted = Math.max(call.unsigned(2), MIN_FRAMES);
    long whole = (wanted + RECOMMENDED_FRAMES - 1) / RECOMMENDED_FRAMES * RECOMMENDED_FRAMES;
    return (int) Math.min(whole, MAX_FRAMES);
  }
}
