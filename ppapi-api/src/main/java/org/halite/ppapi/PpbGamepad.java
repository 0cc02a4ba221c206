package org.halite.ppapi;

/** PPB_Gamepad: what gamepads say. */
public final class PpbGamepad {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_Gamepad;1.0",
          "void Sample(PP_Instance instance, struct PP_GamepadsSampleData* data)");

  /** Bytes of a struct PP_GamepadsSampleData. */
  public static final int SAMPLE_BYTES = 1896;

  private PpbGamepad() {}
}
