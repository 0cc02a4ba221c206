package org.halite.ppapi;

/** PPB_MessageLoop: work queues of the module's threads. */
public final class PpbMessageLoop {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_MessageLoop;1.0",
          "PP_Resource Create(PP_Instance instance)",
          "PP_Resource GetForMainThread()",
          "PP_Resource GetCurrent()",
          "int32_t AttachToCurrentThread(PP_Resource message_loop)",
          "int32_t Run(PP_Resource message_loop)",
          "int32_t PostWork(PP_Resource message_loop, struct PP_CompletionCallback callback, int64_t delay_ms)",
          "int32_t PostQuit(PP_Resource message_loop, PP_Bool should_destroy)");

  private PpbMessageLoop() {}
}
