package org.halite.ppapi;

/** PPP_InputEvent: events for the module. */
public final class PppInputEvent {
  public static final Declaration V0_1 =
      Declaration.of(
          "PPP_InputEvent;0.1",
          "PP_Bool HandleInputEvent(PP_Instance instance, PP_Resource input_event)");

  public static final int HANDLE_INPUT_EVENT = 0;

  private PppInputEvent() {}
}
