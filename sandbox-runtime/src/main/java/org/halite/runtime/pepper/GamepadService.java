package org.halite.runtime.pepper;

import org.halite.ppapi.PpbGamepad;

/** PPB_Gamepad 1.0: no gamepad is connected. */
final class GamepadService implements Service {
  @Override
  public void call(PepperCall call) {
    if (!call.function().equals("Sample")) {
      throw call.undeclared();
    }
    call.memory().write(call.unsigned(1), new byte[PpbGamepad.SAMPLE_BYTES]);
  }
}
