package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.halite.runtime.machine.Assembler.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Exception handlers of the module: what they get, and that they get no more. */
@Timeout(60)
class ExceptionTest {
  private static final int DATA = TestModule.DATA;
  private static final int HANDLER = 87;
  private static final int STACK = 88;
  private static final int CLEAR_FLAG = 89;
  private static final int ILL = 4;
  private static final int TRAP = 5;
  private static final int SEGV = 11;

  /** Exception stacks: their ends. */
  private static final int TOP = DATA + 0x8000;

  private final TestModule module = new TestModule();

  private int handler;

  /** Emits a handler's start; the entry's code follows after {@link #main}. */
  private void handler() {
    module.sandbox.allowExceptions();
    module.code.jump("main");
    module.align();
    handler = module.here();
  }

  private void main() {
    module.align();
    module.code.label("main");
    module.systemCall(HANDLER, handler, 0);
  }

  private Exit.Fault fault() throws InterruptedException {
    return assertInstanceOf(Exit.Fault.class, module.run());
  }

  @Test
  void theHandlerFindsContextAndRegisters() throws InterruptedException {
    handler();
    for (Register register : Register.values()) {
      module.store(DATA + 8 * register.number(), register);
    }
    vector(0x7f, DATA + 0x100); // vmovdqu [r15 + disp], ymm9
    module.code.bytes(0x41, 0xd9, 0x9f).int32(DATA + 0x120); // fstp dword [r15 + disp]
    module.exit(3);
    main();
    module.systemCall(STACK, DATA + 0x6000, TOP - DATA - 0x6000);
    vector(0x6f, DATA + 0x140);
    module.code.bytes(0xd9, 0xe8); // fld1
    for (Register register : Register.values()) {
      if (register != Register.RSP && register != Register.RBP && register != Register.R15) {
        module.code.move32(register, 0x1000 + register.number());
      }
    }
    int pc = module.here();
    module.code.load32(Register.RAX, Register.R15, 0);
    module.load();
    byte[] pattern = new byte[32];
    java.util.Arrays.fill(pattern, (byte) 0x5a);
    ModuleMemory memory = module.sandbox.memory();
    memory.write(DATA + 0x140, pattern);
    module.start();
    assertEquals(new Exit.Normal(3), module.awaitExit());
    long base = module.sandbox.space().base();
    long context = memory.readLong(DATA + 8 * 7);
    long frame = context - 8;
    assertEquals(0, context % 16);
    assertEquals(base + frame, memory.readLong(DATA + 8 * 4), "rsp");
    assertEquals(base, memory.readLong(DATA + 8 * 15), "r15");
    assertEquals(base + TestModule.STACK, memory.readLong(DATA + 8 * 5), "rbp");
    assertEquals(0x1000, memory.readLong(DATA), "rax");
    assertEquals(0x100e, memory.readLong(DATA + 8 * 14), "r14");
    if (Processor.hasAvx()) {
      assertArrayEquals(pattern, memory.read(DATA + 0x100, 32), "ymm9");
    }
    assertEquals(Float.floatToIntBits(1), memory.readInt(DATA + 0x120), "st0");
    assertEquals(0, memory.readLong(frame), "return address");
    assertEquals(220, memory.readInt(context));
    assertEquals(208, memory.readInt(context + 4));
    assertEquals(0x1007, memory.readLong(context + 64 + 8 * 7), "rdi at the fault");
    assertEquals(base + TestModule.STACK, memory.readLong(context + 64 + 8 * 4));
    assertEquals(base + pc, memory.readLong(context + 64 + 8 * 16));
    assertEquals(pc, memory.readInt(context + 208));
    assertEquals((int) TestModule.STACK, memory.readInt(context + 212));
  }

  /** vmovdqu between ymm9 and [r15 + disp]; nothing where there is no AVX. */
  private void vector(int opcode, int disp) {
    if (Processor.hasAvx()) {
      module.code.bytes(0xc4, 0x41, 0x7e, opcode, 0x8f).int32(disp);
    }
  }

