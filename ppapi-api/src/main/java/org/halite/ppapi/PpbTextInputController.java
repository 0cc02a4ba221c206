package org.halite.ppapi;

/** PPB_TextInputController: what input methods should know of a text. */
public final class PpbTextInputController {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_TextInputController;1.0",
          "void SetTextInputType(PP_Instance instance, PP_TextInput_Type type)",
          "void UpdateCaretPosition(PP_Instance instance, const struct PP_Rect* caret)",
          "void CancelCompositionText(PP_Instance instance)",
          "void UpdateSurroundingText(PP_Instance instance, struct PP_Var text, uint32_t caret, uint32_t anchor)");

  /** PP_TextInput_Type: nothing is written. */
  public static final int NONE = 0;

  public static final int TEXT = 1;

  /** The last one. */
  public static final int URL = 7;

  private PpbTextInputController() {}
}
