package org.halite.ppapi;

/** PPB_Var: reference counts of values, strings, and from 1.2 resources in values. */
public final class PpbVar {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_Var;1.0",
          "void AddRef(struct PP_Var var)",
          "void Release(struct PP_Var var)",
          "struct PP_Var VarFromUtf8(PP_Module module, const char* data, uint32_t len)",
          "const char* VarToUtf8(struct PP_Var var, uint32_t* len)");

  public static final Declaration V1_1 =
      Declaration.of(
          "PPB_Var;1.1",
          "void AddRef(struct PP_Var var)",
          "void Release(struct PP_Var var)",
          "struct PP_Var VarFromUtf8(const char* data, uint32_t len)",
          "const char* VarToUtf8(struct PP_Var var, uint32_t* len)");

  public static final Declaration V1_2 =
      Declaration.of(
          "PPB_Var;1.2",
          "void AddRef(struct PP_Var var)",
          "void Release(struct PP_Var var)",
          "struct PP_Var VarFromUtf8(const char* data, uint32_t len)",
          "const char* VarToUtf8(struct PP_Var var, uint32_t* len)",
          "PP_Resource VarToResource(struct PP_Var var)",
          "struct PP_Var VarFromResource(PP_Resource resource)");

  private PpbVar() {}
}
