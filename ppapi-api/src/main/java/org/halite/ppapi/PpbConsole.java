package org.halite.ppapi;

/** PPB_Console: lines on the page's JavaScript console. */
public final class PpbConsole {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_Console;1.0",
          "void Log(PP_Instance instance, PP_LogLevel level, struct PP_Var value)",
          "void LogWithSource(PP_Instance instance, PP_LogLevel level, struct PP_Var source, struct PP_Var value)");

  private PpbConsole() {}
}
