package org.halite.ppapi;

/** PPB_InputEvent: which events a module wants, and what all events have. */
public final class PpbInputEvent {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_InputEvent;1.0",
          "int32_t RequestInputEvents(PP_Instance instance, uint32_t event_classes)",
          "int32_t RequestFilteringInputEvents(PP_Instance instance, uint32_t event_classes)",
          "void ClearInputEventRequest(PP_Instance instance, uint32_t event_classes)",
          "PP_Bool IsInputEvent(PP_Resource resource)",
          "PP_InputEvent_Type GetType(PP_Resource event)",
          "PP_TimeTicks GetTimeStamp(PP_Resource event)",
          "uint32_t GetModifiers(PP_Resource event)");

  private PpbInputEvent() {}
}
