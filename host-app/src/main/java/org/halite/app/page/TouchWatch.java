package org.halite.app.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.TouchEvent;
import javafx.scene.input.TouchPoint;
import javafx.scene.web.WebView;
import org.halite.bridge.module.InputEvent;
import org.halite.ppapi.PpInputEvent;
import org.halite.wire.InputDetail;
import org.halite.wire.InputDetail.Touch;

/**
 * Fingers on the page. WebKit knows none, so modules get them from JavaFX: an element has a finger
 * from where it came down until it is lifted, wherever it moves. On the JavaFX thread.
 */
final class TouchWatch {
  /** Fingers at a time; three lists of them fit into one event. */
  private static final int MAX_FINGERS = 32;

  /**
   * Device-independent pixels: what Chrome told where a screen tells no size
   * (GestureConfiguration's default radius). How hard a finger presses and how a pen is held are 0
   * there.
   */
  private static final float RADIUS = 25;

  private static final int TOUCHES = 0;
  private static final int CHANGED = 1;
  private static final int TARGET = 2;
  private static final double NANOS = 1e9;

  /** Where a page has an element that takes fingers. */
  interface Elements {
    /**
     * The element at a place of the window, in device-independent pixels; null for none that wants
     * touches.
     */
    Place at(double x, double y);
  }

  /**
   * An element, and the place of its corner in the window.
   *
   * @param take gives it an event; whether the page is not to get it
   */
  record Place(Object element, double x, double y, Predicate<InputEvent> take) {}

  private record Finger(int id, Place on, double x, double y) {}

  private final Elements elements;
  private final Map<Integer, Finger> fingers = new LinkedHashMap<>();
  private int lastSet = -1;
  private boolean taken;

  TouchWatch(WebView view, Elements elements) {
    this.elements = elements;
    view.addEventFilter(TouchEvent.ANY, this::touched);
    // What the module took is not also a click.
    view.addEventFilter(
        MouseEvent.ANY,
        event -> {
          if (taken && event.isSynthesized()) {
            event.consume();
          }
        });
  }

  /** An element is gone, and its fingers with it. */
  void forget(Object element) {
    fingers.values().removeIf(finger -> finger.on.element == element);
  }

  /** JavaFX tells of each finger of a set that any of them moved; the first tells all. */
  private void touched(TouchEvent event) {
    if (event.getEventSetId() != lastSet) {
      lastSet = event.getEventSetId();
      if (fingers.isEmpty()) {
        taken = false;
      }
      tell(event);
    }
    if (taken) {
      event.consume();
    }
  }

  private void tell(TouchEvent event) {
    Set<Integer> came = new LinkedHashSet<>();
    Set<Integer> moved = new LinkedHashSet<>();
    Set<Integer> left = new LinkedHashSet<>();
    for (TouchPoint point : event.getTouchPoints()) {
      Finger known = fingers.get(point.getId());
      if (point.getState() == TouchPoint.State.PRESSED) {
        Place on = fingers.size() < MAX_FINGERS ? elements.at(point.getX(), point.getY()) : null;
        if (on != null) {
          fingers.put(point.getId(), new Finger(point.getId(), on, point.getX(), point.getY()));
          came.add(point.getId());
        }
      } else if (known != null) {
        fingers.put(known.id, new Finger(known.id, known.on, point.getX(), point.getY()));
        switch (point.getState()) {
          case MOVED -> moved.add(known.id);
          case RELEASED -> left.add(known.id);
          default -> {
            // it lies still
          }
        }
      }
    }
    int modifiers = modifiers(event);
    tell(PpInputEvent.TOUCHMOVE, moved, modifiers);
    tell(PpInputEvent.TOUCHSTART, came, modifiers);
    List<Finger> lifted = new ArrayList<>();
    left.forEach(id -> lifted.add(fingers.remove(id)));
    send(PpInputEvent.TOUCHEND, lifted, modifiers);
  }

  private void tell(int type, Set<Integer> changed, int modifiers) {
    List<Finger> all = new ArrayList<>();
    changed.forEach(id -> all.add(fingers.get(id)));
    send(type, all, modifiers);
  }

  /** Tells each element of its own fingers, and of all there are. */
  private void send(int type, List<Finger> changed, int modifiers) {
    Map<Object, Place> places = new LinkedHashMap<>();
    changed.forEach(finger -> places.putIfAbsent(finger.on.element, finger.on));
    for (Place place : places.values()) {
      List<Touch> touches = new ArrayList<>();
      for (Finger finger : fingers.values()) {
        touches.add(touch(TOUCHES, finger, place));
      }
      for (Finger finger : changed) {
        if (finger.on.element == place.element) {
          touches.add(touch(CHANGED, finger, place));
        }
      }
      for (Finger finger : fingers.values()) {
        if (finger.on.element == place.element) {
          touches.add(touch(TARGET, finger, place));
        }
      }
      InputEvent event =
          new InputEvent(
              type, modifiers, System.nanoTime() / NANOS, new InputDetail.Touches(touches));
      boolean kept = place.take.test(event);
      taken |= kept;
    }
  }

  /** JavaFX tells neither a finger's size nor how hard it presses. */
  private static Touch touch(int list, Finger finger, Place place) {
    float x = (float) (finger.x - place.x);
    float y = (float) (finger.y - place.y);
    return new Touch(list, finger.id, x, y, RADIUS, RADIUS, 0, 0);
  }

  private static int modifiers(TouchEvent event) {
    return KeyWatch.modifiers(
            event.isShiftDown(), event.isControlDown(), event.isAltDown(), event.isMetaDown())
        | KeyWatch.locks();
  }
}
