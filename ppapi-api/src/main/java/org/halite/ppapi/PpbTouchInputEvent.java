package org.halite.ppapi;

/** PPB_TouchInputEvent: fingers on the element. */
public final class PpbTouchInputEvent {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_TouchInputEvent;1.0",
          "PP_Resource Create(PP_Instance instance, PP_InputEvent_Type type, PP_TimeTicks time_stamp, uint32_t modifiers)",
          "void AddTouchPoint(PP_Resource touch_event, PP_TouchListType list, const struct PP_TouchPoint* point)",
          "PP_Bool IsTouchInputEvent(PP_Resource resource)",
          "uint32_t GetTouchCount(PP_Resource resource, PP_TouchListType list)",
          "struct PP_TouchPoint GetTouchByIndex(PP_Resource resource, PP_TouchListType list, uint32_t index)",
          "struct PP_TouchPoint GetTouchById(PP_Resource resource, PP_TouchListType list, uint32_t touch_id)");

  public static final Declaration V1_4 =
      Declaration.of(
          "PPB_TouchInputEvent;1.4",
          "PP_Resource Create(PP_Instance instance, PP_InputEvent_Type type, PP_TimeTicks time_stamp, uint32_t modifiers)",
          "void AddTouchPoint(PP_Resource touch_event, PP_TouchListType list, const struct PP_TouchPoint* point)",
          "PP_Bool IsTouchInputEvent(PP_Resource resource)",
          "uint32_t GetTouchCount(PP_Resource resource, PP_TouchListType list)",
          "struct PP_TouchPoint GetTouchByIndex(PP_Resource resource, PP_TouchListType list, uint32_t index)",
          "struct PP_TouchPoint GetTouchById(PP_Resource resource, PP_TouchListType list, uint32_t touch_id)",
          "struct PP_FloatPoint GetTouchTiltByIndex(PP_Resource resource, PP_TouchListType list, uint32_t index)",
          "struct PP_FloatPoint GetTouchTiltById(PP_Resource resource, PP_TouchListType list, uint32_t touch_id)");

  private PpbTouchInputEvent() {}
}
