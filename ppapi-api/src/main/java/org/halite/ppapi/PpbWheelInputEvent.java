package org.halite.ppapi;

/** PPB_WheelInputEvent: the mouse wheel. */
public final class PpbWheelInputEvent {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_WheelInputEvent;1.0",
          "PP_Resource Create(PP_Instance instance, PP_TimeTicks time_stamp, uint32_t modifiers, const struct PP_FloatPoint* wheel_delta, const struct PP_FloatPoint* wheel_ticks, PP_Bool scroll_by_page)",
          "PP_Bool IsWheelInputEvent(PP_Resource resource)",
          "struct PP_FloatPoint GetDelta(PP_Resource wheel_event)",
          "struct PP_FloatPoint GetTicks(PP_Resource wheel_event)",
          "PP_Bool GetScrollByPage(PP_Resource wheel_event)");

  private PpbWheelInputEvent() {}
}
