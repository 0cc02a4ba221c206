package org.halite.ppapi;

/** PPB_VarArrayBuffer: bytes shared by value with the page. */
public final class PpbVarArrayBuffer {
  public static final Declaration V1_0 =
      Declaration.of(
          "PPB_VarArrayBuffer;1.0",
          "struct PP_Var Create(uint32_t size_in_bytes)",
          "PP_Bool ByteLength(struct PP_Var array, uint32_t* byte_length)",
          "void* Map(struct PP_Var array)",
          "void Unmap(struct PP_Var array)");

  private PpbVarArrayBuffer() {}
}
