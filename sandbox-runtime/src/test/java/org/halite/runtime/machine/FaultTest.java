package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What instructions of a module can do wrong becomes a value. */
@Timeout(60)
class FaultTest {
  private static final int ILL = 4;
  private static final int TRAP = 5;
  private static final int FPE = 8;
  private static final int SEGV = 11;

  private final TestModule module = new TestModule();

  private Exit.Fault fault(int signal) throws InterruptedException {
    Exit.Fault fault = assertInstanceOf(Exit.Fault.class, module.run());
    assertEquals(signal, fault.signal());
    return fault;
  }

  @Test
  void aReadOfAddressZeroFaultsWithPcAndAddress() throws InterruptedException {
    module.code.bytes(0x90); // so that the pc is not the entry
    module.code.load64(Register.RAX, Register.R15, 0);
    Exit.Fault fault = fault(SEGV);
    assertEquals(0x20001, fault.pc());
    assertEquals(0, fault.address());
    assertEquals("0x20001", fault.backtrace().getFirst());
  }

  @Test
  void aHaltFaults() throws InterruptedException {
    module.code.bytes(0xf4);
    assertEquals(0x20000, fault(SEGV).pc());
  }

  @Test
  void anUndefinedInstructionFaults() throws InterruptedException {
    module.code.bytes(0x0f, 0x0b); // ud2
    fault(ILL);
  }

  @Test
  void aBreakpointFaults() throws InterruptedException {
    module.code.bytes(0xcc); // int3
    fault(TRAP);
  }

  @Test
  void aDivisionByZeroFaults() throws InterruptedException {
    module.code.clear(Register.RCX).bytes(0xf7, 0xf1); // div ecx
    fault(FPE);
  }

  @Test
  void aModuleThatWritesItsOwnTextFaults() throws InterruptedException {
    module.store(0x20000, Register.RAX);
    assertEquals(0x20000, fault(SEGV).address());
  }

  @Test
  void aModuleThatWritesTrampolinesFaults() throws InterruptedException {
    module.store(0x10020, Register.RAX);
    assertEquals(0x10020, fault(SEGV).address());
  }

  @Test
  void aModuleThatWritesThunksFaults() throws InterruptedException {
    module.store(
        (int) Thunks.THUNKS, Register.RAX); // the displacement is negative: a guard would be hit
    assertEquals(-1, fault(SEGV).address());
  }

  @Test
  void aModuleThatWritesFunctionTablesFaults() throws InterruptedException {
    int table = module.sandbox.thunks().table(new int[] {1, 2});
    module.code.move32(Register.RCX, table);
    module.code.add(Register.RCX, Register.R15);
    module.code.store64(Register.RCX, 0, Register.RAX);
    assertEquals(Integer.toUnsignedLong(table), fault(SEGV).address());
  }

  @Test
  void aJumpToDataFaults() throws InterruptedException {
    module.code.move32(Register.RCX, TestModule.DATA);
    module.code.add(Register.RCX, Register.R15);
    module.code.jump(Register.RCX);
    assertEquals(Integer.toUnsignedLong(TestModule.DATA), fault(SEGV).pc());
  }

  @Test
  void aJumpToTheStackFaults() throws InterruptedException {
    module.code.move(Register.RCX, Register.RSP);
    module.code.jump(Register.RCX);
    fault(SEGV);
  }

  @Test
  void aBadStackAtASystemCallFaultsInsideTheSandbox() throws InterruptedException {
    module.code.move32(Register.RAX, Thunks.trampoline(1));
    module.code.add(Register.RAX, Register.R15);
    module.code.move(Register.RSP, Register.R15); // rsp = module address 0
    module.code.jump(Register.RAX);
    Exit.Fault fault = fault(SEGV);
    assertEquals(Thunks.trampoline(1), fault.pc());
    assertEquals(0, fault.address());
  }

  @Test
  void aReachIntoTheGuardFaultsWithoutAnAddress() throws InterruptedException {
    module.code.load64(Register.RAX, Register.R15, -8);
    assertEquals(-1, fault(SEGV).address());
  }

  @Test
  void theSlotBehindTheLastTrampolineHalts() throws InterruptedException {
    module.call(0x1ffe0);
    assertEquals(0x1ffe0, fault(SEGV).pc());
  }

  @Test
  void anUnmaskedSseExceptionFaultsInTheModule() throws InterruptedException {
    module.code.bytes(0x68).int32(0); // push 0: MXCSR with everything unmasked
    module.code.loadMxcsr(Register.RSP, 0);
    module.code.bytes(0x66, 0x0f, 0xef, 0xc0); // pxor xmm0, xmm0
    module.code.bytes(0xf2, 0x0f, 0x5e, 0xc0); // divsd xmm0, xmm0
    fault(FPE);
  }