  @Test
  void withoutAStackOfItsOwnTheFrameLiesBelowTheRedZone() throws InterruptedException {
    handler();
    module.store(DATA, Register.RDI);
    module.exit(1);
    main();
    module.code.load32(Register.RAX, Register.R15, 0);
    assertEquals(new Exit.Normal(1), module.run());
    long context = module.sandbox.memory().readLong(DATA);
    assertEquals(((TestModule.STACK - 128 - 220) & -16L), context);
  }

  @Test
  void aFaultInTheHandlerEndsTheModule() throws InterruptedException {
    handler();
    int inHandler = module.here();
    module.code.load32(Register.RAX, Register.R15, 8);
    main();
    module.code.load32(Register.RAX, Register.R15, 0);
    Exit.Fault fault = fault();
    assertEquals(inHandler, fault.pc());
    assertEquals(8, fault.address());
  }

  @Test
  void afterTheFlagIsClearedTheNextFaultIsHandled() throws InterruptedException {
    handler();
    module.code.load32(Register.RBX, Register.R15, DATA);
    module.code.add32(Register.RBX, 1);
    module.code.store32(Register.R15, DATA, Register.RBX);
    module.systemCall(CLEAR_FLAG);
    module.code.compare32(Register.RBX, 1000);
    module.code.jump(Condition.BELOW, "again");
    module.exit(7);
    main();
    module.align();
    module.code.label("again");
    module.code.bytes(0x0f, 0x0b); // ud2
    assertEquals(new Exit.Normal(7), module.run());
  }

  @Test
  void aBreakpointIsNotForTheHandler() throws InterruptedException {
    handler();
    module.exit(1);
    main();
    module.code.bytes(0xcc); // int3
    assertEquals(TRAP, fault().signal());
  }

  @Test
  void aFaultInATrampolineIsNotForTheHandler() throws InterruptedException {
    handler();
    module.exit(1);
    main();
    module.code.move32(Register.RSP, 0x1000); // nothing is mapped there
    module.code.add(Register.RSP, Register.R15);
    module.code.move32(Register.RAX, Thunks.trampoline(1));
    module.code.add(Register.RAX, Register.R15);
    module.code.jump(Register.RAX);
    assertEquals(Thunks.trampoline(1), fault().pc());
  }

  @Test
  void aFrameThatHasNoMemoryEndsTheModule() throws InterruptedException {
    for (int top : new int[] {0x1000, 0x20100, (int) Thunks.TABLES + 0x100, 8}) {
      TestModule other = new TestModule();
      other.sandbox.allowExceptions();
      other.systemCall(HANDLER, 0x20000, 0).systemCall(STACK, 0, top);
      other.code.bytes(0x0f, 0x0b);
      assertEquals(ILL, assertInstanceOf(Exit.Fault.class, other.run()).signal());
    }
  }

  @Test
  void aFaultInsideACallFromTheBrowserIsHandledThere() throws InterruptedException {
    handler();
    module.systemCall(CLEAR_FLAG);
    module.code.move32(Register.RAX, 77);
    module.code.load64(Register.RSP, Register.R15, DATA); // as longjmp would
    module.code.add(Register.RSP, Register.R15);
    module.ret();
    int callee = module.here();
    module.code.move(Register.RCX, Register.RSP).sub(Register.RCX, Register.R15);
    module.store(DATA, Register.RCX);
    module.code.bytes(0x0f, 0x0b);
    main();
    int thunk = module.sandbox.thunks().thunk(call -> call.returns(call.call(callee) + 1));
    module.call(thunk);
    module.exitWithResult();
    assertEquals(new Exit.Normal(78), module.run());
  }

