package org.halite.ppapi;

/** PPP_Messaging: messages from the page. */
public final class PppMessaging {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPP_Messaging;1.0", "void HandleMessage(PP_Instance instance, struct PP_Var message)");

  public static final int HANDLE_MESSAGE = 0;

  private PppMessaging() {}
}
