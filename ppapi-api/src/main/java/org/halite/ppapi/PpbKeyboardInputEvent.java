package org.halite.ppapi;

/** PPB_KeyboardInputEvent: keys and characters. */
public final class PpbKeyboardInputEvent {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_KeyboardInputEvent;1.0",
          "PP_Resource Create(PP_Instance instance, PP_InputEvent_Type type, PP_TimeTicks time_stamp, uint32_t modifiers, uint32_t key_code, struct PP_Var character_text)",
          "PP_Bool IsKeyboardInputEvent(PP_Resource resource)",
          "uint32_t GetKeyCode(PP_Resource key_event)",
          "struct PP_Var GetCharacterText(PP_Resource character_event)");

  public static final Declaration V1_2 =
      Declaration.of(
          "PPB_KeyboardInputEvent;1.2",
          "PP_Resource Create(PP_Instance instance, PP_InputEvent_Type type, PP_TimeTicks time_stamp, uint32_t modifiers, uint32_t key_code, struct PP_Var character_text, struct PP_Var code)",
          "PP_Bool IsKeyboardInputEvent(PP_Resource resource)",
          "uint32_t GetKeyCode(PP_Resource key_event)",
          "struct PP_Var GetCharacterText(PP_Resource character_event)",
          "struct PP_Var GetCode(PP_Resource key_event)");

  private PpbKeyboardInputEvent() {}
}
