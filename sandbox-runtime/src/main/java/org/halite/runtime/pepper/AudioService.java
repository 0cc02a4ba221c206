package org.halite.runtime.pepper;

/** PPB_Audio 1.0 and 1.1, on any thread, as in Chrome. */
final class AudioService implements Service {
  private final Resources resources;
  private final Elements elements;
  private final Sounds sounds;

  AudioService(Resources resources, Elements elements, Sounds sounds) {
    this.resources = resources;
    this.elements = elements;
    this.sounds = sounds;
  }

  @Override
  public void call(PepperCall call) {
    if (call.function().equals("Create")) {
      call.answer(create(call));
      return;
    }
    Audio audio = resources.get(call.word(0), Audio.class);
    switch (call.function()) {
      case "IsAudio" -> call.answer(audio != null);
      case "GetCurrentConfig" ->
          call.answer(audio != null && resources.addRef(audio.config()) ? audio.config() : 0);
      case "StartPlayback" -> call.answer(audio != null && audio.start(call.untrusted()));
      case "StopPlayback" -> call.answer(audio != null && audio.stop(call.untrusted()));
      default -> throw call.undeclared();
    }
  }

  private int create(PepperCall call) {
    int instance = call.word(0);
    int configId = call.word(1);
    int callback = call.word(2);
    AudioConfig config = resources.get(configId, AudioConfig.class);
    // The reference is the audio's own: its config outlives the module's references.
    if (!elements.isLive(instance)
        || config == null
        || callback == 0
        || !resources.addRef(configId)) {
      return 0;
    }
    boolean tellsLatency = call.type(2).equals("PPB_Audio_Callback");
    Audio audio =
        new Audio(
            sounds,
            instance,
            configId,
            config,
            new Audio.Callback(callback, call.word(3), tellsLatency));
    int id = resources.add(audio);
    if (id == 0) {
      audio.gone();
    }
    return id;
  }
}
