package org.halite.runtime.pepper;

import java.util.HashMap;
import java.util.Map;
import org.halite.runtime.machine.CallHandler;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.SharedPages;
import org.halite.runtime.machine.ThunkSpace;
import org.halite.runtime.machine.UntrustedCall;
import org.halite.wire.ControlWire;

/**
 * Begins and ends the playing of sounds. The module's own library makes the threads
 * (spec/ppapi-binding.md, "The hook"): each begins in a thunk with the number of its stream, and
 * only the first that comes with a number gets what waits under it.
 */
final class Sounds implements CallHandler {
  private static final int PAGE = 0x10000;

  /** Of a thread that the module's library does not know. */
  private static final int STACK = 256 << 10;

  private final Browser browser;
  private final MessageLoops loops;
  private final Resources resources;
  private final Notices notices;
  private final int entry;

  /** Playbacks whose thread has not come yet, by stream; guarded by this. */
  private final Map<Integer, Begun> awaited = new HashMap<>();

  private int lastStream;
  private int playing;
  private volatile Pepper.ThreadCreator creator;

  /**
   * @param stack of a thread that the runtime made, to be given back; else 0
   */
  private record Begun(Playback playback, int stack) {}

  Sounds(
      ThunkSpace space, Browser browser, MessageLoops loops, Resources resources, Notices notices) {
    this.browser = browser;
    this.loops = loops;
    this.resources = resources;
    this.notices = notices;
    entry = space.thunk(this);
  }

  /** The functions of ppapi_register_thread_creator. */
  void useThreads(Pepper.ThreadCreator functions) {
    creator = functions;
  }

  /** A thread of the module begins: {@code void run(void *stream)}. */
  @Override
  public void handle(UntrustedCall call) {
    Begun begun;
    synchronized (this) {
      begun = awaited.remove((int) call.integerRegister(0));
    }
    if (begun == null) {
      return;
    }
    loops.bar();
    begun.playback.run(call);
    if (begun.stack != 0) {
      call.leaveThread();
      call.memory().free(begun.stack);
    }
  }

  /** New memory for buffers; null when the browser or the module has no room. */
  SoundBuffers memory(int bytes, ModuleMemory memory) {
    long size = (bytes + PAGE - 1L) & -PAGE;
    Browser.Given given = browser.newMemory(size);
    if (given == null) {
      return null;
    }
    SharedPages pages = memory.share(given.descriptor(), size);
    if (pages == null) {
      browser.dropMemory(given.number());
      return null;
    }
    return new SoundBuffers(browser, pages, given.number());
  }

  /** Opens a stream; null when there is no room for it. */
  Playback begin(Audio audio, ModuleMemory memory) {
    int stream = reserve();
    if (stream == 0) {
      refused("the module plays " + ControlWire.MAX_SOUNDS + " sounds already");
      return null;
    }
    SoundBuffers buffers = audio.buffers(memory);
    if (buffers == null
        || !browser.openSound(
            audio.instance(), stream, buffers.number(), audio.rate(), audio.frames())) {
      refused(buffers == null ? "there is no memory for its buffers" : "too many sounds play");
      giveUp();
      return null;
    }
    return new Playback(this, audio, stream, buffers.retain());
  }

  private synchronized int reserve() {
    if (playing >= ControlWire.MAX_SOUNDS) {
      return 0;
    }
    playing++;
    lastStream = lastStream == Integer.MAX_VALUE ? 1 : lastStream + 1;
    return lastStream;
  }

  private synchronized void giveUp() {
    playing--;
  }

  /** Has the module make the thread that fills the buffers; false when it makes none. */
  boolean makeThread(Playback playback, UntrustedCall call) {
    boolean made = creator == null ? ownThread(playback, call) : libraryThread(playback, call);
    if (!made) {
      refused("the module made no thread for it");
    }
    return made;
  }

  private boolean ownThread(Playback playback, UntrustedCall call) {
    int stack = call.memory().allocate(STACK);
    if (stack == 0) {
      return false;
    }
    await(playback, stack);
    if (!call.startThread(entry, stack + STACK, playback.stream())) {
      synchronized (this) {
        awaited.remove(playback.stream());
      }
      call.memory().free(stack);
      return false;
    }
    return true;
  }

  private boolean libraryThread(Playback playback, UntrustedCall call) {
    ModuleMemory memory = call.memory();
    int at = memory.allocate(4);
    if (at == 0) {
      return false;
    }
    try {
      await(playback, 0);
      long address = Integer.toUnsignedLong(at);
      long begin = Integer.toUnsignedLong(entry);
      if ((int) call.call(creator.create(), address, begin, playback.stream()) != 0) {
        return false;
      }
      if (!playback.runsOn(memory.readInt(address))) {
        join(playback, call); // it was stopped meanwhile, by who could not join it yet
      }
      return true;
    } finally {
      memory.free(at);
    }
  }

  private synchronized void await(Playback playback, int stack) {
    awaited.put(playback.stream(), new Begun(playback, stack));
  }

  void play(Playback playback, Audio audio, int buffer) {
    browser.playSound(audio.instance(), playback.stream(), buffer, playback::taken);
  }

  /** Once for each playback. A thread that the runtime made still comes, with its stack. */
  void close(Playback playback, Audio audio) {
    browser.closeSound(audio.instance(), playback.stream());
    synchronized (this) {
      playing--;
      Begun begun = awaited.get(playback.stream());
      if (begun != null && begun.stack == 0) {
        awaited.remove(playback.stream());
      }
    }
  }

  /** Has the module's library forget a thread that has ended or is about to. */
  void join(Playback playback, UntrustedCall call) {
    Integer thread = playback.takeThread();
    if (thread != null) {
      long _ = call.call(creator.join(), Integer.toUnsignedLong(thread));
    }
  }

  /** The same on the main thread: here there is no way into the module, or it is that thread. */
  void joinLater(Playback playback) {
    boolean _ = loops.main().postDelayed(call -> join(playback, call), 0);
  }

  void release(int resource) {
    boolean _ = resources.release(resource) != null;
  }

  private void refused(String why) {
    notices.warnOnce("PPB_Audio.StartPlayback answered PP_FALSE: " + why);
  }
}
