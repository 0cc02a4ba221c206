package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.halite.runtime.machine.Assembler.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SandboxThreadTest {
  private static final int DATA = TestModule.DATA;

  private final TestModule module = new TestModule();

  @Test
  void nothingTrustedIsInRegistersAfterASystemCall() throws InterruptedException {
    module.code.move32(Register.RBX, 0x1234567);
    module.systemCall(1);
    for (Register register : Register.values()) {
      module.store(DATA + 8 * register.number(), register);
    }
    for (int i = 0; i < 16; i++) { // movups [r15 + disp], xmm i
      module
          .code
          .bytes(0x41 | (i >> 3) << 2, 0x0f, 0x11, 0x87 | (i & 7) << 3)
          .int32(DATA + 0x100 + 16 * i);
    }
    module.code.bytes(0x41, 0xd9, 0xb7).int32(DATA + 0x200); // fnstenv
    module.exit(0);
    assertEquals(new Exit.Normal(0), module.run());
    ModuleMemory memory = module.sandbox.memory();
    long base = module.sandbox.space().base();
    for (Register register : Register.values()) {
      long value = memory.readLong(DATA + 8L * register.number());
      switch (register) {
        case RBX -> assertEquals(0x1234567, value);
        case R15 -> assertEquals(base, value);
        case RSP, RBP -> assertEquals(base + TestModule.STACK, value);
        case RDI -> assertEquals(TestModule.STACK + 8, value);
        case R11 -> assertTrue(value > base && value < base + 0x30000 && value % 32 == 0, "r11");
        default -> assertEquals(0, value, register.name());
      }
    }
    assertArrayEquals(new byte[256], memory.read(DATA + 0x100, 256), "xmm");
    lastX87InstructionIsTheLandings(memory, DATA + 0x200);
  }

  /** In an image of fnstenv or fnsave. */
  private static void lastX87InstructionIsTheLandings(ModuleMemory memory, int image) {
    int landing = (int) Thunks.landing();
    assertEquals(landing + 18, memory.readInt(image + 0x0c), "address of the last x87 instruction");
    int operand = memory.readInt(image + 0x14);
    assertTrue(operand == 0 || operand == landing + 40, "address of the last x87 operand");
  }

  /** Attack 18: the runtime computed with the old registers; nothing of it is seen. */
  @Test
  void x87StateOfTrustedCodeIsGoneAfterACall() throws InterruptedException {
    long page = Kernel.map(0, 4096, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE);
    Assembler trusted = new Assembler();
    for (int i = 0; i < 8; i++) {
      trusted.bytes(0xd9, 0xeb); // fldpi
    }
    trusted.bytes(0xd9, 0xfe); // fsin: inexact, a sticky flag
    for (int i = 0; i < 8; i++) {
      trusted.bytes(0xd9, 0x1f); // fstp dword [rdi]
    }
    trusted.ret();
    Kernel.write(page, trusted.assemble(0));
    Kernel.protect(page, 4096, Kernel.PROT_READ | Kernel.PROT_EXEC);
    java.lang.invoke.MethodHandle compute = Kernel.function(page);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment scratch = arena.allocate(8);
      int thunk =
          module
              .sandbox
              .thunks()
              .thunk(call -> Kernel.invoke(compute, scratch.address(), 0, 0, 0, 0, 0, 0));
      module.call(thunk);
      module.code.bytes(0x41, 0xdd, 0xb7).int32(DATA); // fnsave
      module.exit(0);
      assertEquals(new Exit.Normal(0), module.run());
    }
    ModuleMemory memory = module.sandbox.memory();
    lastX87InstructionIsTheLandings(memory, DATA);
    assertEquals(0x37f, memory.readInt(DATA) & 0xffff, "control word");
    assertEquals(0, memory.readInt(DATA + 4) & 0xc7ff, "status word");
    assertEquals(0xffff, memory.readInt(DATA + 8) & 0xffff, "all registers are empty");
    assertArrayEquals(new byte[80], memory.read(DATA + 28, 80), "registers");
  }

  /** A jump to the last steps of a return does no more than a return. */
  @Test
  void aJumpToTheLandingLandsBehindTheLastCall() throws InterruptedException {
    module.code.move32(Register.RBX, 0);
    module.systemCall(1);
    module.code.add32(Register.RBX, 1);
    module.code.compare32(Register.RBX, 5);
    module.code.jump(Condition.EQUAL, "done");
    module.code.move32(Register.RAX, (int) Thunks.landing());
    module.code.add(Register.RAX, Register.R15);
    module.code.jump(Register.RAX);
    module.align();
    module.code.label("done");
    module.exit(4);
    assertEquals(new Exit.Normal(4), module.run());
  }

  @Test
  void theSlotBehindTheLandingHalts() throws InterruptedException {
    int slot = (int) Thunks.landing() + 32;
    module.code.move32(Register.RAX, slot);
    module.code.add(Register.RAX, Register.R15);
    module.code.jump(Register.RAX);
    assertEquals(
        Integer.toUnsignedLong(slot), assertInstanceOf(Exit.Fault.class, module.run()).pc());
  }

  @Test
  void aMillionNullCallsReturn() throws InterruptedException {
    module.code.move32(Register.RBX, 1_000_000);
    module.align();
    module.code.label("again");
    module.systemCall(1);
    module.code.bytes(0x83, 0xeb, 0x01); // sub ebx, 1
    module.code.jump(Condition.NOT_EQUAL, "again");
    module.exit(9);
    assertEquals(new Exit.Normal(9), module.run());
  }

  @Test
  void argumentsAndResultsPassThroughAThunk() throws InterruptedException {
    List<Object> seen = new ArrayList<>();
    int thunk =
        module
            .sandbox
            .thunks()
            .thunk(
                call -> {
                  call.returns(0x1122334455667788L, 0x99aabbccddeeffL);
                  for (int i = 0; i < 6; i++) {
                    seen.add(call.integerRegister(i));
                  }
                  seen.add(call.realRegister(0));
                  seen.add(call.realRegister(7));
                  seen.add(call.stackSlot(0));
                });
    module.code.move(Register.RDI, 0x100000001L);
    module.code.move32(Register.RSI, 2).move32(Register.RDX, 3).move32(Register.RCX, 4);
    module.code.move32(Register.R8, 5).move32(Register.R9, 6);
    module.code.move(Register.RAX, Double.doubleToRawLongBits(2.5));
    module.code.push(Register.RAX).loadXmm(0, Register.RSP, 0).loadXmm(7, Register.RSP, 0);
    module.code.bytes(0x6a, 77); // push 77
    module.call(thunk);
    module.store(DATA, Register.RAX).store(DATA + 8, Register.RDX);
    module.exit(0);
    assertEquals(new Exit.Normal(0), module.run());
    assertEquals(List.of(0x100000001L, 2L, 3L, 4L, 5L, 6L, 2.5, 2.5, 77L), seen);
    assertEquals(0x1122334455667788L, module.sandbox.memory().readLong(DATA));
    assertEquals(0x99aabbccddeeffL, module.sandbox.memory().readLong(DATA + 8));
  }

  @Test
  void aRealResultArrivesInXmm0() throws InterruptedException {
    int thunk = module.sandbox.thunks().thunk(call -> call.returnsReal(6.25));
    module.call(thunk);
    module.code.storeXmm(Register.R15, DATA, 0);
    module.exit(0);
    assertEquals(new Exit.Normal(0), module.run());
    assertEquals(Double.doubleToRawLongBits(6.25), module.sandbox.memory().readLong(DATA));
  }

  /** f(n) in the module: asks Java for n + f(n - 1), which calls f again; saved registers hold. */
  @Test
  void callsNestBetweenModuleAndJava() throws InterruptedException {
    int[] function = new int[1];
    List<Long> alignments = new ArrayList<>();
    int thunk =
        module
            .sandbox
            .thunks()
            .thunk(
                call -> {
                  long n = call.integerRegister(0);
                  alignments.add(call.integerRegister(1) & 15);
                  call.returns(n == 0 ? 0 : n + call.call(function[0], n - 1));
                });
    module.code.move32(Register.RDI, 20);
    module.call(0x20080);
    module.exitWithResult();
    while (module.here() < 0x20080) {
      module.code.bytes(0x90);
    }
    function[0] = module.here();
    module.code.lea(Register.RSI, Register.RSP, 8); // a multiple of 16 at a function's entry
    module.code.push(Register.RBX);
    module.code.move32(Register.RBX, 0xdead);
    module.call(thunk);
    module.code.compare32(Register.RBX, 0xdead);
    module.code.jump(Condition.NOT_EQUAL, "broken");
    module.code.pop(Register.RBX);
    module.ret();
    module.code.label("broken").bytes(0x0f, 0x0b);
    module.align();
    assertEquals(new Exit.Normal(210), module.run());
    assertEquals(21, alignments.size());
    assertTrue(alignments.stream().skip(1).allMatch(a -> a == 0), alignments.toString());
  }

  @Test
  void aNestedCallLeavesTheRedZoneAlone() throws InterruptedException {
    byte[][] zone = new byte[2][];
    int thunk =
        module
            .sandbox
            .thunks()
            .thunk(
                call -> {
                  long rsp = call.integerRegister(0) & 0xffffffffL;
                  zone[0] = new byte[128];
                  java.util.Arrays.fill(zone[0], (byte) 0x77);
                  call.memory().write(rsp - 128, zone[0]);
                  call.returns(call.call(0x20080));
                  zone[1] = call.memory().read(rsp - 128, 128);
                });
    module.code.move(Register.RDI, Register.RSP);
    module.call(thunk);
    module.exitWithResult();
    while (module.here() < 0x20080) {
      module.code.bytes(0x90);
    }
    module.code.move32(Register.RAX, 11);
    module.ret();
    assertEquals(new Exit.Normal(11), module.run());
    assertArrayEquals(zone[0], zone[1]);
  }

  @Test
  void endlessRecursionBetweenModuleAndJavaEndsTheModule() throws InterruptedException {
    int[] thunk = new int[1];
    thunk[0] = module.sandbox.thunks().thunk(call -> call.returns(call.call(0x20000)));
    module.call(thunk[0]);
    Exit.Killed killed = assertInstanceOf(Exit.Killed.class, module.run());
    assertTrue(killed.reason().contains("nested"), killed.reason());
  }

  @Test
  void exitInsideANestedCallUnwindsJava() throws InterruptedException {
    boolean[] freed = new boolean[1];
    int thunk =
        module
            .sandbox
            .thunks()
            .thunk(
                call -> {
                  try {
                    call.call(0x20080);
                  } finally {
                    freed[0] = true;
                  }
                });
    module.call(thunk);
    while (module.here() < 0x20080) {
      module.code.bytes(0x90);
    }
    module.exit(4);
    assertEquals(new Exit.Normal(4), module.run());
    assertTrue(freed[0]);
  }

  @Test
  void threadsHaveTheirOwnThreadPointer() throws InterruptedException {
    int thread = 0x20200;
    module.code.move32(Register.RAX, 7);
    module.store(DATA + 0x100, Register.RAX); // the flag that thread_exit clears
    module.systemCall(80, thread, DATA + 0x10000, DATA + 0x40, 0x77);
    module.align();
    module.code.label("wait");
    module.systemCall(32);
    module.code.load32(Register.RCX, Register.R15, DATA + 0x100);
    module.code.test(Register.RCX);
    module.code.jump(Condition.NOT_EQUAL, "wait");
    module.call(Thunks.trampoline(84));
    module.store(DATA + 0x110, Register.RAX);
    module.exit(0);
    while (module.here() < thread) {
      module.code.bytes(0x90);
    }
    module.store(DATA + 0x128, Register.RSP);
    module.call(Thunks.trampoline(84));
    module.store(DATA + 0x118, Register.RAX);
    module.call(Thunks.trampoline(86));
    module.store(DATA + 0x120, Register.RAX);
    module.systemCall(81, DATA + 0x100);
    assertEquals(new Exit.Normal(0), module.run());
    ModuleMemory memory = module.sandbox.memory();
    assertEquals(DATA, memory.readLong(DATA + 0x110));
    assertEquals(DATA + 0x40, memory.readLong(DATA + 0x118));
    assertEquals(0x77, memory.readLong(DATA + 0x120));
    assertEquals(8, memory.readLong(DATA + 0x128) % 16);
  }

  @Test
  void anEndlessLoopIsKilledEveryTime() throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      TestModule loop = new TestModule();
      CountDownLatch running = new CountDownLatch(1);
      int thunk = loop.sandbox.thunks().thunk(call -> running.countDown());
      loop.call(thunk);
      loop.code.bytes(0xeb, 0xfe); // jmp to itself
      loop.load();
      loop.start();
      running.await();
      loop.sandbox.end(new Exit.Killed("test"));
      assertEquals(new Exit.Killed("test"), loop.awaitExit());
      assertTrue(loop.sandbox.release());
    }
  }

  @Test
  void anEndlessLoopOfSystemCallsIsKilledEveryTime() throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      TestModule loop = new TestModule();
      CountDownLatch running = new CountDownLatch(1);
      int thunk = loop.sandbox.thunks().thunk(call -> running.countDown());
      loop.call(thunk);
      loop.align();
      loop.code.label("again");
      loop.systemCall(1);
      loop.code.jump("again");
      loop.load();
      loop.start();
      running.await();
      loop.sandbox.end(new Exit.Killed("test"));
      assertEquals(new Exit.Killed("test"), loop.awaitExit());
      assertTrue(loop.sandbox.release());
    }
  }

  @Test
  void aThreadThatSleepsForEverIsKilled() throws InterruptedException {
    module.systemCall(120, DATA, 0, 0); // futex_wait_abs on a zero word
    module.load();
    module.start();
    Thread.sleep(50);
    module.sandbox.end(new Exit.Killed("test"));
    assertEquals(new Exit.Killed("test"), module.awaitExit());
  }

  @Test
  void aKillSignalFromSomebodyElseChangesNothing() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    long[] id = new long[1];
    int thunk =
        module
            .sandbox
            .thunks()
            .thunk(
                call -> {
                  id[0] = Kernel.call(Kernel.GETTID);
                  running.countDown();
                });
    module.call(thunk);
    module.align();
    module.code.label("loop");
    module.code.load32(Register.RCX, Register.R15, DATA);
    module.code.test(Register.RCX);
    module.code.jump(Condition.EQUAL, "loop");
    module.exit(8);
    module.load();
    module.start();
    running.await();
    for (int i = 0; i < 1000; i++) {
      assertEquals(
          0, Kernel.call(Kernel.TGKILL, Kernel.call(Kernel.GETPID), id[0], Stubs.KILL_SIGNAL));
    }
    module.sandbox.memory().writeInt(DATA, 1);
    assertEquals(new Exit.Normal(8), module.awaitExit());
  }

  /** Words below the stack pointer that change while a signal takes the module out of a loop. */
  private static int wordsChangedBySignal(boolean withAlternateStack) throws InterruptedException {
    TestModule loop = new TestModule();
    CountDownLatch running = new CountDownLatch(1);
    long area = TestModule.STACK - 0x8000;
    int thunk =
        loop.sandbox
            .thunks()
            .thunk(
                call -> {
                  byte[] pattern = new byte[0x8000];
                  java.util.Arrays.fill(pattern, (byte) 0x5a);
                  call.memory().write(area, pattern);
                  if (!withAlternateStack) {
                    try (Arena arena = Arena.ofConfined()) {
                      MemorySegment off = arena.allocate(24, 8);
                      off.set(ValueLayout.JAVA_INT, 8, 2); // SS_DISABLE
                      Kernel.check(
                          Kernel.call(Kernel.SIGALTSTACK, off.address(), 0), "sigaltstack");
                    }
                  }
                  running.countDown();
                });
    loop.call(thunk);
    loop.code.bytes(0xeb, 0xfe); // jmp to itself
    loop.load();
    loop.start();
    running.await();
    Thread.sleep(100);
    loop.sandbox.end(new Exit.Killed("test"));
    assertEquals(new Exit.Killed("test"), loop.awaitExit());
    byte[] after = loop.sandbox.memory().read(area, 0x8000 - 8);
    int changed = 0;
    for (int i = 0; i < after.length; i += 8) {
      for (int k = 0; k < 8; k++) {
        if (after[i + k] != 0x5a) {
          changed++;
          break;
        }
      }
    }
    return changed;
  }

  @Test
  void noSignalFrameEverLandsOnTheUntrustedStack() throws InterruptedException {
    assertNotEquals(0, wordsChangedBySignal(false), "the test can see a frame");
    assertEquals(0, wordsChangedBySignal(true));
  }

  @Test
  void everyHandlerOfTheProcessRunsOnAnAlternateStack() {
    Signals.install();
    for (int signal = 1; signal <= 64; signal++) {
      if (signal != 9 && signal != 19 && Signals.action(signal).handler() > 1) {
        assertTrue((Signals.action(signal).flags() & 0x08000000L) != 0, "signal " + signal);
        assertEquals(Stubs.HANDLER, Signals.action(signal).handler(), "signal " + signal);
      }
    }
  }

  @Test
  void javasOwnFaultsStillBecomeExceptionsOnModuleThreads() throws InterruptedException {
    List<Throwable> caught = new ArrayList<>();
    int thunk =
        module
            .sandbox
            .thunks()
            .thunk(
                call -> {
                  for (int i = 0;
                      i < 20_000;
                      i++) { // long enough to be compiled with implicit checks
                    try {
                      caught.add(new RuntimeException(((String) nothing(i)).trim()));
                    } catch (NullPointerException expected) {
                      if (caught.isEmpty()) {
                        caught.add(expected);
                      }
                    }
                  }
                  try {
                    caught.add(new RuntimeException("depth " + forEver(0)));
                  } catch (StackOverflowError expected) {
                    caught.add(expected);
                  }
                });
    module.call(thunk);
    module.exit(6);
    assertEquals(new Exit.Normal(6), module.run());
    assertInstanceOf(NullPointerException.class, caught.get(0));
    assertInstanceOf(StackOverflowError.class, caught.get(1));
    assertEquals(2, caught.size());
  }

  private static Object nothing(int i) {
    return i < 0 ? "" : null;
  }

  private static int forEver(int depth) {
    return depth < 0 ? 0 : forEver(depth + 1) + 1;
  }

  @Test
  void theGarbageCollectorWorksWhileTheModuleLoops() throws InterruptedException {
    module.code.bytes(0xeb, 0xfe);
    module.load();
    module.start();
    for (int i = 0; i < 5; i++) {
      System.gc();
    }
    module.sandbox.end(new Exit.Killed("test"));
    assertEquals(new Exit.Killed("test"), module.awaitExit());
  }

  @Test
  void functionsCannotBeAddedToARunningModule() {
    module.exit(0);
    module.load();
    assertThrows(IllegalStateException.class, () -> module.sandbox.thunks().thunk(call -> {}));
  }
}
