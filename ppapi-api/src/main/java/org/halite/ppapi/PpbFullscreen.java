package org.halite.ppapi;

/** PPB_Fullscreen: an element that fills the screen. */
public final class PpbFullscreen {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_Fullscreen;1.0",
          "PP_Bool IsFullscreen(PP_Instance instance)",
          "PP_Bool SetFullscreen(PP_Instance instance, PP_Bool fullscreen)",
          "PP_Bool GetScreenSize(PP_Instance instance, struct PP_Size* size)");

  private PpbFullscreen() {}
}
