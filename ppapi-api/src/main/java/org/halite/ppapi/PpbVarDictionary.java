package org.halite.ppapi;

/** PPB_VarDictionary: values under string keys. */
public final class PpbVarDictionary {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_VarDictionary;1.0",
          "struct PP_Var Create()",
          "struct PP_Var Get(struct PP_Var dict, struct PP_Var key)",
          "PP_Bool Set(struct PP_Var dict, struct PP_Var key, struct PP_Var value)",
          "void Delete(struct PP_Var dict, struct PP_Var key)",
          "PP_Bool HasKey(struct PP_Var dict, struct PP_Var key)",
          "struct PP_Var GetKeys(struct PP_Var dict)");

  private PpbVarDictionary() {}
}
