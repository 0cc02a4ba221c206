package org.halite.ppapi;

/** PPB_Graphics2D: a picture that an element shows, painted from images. */
public final class PpbGraphics2D {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_Graphics2D;1.0",
          "PP_Resource Create(PP_Instance instance, const struct PP_Size* size, PP_Bool is_always_opaque)",
          "PP_Bool IsGraphics2D(PP_Resource resource)",
          "PP_Bool Describe(PP_Resource graphics_2d, struct PP_Size* size, PP_Bool* is_always_opaque)",
          "void PaintImageData(PP_Resource graphics_2d, PP_Resource image_data, const struct PP_Point* top_left, const struct PP_Rect* src_rect)",
          "void Scroll(PP_Resource graphics_2d, const struct PP_Rect* clip_rect, const struct PP_Point* amount)",
          "void ReplaceContents(PP_Resource graphics_2d, PP_Resource image_data)",
          "int32_t Flush(PP_Resource graphics_2d, struct PP_CompletionCallback callback)");

  public static final Declaration V1_1 =
      Declaration.of(
          "PPB_Graphics2D;1.1",
          "PP_Resource Create(PP_Instance instance, const struct PP_Size* size, PP_Bool is_always_opaque)",
          "PP_Bool IsGraphics2D(PP_Resource resource)",
          "PP_Bool Describe(PP_Resource graphics_2d, struct PP_Size* size, PP_Bool* is_always_opaque)",
          "void PaintImageData(PP_Resource graphics_2d, PP_Resource image_data, const struct PP_Point* top_left, const struct PP_Rect* src_rect)",
          "void Scroll(PP_Resource graphics_2d, const struct PP_Rect* clip_rect, const struct PP_Point* amount)",
          "void ReplaceContents(PP_Resource graphics_2d, PP_Resource image_data)",
          "int32_t Flush(PP_Resource graphics_2d, struct PP_CompletionCallback callback)",
          "PP_Bool SetScale(PP_Resource resource, float scale)",
          "float GetScale(PP_Resource resource)");

  public static final Declaration V1_2 =
      Declaration.of(
          "PPB_Graphics2D;1.2",
          "PP_Resource Create(PP_Instance instance, const struct PP_Size* size, PP_Bool is_always_opaque)",
          "PP_Bool IsGraphics2D(PP_Resource resource)",
          "PP_Bool Describe(PP_Resource graphics_2d, struct PP_Size* size, PP_Bool* is_always_opaque)",
          "void PaintImageData(PP_Resource graphics_2d, PP_Resource image_data, const struct PP_Point* top_left, const struct PP_Rect* src_rect)",
          "void Scroll(PP_Resource graphics_2d, const struct PP_Rect* clip_rect, const struct PP_Point* amount)",
          "void ReplaceContents(PP_Resource graphics_2d, PP_Resource image_data)",
          "int32_t Flush(PP_Resource graphics_2d, struct PP_CompletionCallback callback)",
          "PP_Bool SetScale(PP_Resource resource, float scale)",
          "float GetScale(PP_Resource resource)",
          "PP_Bool SetLayerTransform(PP_Resource resource, float scale, const struct PP_Point* origin, const struct PP_Point* translate)");

  private PpbGraphics2D() {}
}