  @Test
  void unmaskedFloatingPointModesDoNotReachJava() throws InterruptedException {
    double[] quotient = new double[2];
    int thunk =
        module
            .sandbox
            .thunks()
            .thunk(
                call -> {
                  double zero = (double) call.integerRegister(1);
                  quotient[0] = zero / (2 * zero);
                  quotient[1] = 7.5 % (zero + 2);
                });
    module.code.bytes(0x68).int32(0); // push 0
    module.code.loadMxcsr(Register.RSP, 0);
    module.code.loadX87Control(Register.RSP, 0);
    module.code.clear(Register.RSI);
    module.call(thunk);
    module.exit(3);
    assertEquals(new Exit.Normal(3), module.run());
    assertTrue(Double.isNaN(quotient[0]));
    assertEquals(1.5, quotient[1]);
  }

  @Test
  void aPendingX87ExceptionIsNotJavas() throws InterruptedException {
    module.code.bytes(0x68).int32(0); // push 0
    module.code.bytes(0xd9, 0xe8); // fld1
    module.code.bytes(0xd9, 0xee); // fldz
    module.code.loadX87Control(Register.RSP, 0); // all unmasked
    module.code.bytes(0xde, 0xf9); // fdivp: 1 / 0 is pending now
    module.systemCall(1); // must not strike in the exit stub
    module.exit(5);
    assertEquals(new Exit.Normal(5), module.run());
  }

  @Test
  void aFullX87StackDoesNotSpoilJavasRemainder() throws InterruptedException {
    double[] remainder = new double[1];
    int thunk =
        module
            .sandbox
            .thunks()
            .thunk(
                call ->
                    remainder[0] =
                        Math.IEEEremainder(17.25, (double) call.integerRegister(0)) % 1.0);
    for (int i = 0; i < 8; i++) {
      module.code.bytes(0xd9, 0xe8); // fld1
    }
    module.code.move32(Register.RDI, 4);
    module.call(thunk);
    module.exit(0);
    assertEquals(new Exit.Normal(0), module.run());
    assertEquals(0.25, remainder[0]);
  }

  @Test
  void theDirectionFlagDoesNotReachJava() throws InterruptedException {
    module.code.bytes(0xfd); // std
    module.systemCall(33, 2, TestModule.DATA); // sysconf copies to the module
    module.code.load64(Register.RAX, Register.R15, TestModule.DATA);
    module.code.shiftRight(Register.RAX, 12);
    module.exitWithResult();
    assertEquals(new Exit.Normal(16), module.run());
  }

  @Test
  void aReturnToJavaThatJavaDidNotAskForEndsTheModule() throws InterruptedException {
    module.call(Thunks.returnThunk());
    assertInstanceOf(Exit.Killed.class, module.run());
  }

  @Test
  void theBacktraceFollowsFramePointers() throws InterruptedException {
    module.call(0x20040);
    while (module.here() < 0x20040) {
      module.code.bytes(0x90);
    }
    module.code.push(Register.RBP);
    module.code.move(Register.RBP, Register.RSP);
    module.code.bytes(0xf4);
    Exit.Fault fault = fault(SEGV);
    assertEquals(java.util.List.of("0x20044", "0x20020"), fault.backtrace());
  }

  @Test
  void theBacktraceGuessesWithoutFramePointers() throws InterruptedException {
    module.sandbox.setSymbols(
        address -> address >= 0x20040 ? "inner" : "outer",
        address -> "in.c:" + Long.toHexString(address));
    module.code.clear(Register.RBP);
    module.call(0x20040);
    while (module.here() < 0x20040) {
      module.code.bytes(0x90);
    }
    module.code.bytes(0xf4);
    Exit.Fault fault = fault(SEGV);
    // Of a return address the line of the call is told, which ends there.
    assertEquals(
        java.util.List.of("0x20040 inner (in.c:20040)", "0x20020 outer (in.c:2001f) ?"),
        fault.backtrace());
  }

  @Test
  void aCircleOfFramePointersEnds() throws InterruptedException {
    module.code.lea(Register.RBP, Register.R15, TestModule.DATA);
    module.code.move32(Register.RAX, TestModule.DATA);
    module.store(TestModule.DATA, Register.RAX);
    module.code.move32(Register.RAX, 0x20000);
    module.store(TestModule.DATA + 8, Register.RAX);
    module.code.bytes(0xf4);
    assertEquals(2, fault(SEGV).backtrace().size());
  }

  @Test
  void unusedThunkSlotsHalt() throws InterruptedException {
    module.call((int) Thunks.THUNKS + 0x8000);
    fault(SEGV);
  }
}
