package org.halite.ppapi;

/** PPB_Core: reference counts of resources, time, the main thread. */
public final class PpbCore {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_Core;1.0",
          "void AddRefResource(PP_Resource resource)",
          "void ReleaseResource(PP_Resource resource)",
          "PP_Time GetTime()",
          "PP_TimeTicks GetTimeTicks()",
          "void CallOnMainThread(int32_t delay_in_milliseconds, struct PP_CompletionCallback callback, int32_t result)",
          "PP_Bool IsMainThread()");

  private PpbCore() {}
}
