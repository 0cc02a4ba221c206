package org.halite.ppapi;

/** PPB_URLRequestInfo: what a PPB_URLLoader is to ask for. */
public final class PpbUrlRequestInfo {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_URLRequestInfo;1.0",
          "PP_Resource Create(PP_Instance instance)",
          "PP_Bool IsURLRequestInfo(PP_Resource resource)",
          "PP_Bool SetProperty(PP_Resource request, PP_URLRequestProperty property, struct PP_Var value)",
          "PP_Bool AppendDataToBody(PP_Resource request, const void* data, uint32_t len)",
          "PP_Bool AppendFileToBody(PP_Resource request, PP_Resource file_ref, int64_t start_offset, int64_t number_of_bytes, PP_Time expected_last_modified_time)");

  /** PP_URLRequestProperty. */
  public static final int URL = 0;

  public static final int METHOD = 1;
  public static final int HEADERS = 2;
  public static final int STREAM_TO_FILE = 3;
  public static final int FOLLOW_REDIRECTS = 4;
  public static final int RECORD_DOWNLOAD_PROGRESS = 5;
  public static final int RECORD_UPLOAD_PROGRESS = 6;
  public static final int CUSTOM_REFERRER_URL = 7;
  public static final int ALLOW_CROSS_ORIGIN_REQUESTS = 8;
  public static final int ALLOW_CREDENTIALS = 9;
  public static final int CUSTOM_CONTENT_TRANSFER_ENCODING = 10;
  public static final int PREFETCH_BUFFER_UPPER_THRESHOLD = 11;
  public static final int PREFETCH_BUFFER_LOWER_THRESHOLD = 12;
  public static final int CUSTOM_USER_AGENT = 13;

  private PpbUrlRequestInfo() {}
}
