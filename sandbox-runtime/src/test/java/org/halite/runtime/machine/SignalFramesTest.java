package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.halite.runtime.machine.Assembler.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Attack 14: the kernel's signal frame holds all registers and loads them again. If it lay where
 * the module writes, another thread would choose the registers of the first, rip among them.
 */
@Timeout(120)
class SignalFramesTest {
  private static final int DATA = TestModule.DATA;
  private static final long REACH = 40L << 30;

  /** More than a frame with all vector registers takes. */
  private static final int FRAME = 0x4000;

  private final TestModule module = new TestModule();

  /** A frame of a signal that returns, thousands of times, under a thread that rewrites it. */
  @Test
  void aThreadThatRewritesAllBelowAnothersStackPointerGainsNothing() throws InterruptedException {
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
    int go = DATA + 8;
    int passes = DATA + 0x10;
    module.code.jump("main");
    module.align();
    int writer = module.here();
    module.code.move(Register.RAX, 0x4141414142424242L);
    module.align();
    module.code.label("pass");
    module
        .code
        .move32(Register.RCX, (int) TestModule.STACK - FRAME)
        .add(Register.RCX, Register.R15);
    module.code.move32(Register.RDX, FRAME / 8);
    module.code.label("word");
    module.code.store64(Register.RCX, 0, Register.RAX).lea(Register.RCX, Register.RCX, 8);
    module.code.bytes(0x83, 0xea, 0x01).jump(Condition.NOT_EQUAL, "word"); // sub edx, 1
    module.code.bytes(0x41, 0xff, 0x87).int32(passes); // inc dword [r15 + passes]
    module.code.jump("pass");
    module.code.label("main");
    module.systemCall(80, writer, DATA + 0x8000, DATA, 0);
    module.call(thunk);
    Register[] kept = {Register.RBX, Register.R12, Register.R13, Register.R14, Register.RSI};
    for (Register register : kept) {
      module.code.move32(register, 0x1000 + register.number());
    }
    module.align();
    module.code.label("loop"); // no call: whatever a frame restores would stay
    for (Register register : kept) {
      module.code.compare32(register, 0x1000 + register.number());
      module.code.jump(Condition.NOT_EQUAL, "changed");
    }
    module.code.load32(Register.RCX, Register.R15, go).test(Register.RCX);
    module.code.jump(Condition.EQUAL, "loop");
    module.exit(21);
    module.code.label("changed").bytes(0x0f, 0x0b);
    module.load();
    ModuleMemory memory = module.sandbox.memory();
    module.start();
    running.await();
    long process = Kernel.call(Kernel.GETPID);
    for (int i = 0; i < 5_000 || memory.readInt(passes) < 100; i++) {
      assertEquals(0, Kernel.call(Kernel.TGKILL, process, id[0], Stubs.KILL_SIGNAL));
      if (i % 100 == 0) {
        Thread.sleep(1); // signals that were pending together are one
      }
    }
    memory.writeInt(go, 1);
    assertEquals(new Exit.Normal(21), module.awaitExit());
  }

