package org.halite.runtime.pepper;

import org.halite.ppapi.PpbAudioConfig;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.UntrustedCall;

/**
 * A PPB_Audio. While it plays it has a thread of the module and a stream of the browser's; its
 * buffers stay from when it first played until it is gone.
 */
final class Audio implements Resource {
  /**
   * The module's function that fills a buffer.
   *
   * @param tellsLatency whether it is of version 1.1
   */
  record Callback(int function, int userData, boolean tellsLatency) {}

  private final Sounds sounds;
  private final int instance;
  private final int configId;
  private final AudioConfig config;
  private final Callback callback;

  // Guarded by this.
  private SoundBuffers buffers;
  private Playback playback;

  /** A thread is starting or stopping it. */
  private boolean changing;

  private boolean gone;

  /**
   * @param configId of which one reference is given to it
   */
  Audio(Sounds sounds, int instance, int configId, AudioConfig config, Callback callback) {
    this.sounds = sounds;
    this.instance = instance;
    this.configId = configId;
    this.config = config;
    this.callback = callback;
  }

  @Override
  public int instance() {
    return instance;
  }

  int config() {
    return configId;
  }

  int rate() {
    return config.rate();
  }

  int frames() {
    return config.frames();
  }

  int bytes() {
    return config.frames() * PpbAudioConfig.FRAME_BYTES;
  }

  Callback callback() {
    return callback;
  }

  /**
   * PPB_Audio.StartPlayback, with its result: true when it plays already. While another thread
   * stops it there is nothing to start: false, for to wait could be to wait for oneself.
   */
  boolean start(UntrustedCall call) {
    synchronized (this) {
      if (gone || changing) {
        return !gone && playback == null;
      }
      if (playback != null) {
        return true;
      }
      changing = true;
    }
    Playback begun = null;
    boolean unwanted;
    try {
      begun = sounds.begin(this, call.memory());
    } finally {
      synchronized (this) {
        changing = false;
        unwanted = gone;
        playback = unwanted ? null : begun;
      }
      if (unwanted) {
        giveBack();
      }
    }
    if (begun == null) {
      return false;
    }
    // From here on the module's function may run, and another thread or that function may stop it.
    if (!unwanted && sounds.makeThread(begun, call)) {
      return true;
    }
    begun.stop();
    synchronized (this) {
      playback = playback == begun ? null : playback;
    }
    return false;
  }

  /**
   * PPB_Audio.StopPlayback, with its result. When it returns the module's function does not run and
   * will not; only when that function itself calls, it is still to return.
   */
  boolean stop(UntrustedCall call) {
    Playback running;
    synchronized (this) {
      if (changing) {
        return playback != null;
      }
      running = playback;
      if (running == null) {
        return true;
      }
      changing = true;
    }
    try {
      end(running, call);
    } finally {
      boolean last;
      synchronized (this) {
        changing = false;
        playback = null;
        last = gone;
      }
      if (last) {
        giveBack();
      }
    }
    return true;
  }

  private void end(Playback running, UntrustedCall call) {
    running.stop();
    if (running.awaitSilence()) {
      sounds.join(running, call);
    } else {
      sounds.joinLater(running);
    }
  }

  /** The buffers, zeroed; null when there is no memory. While {@link #changing}. */
  SoundBuffers buffers(ModuleMemory memory) {
    SoundBuffers there;
    synchronized (this) {
      there = buffers;
    }
    if (there == null || !there.isMapped()) {
      giveBack();
      there = sounds.memory(2 * bytes(), memory);
      synchronized (this) {
        buffers = there;
      }
    }
    if (there != null) {
      there.clear();
    }
    return there;
  }

  private void giveBack() {
    SoundBuffers unused;
    synchronized (this) {
      unused = buffers;
      buffers = null;
    }
    if (unused != null) {
      unused.release();
    }
  }

  /** What runs of it may run on until its function returns: see {@link #settle}. */
  @Override
  public void gone() {
    Playback running;
    boolean idle;
    synchronized (this) {
      gone = true;
      running = changing ? null : playback;
      idle = !changing;
    }
    sounds.release(configId);
    if (running != null) {
      running.stop();
      sounds.joinLater(running);
    }
    if (idle) {
      giveBack();
    }
  }

  @Override
  public void settle() {
    Playback running;
    synchronized (this) {
      running = playback;
    }
    if (running != null) {
      boolean _ = running.awaitSilence();
    }
  }
}
