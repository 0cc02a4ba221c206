package org.halite.bridge.module;

import org.halite.ppapi.PpInputEvent;
import org.halite.wire.InputCodec;
import org.halite.wire.InputDetail;
import org.halite.wire.WireException;

/**
 * Something that a person did to an element.
 *
 * @param type a {@link PpInputEvent}
 * @param seconds of {@link System#nanoTime}
 * @param detail of the type's class
 */
public record InputEvent(int type, int modifiers, double seconds, InputDetail detail) {
  /** Its class. */
  public int eventClass() {
    return PpInputEvent.classOf(type);
  }

  /** This movement after one that nobody saw; null when they are not two movements. */
  InputEvent after(InputEvent unseen) {
    if (type != PpInputEvent.MOUSEMOVE
        || unseen.type != PpInputEvent.MOUSEMOVE
        || !(detail instanceof InputDetail.Mouse now)
        || !(unseen.detail instanceof InputDetail.Mouse before)) {
      return null;
    }
    InputDetail both =
        new InputDetail.Mouse(
            now.button(),
            now.clicks(),
            now.x(),
            now.y(),
            now.movementX() + before.movementX(),
            now.movementY() + before.movementY());
    return new InputEvent(type, modifiers, seconds, both);
  }

  /** The inputs of {@code input_event}. */
  Object[] values(int instance) throws WireException {
    return new Object[] {instance, type, modifiers, seconds, InputCodec.encode(detail)};
  }
}
