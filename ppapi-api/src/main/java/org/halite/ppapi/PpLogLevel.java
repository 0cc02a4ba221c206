package org.halite.ppapi;

/** PP_LogLevel: how much a console line matters. */
public final class PpLogLevel {
  public static final int TIP = 0;
  public static final int LOG = 1;
  public static final int WARNING = 2;
  public static final int ERROR = 3;

  private PpLogLevel() {}
}
