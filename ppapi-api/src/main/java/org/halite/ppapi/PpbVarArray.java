package org.halite.ppapi;

/** PPB_VarArray: arrays of values. */
public final class PpbVarArray {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_VarArray;1.0",
          "struct PP_Var Create()",
          "struct PP_Var Get(struct PP_Var array, uint32_t index)",
          "PP_Bool Set(struct PP_Var array, uint32_t index, struct PP_Var value)",
          "uint32_t GetLength(struct PP_Var array)",
          "PP_Bool SetLength(struct PP_Var array, uint32_t length)");

  private PpbVarArray() {}
}
