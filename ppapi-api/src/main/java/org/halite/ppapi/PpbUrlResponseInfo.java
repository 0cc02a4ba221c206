package org.halite.ppapi;

/** PPB_URLResponseInfo: what a server answered, but for the body. */
public final class PpbUrlResponseInfo {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_URLResponseInfo;1.0",
          "PP_Bool IsURLResponseInfo(PP_Resource resource)",
          "struct PP_Var GetProperty(PP_Resource response, PP_URLResponseProperty property)",
          "PP_Resource GetBodyAsFileRef(PP_Resource response)");

  /** PP_URLResponseProperty. */
  public static final int URL = 0;

  public static final int REDIRECT_URL = 1;
  public static final int REDIRECT_METHOD = 2;
  public static final int STATUS_CODE = 3;
  public static final int STATUS_LINE = 4;
  public static final int HEADERS = 5;

  private PpbUrlResponseInfo() {}
}
