package org.halite.ppapi;

/** PPP_Instance: the life of an element, told to the module. */
public final class PppInstance {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPP_Instance;1.0",
          "PP_Bool DidCreate(PP_Instance instance, uint32_t argc, const char*[] argn, const char*[] argv)",
          "void DidDestroy(PP_Instance instance)",
          "void DidChangeView(PP_Instance instance, const struct PP_Rect* position, const struct PP_Rect* clip)",
          "void DidChangeFocus(PP_Instance instance, PP_Bool has_focus)",
          "PP_Bool HandleDocumentLoad(PP_Instance instance, PP_Resource url_loader)");

  public static final Declaration V1_1 =
      Declaration.of(
          "PPP_Instance;1.1",
          "PP_Bool DidCreate(PP_Instance instance, uint32_t argc, const char*[] argn, const char*[] argv)",
          "void DidDestroy(PP_Instance instance)",
          "void DidChangeView(PP_Instance instance, PP_Resource view)",
          "void DidChangeFocus(PP_Instance instance, PP_Bool has_focus)",
          "PP_Bool HandleDocumentLoad(PP_Instance instance, PP_Resource url_loader)");

  /** Slots, the same in both versions. */
  public static final int DID_CREATE = 0;

  public static final int DID_DESTROY = 1;
  public static final int DID_CHANGE_VIEW = 2;
  public static final int DID_CHANGE_FOCUS = 3;

  private PppInstance() {}
}
