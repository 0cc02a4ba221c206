package org.halite.runtime.pepper;

import java.util.HashMap;
import java.util.Map;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.UntrustedCall;

/**
 * What each element shows: the graphics context that is bound to it. Frames go to the browser one
 * at a time; what changes while one is under way goes with the next. Its lock guards all pictures
 * and their pixels, so that none are unmapped while they are copied.
 */
final class Screens {
  /** How long a flush takes that nobody sees, in milliseconds: as in Chrome. */
  private static final int UNSEEN_MILLIS = 1000 / 30;

  private final Browser browser;
  private final MessageLoops loops;
  private final PixelPool pool;

  /** Guarded by this. */
  private final Map<Integer, Screen> byInstance = new HashMap<>();

  private static final class Screen {
    private final int instance;
    private Graphics2D bound;
    private Area dirty = Area.NONE;
    private boolean changed;
    private boolean underWay;

    /** The flush that the next frame completes. */
    private Completion waiting;

    Screen(int instance) {
      this.instance = instance;
    }
  }

  Screens(Browser browser, MessageLoops loops) {
    this.browser = browser;
    this.loops = loops;
    pool = new PixelPool(browser);
  }

  /** Whether a picture can have this size: its bytes are a positive int, as in Chrome. */
  static boolean isPictureSize(int width, int height) {
    return width > 0 && height > 0 && (long) width * height < Integer.MAX_VALUE / 4;
  }

  /** Pixels of a picture, held once; null when there is no memory. */
  synchronized Pixels pixels(int width, int height, boolean zeroed, ModuleMemory memory) {
    return pool.take(4L * width * height, zeroed, memory);
  }

  /**
   * PPB_Instance.BindGraphics, with its result. Like Chrome it first lets go of what was bound.
   *
   * @param graphics null for none
   */
  synchronized boolean bind(int instance, Graphics2D graphics) {
    Screen screen = byInstance.computeIfAbsent(instance, Screen::new);
    if (graphics != null && screen.bound == graphics) {
      return true;
    }
    if (screen.bound != null) {
      unbind(screen);
    }
    boolean bindable = graphics != null && graphics.instance() == instance && !graphics.isGone();
    if (bindable) {
      screen.bound = graphics;
      change(screen, graphics.all());
    }
    return bindable || graphics == null;
  }

  private void unbind(Screen screen) {
    Graphics2D before = screen.bound;
    screen.bound = null;
    if (screen.waiting != null) {
      completeUnseen(before, screen.waiting);
      screen.waiting = null;
    }
    change(screen, Area.NONE);
  }

  private void change(Screen screen, Area dirty) {
    screen.dirty = screen.dirty.and(dirty);
    screen.changed = true;
    send(screen);
  }

  /** A context was flushed; with the lock held. */
  void show(Graphics2D graphics, Area dirty) {
    Screen screen = byInstance.get(graphics.instance());
    if (screen == null || screen.bound != graphics) {
      completeUnseen(graphics, graphics.flushing());
      return;
    }
    screen.waiting = graphics.flushing();
    change(screen, dirty);
  }

  /** Nobody sees it: completes after a while, so that a module that draws on does not race. */
  private void completeUnseen(Graphics2D graphics, Completion completion) {
    if (!loops.main().postDelayed(new Unseen(graphics, completion), UNSEEN_MILLIS)) {
      graphics.flushed(completion);
    }
  }

  private record Unseen(Graphics2D graphics, Completion completion) implements WorkQueue.Work {
    @Override
    public void run(UntrustedCall call) {
      graphics.flushed(completion);
    }
  }

  private void send(Screen screen) {
    if (screen.underWay || !screen.changed) {
      return;
    }
    Graphics2D graphics = screen.bound;
    Frame frame = graphics == null ? Frame.NOTHING : graphics.frame(screen.dirty);
    Completion flush = screen.waiting;
    screen.underWay = true;
    screen.changed = false;
    screen.dirty = Area.NONE;
    screen.waiting = null;
    browser.present(screen.instance, frame, new Shown(this, screen, graphics, flush));
  }

  private record Shown(Screens screens, Screen screen, Graphics2D graphics, Completion flush)
      implements Runnable {
    @Override
    public void run() {
      screens.shown(screen);
      if (flush != null) {
        graphics.flushed(flush);
      }
    }
  }

  private synchronized void shown(Screen screen) {
    screen.underWay = false;
    if (byInstance.get(screen.instance) == screen) {
      send(screen);
    }
  }

  /** A context is gone; with the lock held. */
  void forget(Graphics2D graphics) {
    Screen screen = byInstance.get(graphics.instance());
    if (screen != null && screen.bound == graphics) {
      screen.bound = null;
      screen.waiting = null; // it is aborted
      change(screen, Area.NONE);
    }
  }

  /** The element is gone. */
  synchronized void forget(int instance) {
    Screen screen = byInstance.remove(instance);
    if (screen != null) {
      screen.changed = false;
    }
  }
}
