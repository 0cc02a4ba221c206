package org.halite.ppapi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/**
 * Layouts beside those that {@code gcc -mx32} gives the same prototypes (spec/ppapi-binding.md).
 */
final class CallLayoutTest {
  private static String layout(Convention convention, String signature) {
    CallLayout layout = CallLayout.of(Function.parse(signature), convention);
    StringBuilder text = new StringBuilder(layout.hiddenResult() ? "hidden " : "");
    for (int i = 0; i < layout.function().parameters().size(); i++) {
      String place =
          switch (layout.place(i)) {
            case INTEGER -> "i";
            case REAL -> "x";
            case STACK -> "s";
          };
      text.append(layout.indirect(i) ? "*" : "").append(place).append(layout.index(i)).append(' ');
    }
    return text.toString().strip();
  }

  private static String natively(String signature) {
    return layout(Convention.NATIVE, signature);
  }

  private static String asPexe(String signature) {
    return layout(Convention.PEXE, signature);
  }

  @Test
  void aVarTakesTwoIntegerRegisters() {
    assertEquals(
        "i0 i1 i3",
        natively("void LogWithSource(PP_Instance i, struct PP_Var s, struct PP_Var v)"));
  }

  @Test
  void aVarGoesWhollyToTheStackWhenOneRegisterIsLeft() {
    assertEquals(
        "i0 i1 i3 s0",
        natively("void f(int32_t a, struct PP_Var b, struct PP_Var c, struct PP_Var d)"));
  }

  @Test
  void aWordTakesTheRegisterThatAVarLeftFree() {
    assertEquals(
        "i0 i2 i4 s0 i5 s2",
        natively(
            "void f(struct PP_Var a, struct PP_Var b, int32_t c, struct PP_Var d, int32_t e, int32_t f)"));
  }

  @Test
  void realsAndIntegersAreCountedApart() {
    assertEquals(
        "i0 x0 i1 x1 i2",
        natively("void f(int32_t a, PP_Time b, int64_t c, float d, const char* e)"));
  }

  @Test
  void theNinthRealGoesToTheStack() {
    assertEquals(
        "x0 x1 x2 x3 x4 x5 x6 x7 s0",
        natively(
            "void f(double a, double b, double c, double d, double e, double f, double g, float h, float i)"));
  }

  @Test
  void aCompletionCallbackTakesTwoRegistersAndAnArrayOutputOne() {
    assertEquals(
        "i0 i1 i2",
        natively(
            "int32_t f(PP_Resource r, struct PP_ArrayOutput o, struct PP_CompletionCallback c)"));
  }

  @Test
  void aTouchPointTakesFourStackSlots() {
    assertEquals(
        "i0 s0 s4 i1 i3 i5 s8",
        natively(
            "void f(int32_t a, struct PP_TouchPoint b, struct PP_TouchPoint c, struct PP_Var d,"
                + " struct PP_Var e, int32_t f, int32_t g)"));
  }

  @Test
  void aLargeResultTakesTheFirstRegister() {
    assertEquals("hidden i1 i2", natively("struct PP_TouchPoint f(PP_Resource r, uint32_t i)"));
    assertEquals("i0 i1", natively("struct PP_Var f(PP_Resource r, uint32_t i)"));
    assertEquals("x0 i0", natively("struct PP_FloatPoint f(struct PP_FloatPoint p, uint32_t i)"));
  }

  @Test
  void inThePexeConventionEveryStructIsAPointer() {
    assertEquals("hidden *i1 *i2", asPexe("struct PP_Var Get(struct PP_Var d, struct PP_Var k)"));
    assertEquals(
        "*i0 *i1 i2 *i3",
        asPexe(
            "void f(struct PP_FloatPoint a, struct PP_CompletionCallback b, int32_t c, struct PP_TouchPoint d)"));
    assertEquals("hidden i1", asPexe("struct PP_Point f(PP_Resource r)"));
  }

  @Test
  void theConventionsAgreeWhereNoStructIsPassed() {
    for (Declaration declaration : Declarations.BROWSER) {
      for (int slot = 0; slot < declaration.size(); slot++) {
        Function function = declaration.function(slot);
        if (!function.hasStructsByValue()) {
          String signature = declaration.signatures().get(slot);
          assertEquals(natively(signature), asPexe(signature), signature);
        }
      }
    }
  }
}
