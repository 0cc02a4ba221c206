package org.halite.ppapi;

/** PPB_ImageData: pixels in memory that module and browser share. */
public final class PpbImageData {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_ImageData;1.0",
          "PP_ImageDataFormat GetNativeImageDataFormat()",
          "PP_Bool IsImageDataFormatSupported(PP_ImageDataFormat format)",
          "PP_Resource Create(PP_Instance instance, PP_ImageDataFormat format, const struct PP_Size* size, PP_Bool init_to_zero)",
          "PP_Bool IsImageData(PP_Resource image_data)",
          "PP_Bool Describe(PP_Resource image_data, struct PP_ImageDataDesc* desc)",
          "void* Map(PP_Resource image_data)",
          "void Unmap(PP_Resource image_data)");

  private PpbImageData() {}
}
