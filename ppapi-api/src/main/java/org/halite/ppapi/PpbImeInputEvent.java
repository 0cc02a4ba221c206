package org.halite.ppapi;

/** PPB_IMEInputEvent: text that an input method composes. */
public final class PpbImeInputEvent {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_IMEInputEvent;1.0",
          "PP_Resource Create(PP_Instance instance, PP_InputEvent_Type type, PP_TimeTicks time_stamp, struct PP_Var text, uint32_t segment_number, const uint32_t[] segment_offsets, int32_t target_segment, uint32_t selection_start, uint32_t selection_end)",
          "PP_Bool IsIMEInputEvent(PP_Resource resource)",
          "struct PP_Var GetText(PP_Resource ime_event)",
          "uint32_t GetSegmentNumber(PP_Resource ime_event)",
          "uint32_t GetSegmentOffset(PP_Resource ime_event, uint32_t index)",
          "int32_t GetTargetSegment(PP_Resource ime_event)",
          "void GetSelection(PP_Resource ime_event, uint32_t* start, uint32_t* end)");

  private PpbImeInputEvent() {}
}
