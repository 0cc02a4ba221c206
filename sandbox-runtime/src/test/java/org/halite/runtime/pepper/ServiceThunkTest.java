package org.halite.runtime.pepper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.halite.ppapi.Convention;
import org.halite.ppapi.Declaration;
import org.junit.jupiter.api.Test;

/** Arguments beyond the registers, which no interface of today has. */
final class ServiceThunkTest {
  private final FakeModule module = new FakeModule(1 << 20);
  private final List<Object> seen = new ArrayList<>();

  private int thunk(String signature, Convention convention, Service service) {
    Declaration declaration = new Declaration("PPB_Test;1.0", List.of(signature));
    return module.thunk(new ServiceThunk(service, declaration, 0, convention));
  }

  @Test
  void aVarThatFindsOneRegisterLeftIsReadFromTheStack() {
    int thunk =
        thunk(
            "int32_t f(int32_t a, struct PP_Var b, struct PP_Var c, struct PP_Var d, int32_t e, int64_t f)",
            Convention.NATIVE,
            call -> {
              seen.addAll(
                  List.of(
                      call.word(0),
                      call.var(1),
                      call.var(2),
                      call.var(3),
                      call.word(4),
                      call.int64(5)));
              call.answer(3);
            });
    PpVar b = PpVar.of(1);
    PpVar c = PpVar.of(2.5);
    PpVar d = PpVar.of(true);
    assertEquals(3, module.call(thunk, -9, b, c, d, -8, Long.MIN_VALUE).rax());
    assertEquals(List.of(-9, b, c, d, -8, Long.MIN_VALUE), seen);
  }

  @Test
  void aCallbackIsTakenApartInRegistersOnTheStackAndInMemory() {
    CompletionCallback callback = new CompletionCallback(-32, -2, 1);
    Service service = call -> seen.add(call.callback(2));
    String signature = "void f(struct PP_Var a, struct PP_Var b, struct PP_CompletionCallback c)";
    module.call(thunk(signature, Convention.NATIVE, service), PpVar.NULL, PpVar.NULL, callback);
    String pushed =
        "void f(struct PP_Var a, struct PP_Var b, struct PP_Var c, struct PP_CompletionCallback d)";
    int fourth = thunk(pushed, Convention.NATIVE, call -> seen.add(call.callback(3)));
    module.call(fourth, PpVar.NULL, PpVar.NULL, PpVar.NULL, callback);
    module.pexeCall(
        thunk(signature, Convention.PEXE, service), false, PpVar.NULL, PpVar.NULL, callback);
    assertEquals(List.of(callback, callback, callback), seen);
  }

  @Test
  void aStackThatCannotBeReadIsABadArgument() {
    String signature = "int32_t f(struct PP_Var a, struct PP_Var b, struct PP_Var c, int32_t d)";
    int thunk = thunk(signature, Convention.NATIVE, call -> call.answer(call.word(3)));
    assertEquals(-4, module.call(thunk, PpVar.NULL, PpVar.NULL, PpVar.NULL).word());
    String noErrors = "PP_Resource f(struct PP_Var a, struct PP_Var b, struct PP_Var c, int32_t d)";
    thunk = thunk(noErrors, Convention.NATIVE, call -> call.answer(call.word(3)));
    assertEquals(0, module.call(thunk, PpVar.NULL, PpVar.NULL, PpVar.NULL).word());
  }

  @Test
  void aPexeStructPointerOutsideTheMemoryIsABadArgument() {
    String signature = "int32_t f(struct PP_Var a)";
    int thunk = thunk(signature, Convention.PEXE, call -> call.answer(call.var(0).type()));
    assertEquals(-4, module.call(thunk, -8).word());
    assertEquals(-4, module.call(thunk, 0).word());
  }

  @Test
  void aPexeResultPointerOutsideTheMemoryIsHarmless() {
    int thunk = thunk("struct PP_Var f()", Convention.PEXE, call -> call.answer(PpVar.of(7)));
    assertEquals(0, module.call(thunk, -8).rax());
    assertEquals(PpVar.of(7), module.pexeCall(thunk, true));
  }
}
