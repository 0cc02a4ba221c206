package org.halite.runtime.pepper;

import org.halite.ppapi.PpInputEvent;
import org.halite.wire.InputDetail;

/**
 * A PPB_InputEvent of any kind: from the browser, or made by the module.
 *
 * @param type a {@link PpInputEvent}
 * @param time seconds, as PPB_Core.GetTimeTicks counts them
 * @param detail of the type's class
 */
public record InputEvent(int instance, int type, double time, int modifiers, InputDetail detail)
    implements Resource {
  int eventClass() {
    return PpInputEvent.classOf(type);
  }
}