  /**
   * Signals that strike in the module, on the way out, in Java, in the clock stub, on the way in.
   */
  @Test
  void signalsAtAnyMomentOfCallsChangeNothing() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    long[] id = new long[1];
    module.sandbox.useClockStub();
    int thunk =
        module
            .sandbox
            .thunks()
            .thunk(
                call -> {
                  id[0] = Kernel.call(Kernel.GETTID);
                  running.countDown();
                });
    int go = DATA + 8;
    module.call(thunk);
    Register[] kept = {Register.RBX, Register.R12, Register.R13, Register.R14};
    for (Register register : kept) {
      module.code.move32(register, 0x1000 + register.number());
    }
    module.align();
    module.code.label("loop");
    for (int call : new int[] {44, 1, 84}) {
      module.systemCall(call, 1, DATA + 0x40);
      for (Register register : kept) {
        module.code.compare32(register, 0x1000 + register.number());
        module.code.jump(Condition.NOT_EQUAL, "changed");
      }
    }
    module.code.compare32(Register.R15, go, 1).jump(Condition.NOT_EQUAL, "loop");
    module.exit(23);
    module.code.label("changed").bytes(0x0f, 0x0b);
    module.load();
    module.start();
    running.await();
    long process = Kernel.call(Kernel.GETPID);
    for (int i = 0; i < 20_000; i++) {
      assertEquals(0, Kernel.call(Kernel.TGKILL, process, id[0], Stubs.KILL_SIGNAL));
      if (i % 100 == 0) {
        Thread.sleep(1); // signals that were pending together are one
      }
    }
    module.sandbox.memory().writeInt(go, 1);
    assertEquals(new Exit.Normal(23), module.awaitExit());
  }

  /** Faults of every kind: not one byte of the module's 4 GiB is another afterwards. */
  @Test
  void aFaultWritesNothingIntoTheModule() throws InterruptedException {
    int[][] faults = {
      {4, 0x0f, 0x0b}, // ud2
      {5, 0xcc}, // int3
      {8, 0x31, 0xc9, 0xf7, 0xf1}, // xor ecx, ecx; div ecx
      {11, 0xf4}, // hlt
      {11, 0x41, 0x8b, 0x07}, // mov eax, [r15]
      {11, 0x41, 0x8b, 0x87, 0xf8, 0xff, 0xff, 0xff}, // mov eax, [r15 - 8]: a guard
    };
    for (int[] fault : faults) {
      TestModule other = new TestModule();
      other.code.bytes(Arrays.copyOfRange(fault, 1, fault.length));
      other.load();
      byte[] pattern = new byte[0x100000];
      Arrays.fill(pattern, (byte) 0x5a);
      other.sandbox.memory().write(AddressSpace.STACK_TOP - pattern.length, pattern);
      List<byte[]> before = writableMemory(other);
      other.start();
      Exit.Fault exit = assertInstanceOf(Exit.Fault.class, other.awaitExit());
      assertEquals(fault[0], exit.signal());
      List<byte[]> after = writableMemory(other);
      assertEquals(before.size(), after.size());
      for (int i = 0; i < before.size(); i++) {
        assertArrayEquals(before.get(i), after.get(i), "signal " + fault[0] + ", page " + i);
      }
    }
  }

  private static List<byte[]> writableMemory(TestModule module) {
    List<byte[]> pages = new ArrayList<>();
    for (long page = 0; page < AddressSpace.SIZE; page += AddressSpace.PAGE) {
      if (module.sandbox.space().allows(page, AddressSpace.PAGE, AddressSpace.WRITE)) {
        pages.add(module.sandbox.memory().read(page, AddressSpace.PAGE));
      }
    }
    assertTrue(pages.size() > 200, pages.size() + " pages");
    return pages;
  }

  /** Where the frame would have no room, or where it would overwrite code. */
  @Test
  void aFaultOnAGarbageStackPointerIsAnOrdinaryFault() throws InterruptedException {
    int[] stacks = {
      0,
      8,
      0x10000,
      0x10800,
      0x20100,
      DATA,
      DATA + 3,
      0x70000000,
      (int) Thunks.TABLES + 0x800,
      (int) AddressSpace.STACK_BOTTOM,
      (int) Thunks.THUNKS + 0x800,
      -1
    };
    for (int stack : stacks) {
      TestModule other = new TestModule();
      other.code.move32(Register.RSP, stack).add(Register.RSP, Register.R15);
      int pc = other.here();
      other.code.bytes(0x0f, 0x0b);
      Exit.Fault fault = assertInstanceOf(Exit.Fault.class, other.run(), "rsp " + stack);
      assertEquals(4, fault.signal());
      assertEquals(pc, fault.pc());
    }
  }

  /** Each thread's alternate stack: beyond all that valid code reaches, and its own. */
  @Test
  void alternateStacksLieOutsideOfTheModulesReach() throws InterruptedException {
    List<long[]> stacks = Collections.synchronizedList(new ArrayList<>());
    List<Long> masks = Collections.synchronizedList(new ArrayList<>());
    int thunk =
        module
            .sandbox
            .thunks()
            .thunk(
                call -> {
                  try (Arena arena = Arena.ofConfined()) {
                    MemorySegment old = arena.allocate(24, 8);
                    Kernel.check(
                        Kernel.call(Kernel.SIGALTSTACK, 0, old.address()), "the signal stack");
                    stacks.add(
                        new long[] {
                          old.get(ValueLayout.JAVA_LONG, 0),
                          old.get(ValueLayout.JAVA_INT, 8),
                          old.get(ValueLayout.JAVA_LONG, 16)
                        });
                    Kernel.check(
                        Kernel.call(Kernel.RT_SIGPROCMASK, 0, 0, old.address(), 8), "the mask");
                    masks.add(old.get(ValueLayout.JAVA_LONG, 0));
                  }
                });
    module.code.jump("main");
    module.align();
    int thread = module.here();
    module.call(thunk);
    module.code.bytes(0xf0, 0x41, 0x83, 0x87).int32(DATA).bytes(1); // lock add dword, 1
    module.systemCall(120, DATA + 8, 0, 0); // stays until the end
    module.align();
    module.code.label("main");
    int threads = 20;
    for (int i = 0; i < threads; i++) {
      module.systemCall(80, thread, DATA + 0x4000 + 256 * i, DATA, 0);
    }
    module.align();
    module.code.label("wait");
    module.systemCall(32);
    module.code.compare32(Register.R15, DATA, threads).jump(Condition.NOT_EQUAL, "wait");
    module.exit(22);
    assertEquals(new Exit.Normal(22), module.run());
    assertEquals(threads, stacks.size());
    long base = module.sandbox.space().base();
    stacks.sort((a, b) -> Long.compare(a[0], b[0]));
    long end = 0;
    for (long[] stack : stacks) {
      assertEquals(0, stack[1], "enabled, and not in use");
      assertTrue(stack[2] >= FRAME, stack[2] + " bytes");
      assertTrue(stack[0] >= end, "stacks overlap");
      end = stack[0] + stack[2];
      assertTrue(
          end <= base - REACH || stack[0] >= base + AddressSpace.SIZE + REACH,
          "a stack at " + Long.toHexString(stack[0] - base));
    }
    List<Integer> synchronous = Arrays.stream(SignalStubs.SYNCHRONOUS).boxed().toList();
    for (long mask : masks) {
      for (int signal = 1; signal <= 64; signal++) {
        boolean open = (mask >>> signal - 1 & 1) == 0;
        boolean expected =
            signal == Stubs.KILL_SIGNAL
                || synchronous.contains(signal)
                || List.of(9, 19, 32, 33).contains(signal);
        assertTrue(!open || expected, "signal " + signal + " reaches module threads");
      }
    }
  }
}
