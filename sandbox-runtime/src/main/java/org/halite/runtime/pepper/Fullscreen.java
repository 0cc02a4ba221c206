package org.halite.runtime.pepper;

import java.util.HashMap;
import java.util.Map;
import org.halite.ppapi.PpError;
import org.halite.ppapi.PpInputEvent;

/**
 * Which elements fill the screen, as far as the module has been told, and which are on their way. A
 * wish without a person's gesture is refused here at once; the browser judges again.
 */
final class Fullscreen {
  /** How long a gesture counts. */
  private static final long GESTURE_NANOS = 1_000_000_000L;

  private static final class State {
    private boolean is;
    private boolean wanted;
    private boolean gestured;
    private long gestureNanos;
  }

  private final Window window;

  /** Guarded by this. */
  private final Map<Integer, State> states = new HashMap<>();

  Fullscreen(Window window) {
    this.window = window;
  }

  private State of(int instance) {
    State known = states.get(instance); // no lambda: each start comes here
    if (known == null) {
      known = new State();
      states.put(instance, known);
    }
    return known;
  }

  /** The module is about to be told of a view. */
  synchronized void shown(View view) {
    State state = of(view.instance());
    if (state.is != view.fullscreen()) {
      state.is = view.fullscreen();
      state.wanted = view.fullscreen();
      state.gestured &= view.fullscreen(); // who has left has not asked for more
    }
  }

  /** The module is about to be told what a person did. */
  synchronized void happened(InputEvent event) {
    switch (event.type()) {
      case PpInputEvent.MOUSEDOWN,
          PpInputEvent.MOUSEUP,
          PpInputEvent.KEYDOWN,
          PpInputEvent.KEYUP,
          PpInputEvent.TOUCHEND -> {
        State state = of(event.instance());
        state.gestured = true;
        state.gestureNanos = System.nanoTime();
      }
      default -> {
        // moves the pointer and no more
      }
    }
  }

  /** PPB_Fullscreen.IsFullscreen: what it was before, as long as it changes. */
  synchronized boolean is(int instance) {
    State state = states.get(instance);
    return state != null && state.is;
  }

  /** PPB_Fullscreen.SetFullscreen, with its result. */
  boolean set(int instance, boolean wanted) {
    synchronized (this) {
      State state = of(instance);
      boolean gesture = state.gestured && System.nanoTime() - state.gestureNanos < GESTURE_NANOS;
      if (state.wanted == wanted || (wanted && !gesture)) {
        return false;
      }
      state.wanted = wanted;
    }
    window.fullscreen(instance, wanted, result -> decided(instance, wanted, result));
    return true;
  }

  private synchronized void decided(int instance, boolean wanted, int result) {
    State state = states.get(instance);
    if (state != null && result != PpError.PP_OK && state.wanted == wanted) {
      state.wanted = state.is;
    }
  }

  /** The element is gone. */
  synchronized void forget(int instance) {
    states.remove(instance);
  }
}
