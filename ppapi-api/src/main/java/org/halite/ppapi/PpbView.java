package org.halite.ppapi;

/** PPB_View: where the element lies on the page and whether it can be seen. */
public final class PpbView {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_View;1.0",
          "PP_Bool IsView(PP_Resource resource)",
          "PP_Bool GetRect(PP_Resource resource, struct PP_Rect* rect)",
          "PP_Bool IsFullscreen(PP_Resource resource)",
          "PP_Bool IsVisible(PP_Resource resource)",
          "PP_Bool IsPageVisible(PP_Resource resource)",
          "PP_Bool GetClipRect(PP_Resource resource, struct PP_Rect* clip)");

  public static final Declaration V1_1 =
      Declaration.of(
          "PPB_View;1.1",
          "PP_Bool IsView(PP_Resource resource)",
          "PP_Bool GetRect(PP_Resource resource, struct PP_Rect* rect)",
          "PP_Bool IsFullscreen(PP_Resource resource)",
          "PP_Bool IsVisible(PP_Resource resource)",
          "PP_Bool IsPageVisible(PP_Resource resource)",
          "PP_Bool GetClipRect(PP_Resource resource, struct PP_Rect* clip)",
          "float GetDeviceScale(PP_Resource resource)",
          "float GetCSSScale(PP_Resource resource)");

  public static final Declaration V1_2 =
      Declaration.of(
          "PPB_View;1.2",
          "PP_Bool IsView(PP_Resource resource)",
          "PP_Bool GetRect(PP_Resource resource, struct PP_Rect* rect)",
          "PP_Bool IsFullscreen(PP_Resource resource)",
          "PP_Bool IsVisible(PP_Resource resource)",
          "PP_Bool IsPageVisible(PP_Resource resource)",
          "PP_Bool GetClipRect(PP_Resource resource, struct PP_Rect* clip)",
          "float GetDeviceScale(PP_Resource resource)",
          "float GetCSSScale(PP_Resource resource)",
          "PP_Bool GetScrollOffset(PP_Resource resource, struct PP_Point* offset)");

  private PpbView() {}
}
