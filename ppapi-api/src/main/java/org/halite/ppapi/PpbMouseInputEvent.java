package org.halite.ppapi;

/** PPB_MouseInputEvent: buttons, movement, context menu. */
public final class PpbMouseInputEvent {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_MouseInputEvent;1.0",
          "PP_Resource Create(PP_Instance instance, PP_InputEvent_Type type, PP_TimeTicks time_stamp, uint32_t modifiers, PP_InputEvent_MouseButton mouse_button, const struct PP_Point* mouse_position, int32_t click_count)",
          "PP_Bool IsMouseInputEvent(PP_Resource resource)",
          "PP_InputEvent_MouseButton GetButton(PP_Resource mouse_event)",
          "struct PP_Point GetPosition(PP_Resource mouse_event)",
          "int32_t GetClickCount(PP_Resource mouse_event)");

  public static final Declaration V1_1 =
      Declaration.of(
          "PPB_MouseInputEvent;1.1",
          "PP_Resource Create(PP_Instance instance, PP_InputEvent_Type type, PP_TimeTicks time_stamp, uint32_t modifiers, PP_InputEvent_MouseButton mouse_button, const struct PP_Point* mouse_position, int32_t click_count, const struct PP_Point* mouse_movement)",
          "PP_Bool IsMouseInputEvent(PP_Resource resource)",
          "PP_InputEvent_MouseButton GetButton(PP_Resource mouse_event)",
          "struct PP_Point GetPosition(PP_Resource mouse_event)",
          "int32_t GetClickCount(PP_Resource mouse_event)",
          "struct PP_Point GetMovement(PP_Resource mouse_event)");

  private PpbMouseInputEvent() {}
}
