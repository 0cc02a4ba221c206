package org.halite.bridge.module;

import org.halite.ppapi.PpInputEvent;

/**
 * Something that a person did to an element. What its type does not have is 0 or empty.
 *
 * @param type a {@link PpInputEvent}
 * @param seconds of {@link System#nanoTime}
 * @param x device-independent pixels from the element's corner
 * @param keyCode as Windows numbers keys, which is what browsers tell
 * @param text one character
 * @param code of the key, as in the DOM
 */
public record InputEvent(
    int type,
    int modifiers,
    double seconds,
    int button,
    int clicks,
    double x,
    double y,
    double movementX,
    double movementY,
    int keyCode,
    String text,
    String code,
    double deltaX,
    double deltaY,
    double ticksX,
    double ticksY) {
  /** A key or a character. */
  public static InputEvent key(
      int type, int modifiers, double seconds, int keyCode, String text, String code) {
    return new InputEvent(
        type, modifiers, seconds, -1, 0, 0, 0, 0, 0, keyCode, text, code, 0, 0, 0, 0);
  }

  /** Its class. */
  public int eventClass() {
    return PpInputEvent.classOf(type);
  }

  boolean isMove() {
    return type == PpInputEvent.MOUSEMOVE;
  }

  /** This movement after one that nobody saw. */
  InputEvent after(InputEvent unseen) {
    return new InputEvent(
        type,
        modifiers,
        seconds,
        button,
        clicks,
        x,
        y,
        movementX + unseen.movementX,
        movementY + unseen.movementY,
        keyCode,
        text,
        code,
        deltaX,
        deltaY,
        ticksX,
        ticksY);
  }

  /** The inputs of {@code input_event}. */
  Object[] values(int instance) {
    return new Object[] {
      instance, type, modifiers, seconds, button, clicks, x, y, movementX, movementY, keyCode, text,
      code, deltaX, deltaY, ticksX, ticksY, 0
    };
  }
}