  /** Attack 14: the frame is only data. */
  @Test
  void aThreadThatRewritesFramesGainsNothing() throws InterruptedException {
    handler();
    module.store(DATA + 0x20, Register.RSP).store(DATA + 0x28, Register.RBP);
    module.store(DATA + 0x30, Register.R15).store(DATA + 0x38, Register.RDI);
    int check = module.sandbox.thunks().thunk(this::check);
    module.call(check);
    module.systemCall(CLEAR_FLAG);
    module.code.load32(Register.RBX, Register.R15, DATA);
    module.code.add32(Register.RBX, 1);
    module.code.store32(Register.R15, DATA, Register.RBX);
    module.code.compare32(Register.RBX, 20_000);
    module.code.jump(Condition.BELOW, "again");
    module.exit(5);
    // The other thread: all of the frame's place, again and again.
    module.align();
    int writer = module.here();
    module.code.move(Register.RAX, 0x4141414142424242L);
    module.align();
    module.code.label("rewrite");
    for (int at = ((TOP - 220) & -16) - 8; at < TOP; at += 8) { // not the handler's own stack
      module.store(at, Register.RAX);
    }
    module.code.jump("rewrite");
    main();
    module.systemCall(STACK, DATA + 0x6000, TOP - DATA - 0x6000);
    module.systemCall(80, writer, DATA + 0xf000, DATA, 0);
    module.align();
    module.code.label("again");
    module.code.load32(Register.RAX, Register.R15, 0);
    assertEquals(new Exit.Normal(5), module.run());
  }

  private void check(UntrustedCall call) {
    long base = module.sandbox.space().base();
    ModuleMemory memory = call.memory();
    long context = (TOP - 220) & -16;
    if (memory.readLong(DATA + 0x20) != base + context - 8
        || memory.readLong(DATA + 0x28) != base + TestModule.STACK
        || memory.readLong(DATA + 0x30) != base
        || memory.readLong(DATA + 0x38) != context) {
      module.sandbox.end(new Exit.Killed("a register came from the frame"));
    }
  }

  @Test
  void aHandlerThatNeverEndsIsStopped() throws InterruptedException {
    handler();
    module.code.store32(Register.R15, DATA, Register.R15);
    module.code.bytes(0xeb, 0xfe);
    main();
    module.code.bytes(0x0f, 0x0b);
    module.load();
    module.start();
    module.sandbox.end(new Exit.Killed("test"));
    assertEquals(new Exit.Killed("test"), module.awaitExit());
  }

  @Test
  void withoutPermissionThereAreNoHandlers() throws InterruptedException {
    module.systemCall(HANDLER, 0x20000, 0);
    module.store(DATA, Register.RAX);
    module.systemCall(STACK, DATA, 0x1000);
    module.store(DATA + 8, Register.RAX);
    module.systemCall(CLEAR_FLAG);
    module.store(DATA + 16, Register.RAX);
    module.code.load32(Register.RAX, Register.R15, 0);
    assertEquals(SEGV, fault().signal());
    for (int i = 0; i < 3; i++) {
      assertEquals(-Errno.ENOSYS, module.sandbox.memory().readInt(DATA + 8 * i));
    }
  }

  @Test
  void handlersAndStacksThatCannotBeAreRefused() throws InterruptedException {
    module.sandbox.allowExceptions();
    int[][] attempts = {
      {HANDLER, 0x20001, 0, Errno.EFAULT}, // inside a bundle
      {HANDLER, 0x10020, 0, Errno.EFAULT}, // a trampoline
      {HANDLER, DATA, 0, Errno.EFAULT},
      {HANDLER, (int) Thunks.landing(), 0, Errno.EFAULT},
      {HANDLER, 0x20000, 4, Errno.EFAULT}, // the old one cannot be told
      {STACK, -16, 32, Errno.EINVAL}, // beyond the 4 GiB
    };
    for (int i = 0; i < attempts.length; i++) {
      module.systemCall(attempts[i][0], attempts[i][1], attempts[i][2]);
      module.store(DATA + 8 * i, Register.RAX);
    }
    module.code.bytes(0x0f, 0x0b);
    assertEquals(ILL, fault().signal());
    for (int i = 0; i < attempts.length; i++) {
      assertEquals(-attempts[i][3], module.sandbox.memory().readInt(DATA + 8 * i), "attempt " + i);
    }
  }
}
