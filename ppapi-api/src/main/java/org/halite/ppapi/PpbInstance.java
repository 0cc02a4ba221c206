package org.halite.ppapi;

/** PPB_Instance: what an element shows. */
public final class PpbInstance {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_Instance;1.0",
          "PP_Bool BindGraphics(PP_Instance instance, PP_Resource device)",
          "PP_Bool IsFullFrame(PP_Instance instance)");

  private PpbInstance() {}
}
