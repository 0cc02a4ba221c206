package org.halite.wire;

import java.util.List;

/** What an input event tells beside its type, time and modifiers; one kind for each class. */
public sealed interface InputDetail {
  /**
   * A button or a movement.
   *
   * @param button a PP_InputEvent_MouseButton
   * @param clicks 2 for the second of a double click; 0 where nothing is clicked
   * @param x device-independent pixels from the element's corner
   * @param movementX pixels since the event before
   */
  record Mouse(int button, int clicks, int x, int y, int movementX, int movementY)
      implements InputDetail {
    public static final Mouse NONE = new Mouse(-1, 0, 0, 0, 0, 0);
  }

  /**
   * A wheel.
   *
   * @param deltaX pixels to the right
   * @param ticksX notches of the wheel
   * @param byPage whether the deltas count pages
   */
  record Wheel(float deltaX, float deltaY, float ticksX, float ticksY, boolean byPage)
      implements InputDetail {
    public static final Wheel NONE = new Wheel(0, 0, 0, 0, false);
  }

  /**
   * A key.
   *
   * @param keyCode as Windows numbers keys, which is what browsers tell
   * @param text of a CHAR event; null for none
   * @param code of the key, as in the DOM; null for none
   */
  record Key(int keyCode, String text, String code) implements InputDetail {
    public static final Key NONE = new Key(0, null, null);
  }

  /**
   * What an input method tells. Places are counted in bytes of the text's UTF-8.
   *
   * @param text composed so far or committed; null for none
   * @param segments where its segments begin, and where the last one ends
   * @param target the segment that is being converted; -1 for none
   * @param start of what is selected
   */
  record Composition(String text, List<Integer> segments, int target, int start, int end)
      implements InputDetail {
    public static final Composition NONE = new Composition(null, List.of(), -1, 0, 0);
  }

  /** Fingers, in the order of their lists. */
  record Touches(List<Touch> touches) implements InputDetail {}

  /**
   * A finger.
   *
   * @param list a PP_TouchListType
   * @param x device-independent pixels from the element's corner
   * @param rotation degrees
   * @param pressure 0 to 1
   */
  record Touch(
      int list,
      int id,
      float x,
      float y,
      float radiusX,
      float radiusY,
      float rotation,
      float pressure) {}
}
