package org.halite.ppapi;

/** PPB_Messaging: messages to the page. */
public final class PpbMessaging {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_Messaging;1.0", "void PostMessage(PP_Instance instance, struct PP_Var message)");

  private PpbMessaging() {}
}
