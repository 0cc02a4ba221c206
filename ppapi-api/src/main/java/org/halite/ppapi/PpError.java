package org.halite.ppapi;

/**
 * Results of PPAPI functions that answer an int32_t: PP_OK, pending, or one of the errors, which
 * are negative.
 */
public final class PpError {
  public static final int PP_OK = 0;
  public static final int PP_OK_COMPLETIONPENDING = -1;
  public static final int PP_ERROR_FAILED = -2;
  public static final int PP_ERROR_ABORTED = -3;
  public static final int PP_ERROR_BADARGUMENT = -4;
  public static final int PP_ERROR_BADRESOURCE = -5;
  public static final int PP_ERROR_NOINTERFACE = -6;
  public static final int PP_ERROR_NOACCESS = -7;
  public static final int PP_ERROR_NOMEMORY = -8;
  public static final int PP_ERROR_NOSPACE = -9;
  public static final int PP_ERROR_NOQUOTA = -10;
  public static final int PP_ERROR_INPROGRESS = -11;
  public static final int PP_ERROR_NOTSUPPORTED = -12;
  public static final int PP_ERROR_BLOCKS_MAIN_THREAD = -13;
  public static final int PP_ERROR_MALFORMED_INPUT = -14;
  public static final int PP_ERROR_RESOURCE_FAILED = -15;
  public static final int PP_ERROR_FILENOTFOUND = -20;
  public static final int PP_ERROR_FILEEXISTS = -21;
  public static final int PP_ERROR_FILETOOBIG = -22;
  public static final int PP_ERROR_FILECHANGED = -23;
  public static final int PP_ERROR_NOTAFILE = -24;
  public static final int PP_ERROR_TIMEDOUT = -30;
  public static final int PP_ERROR_USERCANCEL = -40;
  public static final int PP_ERROR_NO_USER_GESTURE = -41;
  public static final int PP_ERROR_CONTEXT_LOST = -50;
  public static final int PP_ERROR_NO_MESSAGE_LOOP = -51;
  public static final int PP_ERROR_WRONG_THREAD = -52;
  public static final int PP_ERROR_WOULD_BLOCK_THREAD = -53;
  public static final int PP_ERROR_CONNECTION_CLOSED = -100;
  public static final int PP_ERROR_CONNECTION_RESET = -101;
  public static final int PP_ERROR_CONNECTION_REFUSED = -102;
  public static final int PP_ERROR_CONNECTION_ABORTED = -103;
  public static final int PP_ERROR_CONNECTION_FAILED = -104;
  public static final int PP_ERROR_CONNECTION_TIMEDOUT = -105;
  public static final int PP_ERROR_ADDRESS_INVALID = -106;
  public static final int PP_ERROR_ADDRESS_UNREACHABLE = -107;
  public static final int PP_ERROR_ADDRESS_IN_USE = -108;
  public static final int PP_ERROR_MESSAGE_TOO_BIG = -109;
  public static final int PP_ERROR_NAME_NOT_RESOLVED = -110;

  private PpError() {}
}
