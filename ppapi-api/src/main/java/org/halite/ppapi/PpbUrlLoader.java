package org.halite.ppapi;

/** PPB_URLLoader: asks a server for something, and reads the answer as it comes. */
public final class PpbUrlLoader {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_URLLoader;1.0",
          "PP_Resource Create(PP_Instance instance)",
          "PP_Bool IsURLLoader(PP_Resource resource)",
          "int32_t Open(PP_Resource loader, PP_Resource request_info, struct PP_CompletionCallback callback)",
          "int32_t FollowRedirect(PP_Resource loader, struct PP_CompletionCallback callback)",
          "PP_Bool GetUploadProgress(PP_Resource loader, int64_t* bytes_sent, int64_t* total_bytes_to_be_sent)",
          "PP_Bool GetDownloadProgress(PP_Resource loader, int64_t* bytes_received, int64_t* total_bytes_to_be_received)",
          "PP_Resource GetResponseInfo(PP_Resource loader)",
          "int32_t ReadResponseBody(PP_Resource loader, void* buffer, int32_t bytes_to_read, struct PP_CompletionCallback callback)",
          "int32_t FinishStreamingToFile(PP_Resource loader, struct PP_CompletionCallback callback)",
          "void Close(PP_Resource loader)");

  private PpbUrlLoader() {}
}
