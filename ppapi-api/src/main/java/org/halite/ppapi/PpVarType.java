package org.halite.ppapi;

/** PP_VarType: what the value half of a PP_Var holds. */
public final class PpVarType {
  public static final int UNDEFINED = 0;
  public static final int NULL = 1;
  public static final int BOOL = 2;
  public static final int INT32 = 3;
  public static final int DOUBLE = 4;
  public static final int STRING = 5;
  public static final int OBJECT = 6;
  public static final int ARRAY = 7;
  public static final int DICTIONARY = 8;
  public static final int ARRAY_BUFFER = 9;
  public static final int RESOURCE = 10;

  private PpVarType() {}

  /** Whether values of the type are ids with a reference count. */
  public static boolean isCounted(int type) {
    return type >= STRING && type <= RESOURCE;
  }
}
