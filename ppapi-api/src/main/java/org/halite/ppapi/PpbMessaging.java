package org.halite.ppapi;

/** PPB_Messaging: messages to the page, and who takes those from it. */
public final class PpbMessaging {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_Messaging;1.0", "void PostMessage(PP_Instance instance, struct PP_Var message)");

  public static final Declaration V1_2 =
      Declaration.of(
          "PPB_Messaging;1.2",
          "void PostMessage(PP_Instance instance, struct PP_Var message)",
          "int32_t RegisterMessageHandler(PP_Instance instance, void* user_data, const struct"
              + " PPP_MessageHandler_0_2* handler, PP_Resource message_loop)",
          "void UnregisterMessageHandler(PP_Instance instance)");

  private PpbMessaging() {}
}
