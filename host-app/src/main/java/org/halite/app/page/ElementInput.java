package org.halite.app.page;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.halite.bridge.module.InputEvent;
import org.halite.bridge.module.ModuleControl;
import org.halite.ppapi.PpInputEvent;
import org.halite.wire.InputDetail;

/** What a person does to an element, and what of it the module wants. On the JavaFX thread. */
final class ElementInput {
  /** The key's number: the way out is no way in. */
  private static final int ESCAPE = 27;

  /** How long a page waits at most for a module's word on an event that it filters. */
  private static final long FILTER_MILLIS = 1000;

  private int taken;
  private int filtered;
  private CompletableFuture<Boolean> late;
  private boolean gestured;
  private long gestureNanos;

  /** Sets the classes of events that the module takes, and those that it filters. */
  void wish(int classesTaken, int classesFiltered) {
    taken = classesTaken;
    filtered = classesFiltered;
  }

  /** All classes that it wants. */
  int wishes() {
    return taken | filtered;
  }

  /**
   * Gives a module an event of a class that it wants.
   *
   * @return whether the page is not to get it
   */
  boolean give(InputEvent event, ModuleControl module) {
    gesture(event);
    CompletableFuture<Boolean> handled = module.input(event);
    if ((taken & event.eventClass()) != 0) {
      return true;
    }
    if (late != null && !late.isDone()) {
      return false; // it did not answer in time; until it has, nobody waits again
    }
    try {
      return handled.get(FILTER_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (TimeoutException e) {
      late = handled;
      return false;
    } catch (ExecutionException e) {
      return false;
    }
  }

  private void gesture(InputEvent event) {
    boolean does =
        switch (event.type()) {
          case PpInputEvent.MOUSEDOWN, PpInputEvent.MOUSEUP, PpInputEvent.TOUCHEND -> true;
          case PpInputEvent.KEYDOWN ->
              !(event.detail() instanceof InputDetail.Key pressed && pressed.keyCode() == ESCAPE);
          default -> false;
        };
    if (does) {
      gestured = true;
      gestureNanos = System.nanoTime();
    }
  }

  /** Whether a person has just done something to it that the module was told. */
  boolean isGestured() {
    return gestured && System.nanoTime() - gestureNanos < PageWishes.GESTURE_NANOS;
  }

  /** The person has taken back what the gesture gave. */
  void forgetGesture() {
    gestured = false;
  }
}
