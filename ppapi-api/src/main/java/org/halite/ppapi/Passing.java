package org.halite.ppapi;

/** How a C type travels between module and browser: the table of spec/ppapi-binding.md. */
public enum Passing {
  /** No value. */
  VOID(0),
  /** Up to 32 bits in one integer register; the upper half is undefined. */
  WORD(4),
  /** 64 bits in one integer register. */
  LONG(8),
  /** An address of the module, 32 bits in one integer register. */
  POINTER(4),
  /** A float in the low quarter of an xmm register. */
  FLOAT(4),
  /** A double in the low half of an xmm register. */
  DOUBLE(8),
  /** A struct of 8 bytes in one integer register. */
  STRUCT_8(8),
  /** A struct of 9 to 16 bytes in two integer registers or wholly on the stack. */
  STRUCT_16(16),
  /** A struct of two floats in one xmm register. */
  STRUCT_REAL(8),
  /** A struct too large for registers: on the stack, returned through a hidden pointer. */
  STRUCT_MEMORY(32);

  private final int bytes;

  Passing(int bytes) {
    this.bytes = bytes;
  }

  /**
   * Bytes it takes in a stack frame, padding excluded; for STRUCT_MEMORY the slots of
   * PP_TouchPoint.
   */
  public int bytes() {
    return bytes;
  }

  /** Whether the pexe convention passes a pointer in its place. */
  public boolean isStruct() {
    return switch (this) {
      case STRUCT_8, STRUCT_16, STRUCT_REAL, STRUCT_MEMORY -> true;
      default -> false;
    };
  }

  /**
   * How values of a C type travel.
   *
   * @throws IllegalArgumentException for a type that no declaration may use by value
   */
  public static Passing of(String type) {
    if (type.endsWith("*") || type.endsWith("]")) {
      return POINTER;
    }
    return switch (type) {
      case "void" -> VOID;
      case "int64_t", "uint64_t", "PP_TraceEventTime" -> LONG;
      case "float", "GLfloat", "GLclampf" -> FLOAT;
      case "double", "PP_Time", "PP_TimeTicks", "PP_TimeDelta" -> DOUBLE;
      case "struct PP_ArrayOutput", "struct PP_Point", "struct PP_Size" -> STRUCT_8;
      case "struct PP_Var", "struct PP_CompletionCallback", "struct PP_Rect" -> STRUCT_16;
      case "struct PP_FloatPoint" -> STRUCT_REAL;
      case "struct PP_TouchPoint" -> STRUCT_MEMORY;
      case "int8_t",
          "uint8_t",
          "int16_t",
          "uint16_t",
          "int32_t",
          "uint32_t",
          "GLsizeiptr",
          "GLintptr" ->
          WORD;
      default -> {
        // Handles, enumerations and function pointers, all 32 bits in the ILP32 ABI.
        if (type.startsWith("PP_")
            || type.startsWith("PPB_")
            || type.startsWith("enum PP_")
            || type.startsWith("GL")) {
          yield WORD;
        }
        throw new IllegalArgumentException("no rule for passing the C type " + type);
      }
    };
  }
}
