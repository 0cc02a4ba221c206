package org.halite.runtime.pepper;

import java.util.ArrayList;
import java.util.List;
import org.halite.ppapi.PpInputEvent;

/**
 * A PPB_InputEvent of any kind: from the browser, or made by the module. What its kind does not
 * have is 0 or empty.
 *
 * @param type a {@link PpInputEvent}
 * @param time seconds, as PPB_Core.GetTimeTicks counts them
 * @param x of the pointer, from the element's corner
 * @param text of a CHAR event or of an input method; null for none
 * @param code of a key, as in the DOM; null for none
 */
public record InputEvent(
    int instance,
    int type,
    double time,
    int modifiers,
    int button,
    int clicks,
    int x,
    int y,
    int movementX,
    int movementY,
    int keyCode,
    String text,
    String code,
    float deltaX,
    float deltaY,
    float ticksX,
    float ticksY,
    boolean byPage,
    Composition composition,
    List<Touch> touches)
    implements Resource {
  /** Fingers that one event can have, in all its lists. */
  static final int MAX_TOUCHES = 256;

  /** What an input method tells. */
  public record Composition(List<Integer> segments, int target, int start, int end) {
    public static final Composition NONE = new Composition(List.of(), -1, 0, 0);
  }

  /**
   * A finger.
   *
   * @param list a PP_TouchListType
   * @param point a struct PP_TouchPoint
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Touch(int list, byte[] point) {}

  /** What all events have. */
  public static InputEvent plain(int instance, int type, double time, int modifiers) {
    return new InputEvent(
        instance,
        type,
        time,
        modifiers,
        PpInputEvent.NO_BUTTON,
        0,
        0,
        0,
        0,
        0,
        0,
        null,
        null,
        0,
        0,
        0,
        0,
        false,
        Composition.NONE,
        new ArrayList<>());
  }

  int eventClass() {
    return PpInputEvent.classOf(type);
  }

  InputEvent withMouse(int button, int clicks, int x, int y, int movementX, int movementY) {
    return new InputEvent(
        instance,
        type,
        time,
        modifiers,
        button,
        clicks,
        x,
        y,
        movementX,
        movementY,
        keyCode,
        text,
        code,
        deltaX,
        deltaY,
        ticksX,
        ticksY,
        byPage,
        composition,
        touches);
  }

  InputEvent withKey(int keyCode, String text, String code) {
    return new InputEvent(
        instance,
        type,
        time,
        modifiers,
        button,
        clicks,
        x,
        y,
        movementX,
        movementY,
        keyCode,
        text,
        code,
        deltaX,
        deltaY,
        ticksX,
        ticksY,
        byPage,
        composition,
        touches);
  }

  InputEvent withWheel(float deltaX, float deltaY, float ticksX, float ticksY, boolean byPage) {
    return new InputEvent(
        instance,
        type,
        time,
        modifiers,
        button,
        clicks,
        x,
        y,
        movementX,
        movementY,
        keyCode,
        text,
        code,
        deltaX,
        deltaY,
        ticksX,
        ticksY,
        byPage,
        composition,
        touches);
  }

  InputEvent withComposition(String text, Composition composition) {
    return new InputEvent(
        instance,
        type,
        time,
        modifiers,
        button,
        clicks,
        x,
        y,
        movementX,
        movementY,
        keyCode,
        text,
        code,
        deltaX,
        deltaY,
        ticksX,
        ticksY,
        byPage,
        composition,
        touches);
  }
}
