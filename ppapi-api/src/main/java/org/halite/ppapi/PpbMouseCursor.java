package org.halite.ppapi;

/** PPB_MouseCursor: how the pointer looks over an element. */
public final class PpbMouseCursor {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_MouseCursor;1.0",
          "PP_Bool SetCursor(PP_Instance instance, enum PP_MouseCursor_Type type, PP_Resource image, const struct PP_Point* hot_spot)");

  /** PP_MouseCursor_Type: an image of the module's. */
  public static final int CUSTOM = -1;

  /** The last one; all between are stock cursors. */
  public static final int GRABBING = 42;

  /** Pixels of a side of a custom cursor. */
  public static final int MAX_SIDE = 128;

  private PpbMouseCursor() {}
}
