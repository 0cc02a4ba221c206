package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.halite.runtime.machine.Assembler.Condition;
import org.halite.runtime.syscall.FileTree;
import org.halite.runtime.syscall.Prototypes;
import org.halite.runtime.syscall.Prototypes.Prototype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attack 19: bombs of threads, stacks that are garbage or somebody else's, ends in the middle of
 * calls. See ManyThreadsTest for more.
 */
@Timeout(120)
class ThreadAttacksTest {
  private static final int DATA = TestModule.DATA;
  private static final int THREAD = 0x24000;
  private static final int EXIT = 30;
  private static final int NANOSLEEP = 42;
  private static final int THREAD_CREATE = 80;
  private static final int THREAD_EXIT = 81;

  /** Of threads whose stacks do not matter. */
  private static final int STACK = DATA + 0x8000;

  @TempDir Path directory;
  private final TestModule module = new TestModule();

  /** A few threads in calls of each kind, and then exit: all of them end, whatever they do. */
  @Test
  void exitEndsThreadsInEveryCall() throws InterruptedException, IOException {
    FileTree tree = FileTree.open(directory.toString());
    List<Integer> numbers = new ArrayList<>();
    try (ForgedWorld world = new ForgedWorld(tree)) {
      for (Prototype prototype : Prototypes.of(world.module().systemCalls)) {
        if (prototype.number() != EXIT && prototype.number() != THREAD_EXIT) {
          numbers.add(prototype.number());
        }
      }
    }
    int group = 6; // more threads that are never idle take long to start
    for (int from = 0; from < numbers.size(); from += group) {
      List<Integer> some = numbers.subList(from, Math.min(from + group, numbers.size()));
      try (ForgedWorld world = new ForgedWorld(tree)) {
        List<CallSequence.Call> calls = new ArrayList<>();
        for (int number : some) {
          long stack = AddressSpace.STACK_TOP - 0x10000 - 0x1000L * calls.size();
          int entry = world.loopOf(number);
          calls.add(new CallSequence.Call(THREAD_CREATE, entry, stack, DATA, 0));
        }
        calls.add(new CallSequence.Call(NANOSLEEP, world.moment(), 0));
        calls.add(new CallSequence.Call(EXIT, 9));
        world.start(calls);
        assertEquals(new Exit.Normal(9), world.module().awaitExit(), some.toString());
        for (int i = 0; i < some.size(); i++) {
          assertEquals(0, world.sequence().result(world.prepared() + i), "thread " + i);
        }
        assertEquals(0, world.module().sandbox.threadCount());
        world.assertUnharmed();
      }
    }
    Kernel.call(Kernel.CLOSE, tree.root());
  }

  /** Each thread starts two more, for ever: there are as many as may be, and then an end. */
  @Test
  void threadsThatMultiplyAreBoundedAndEnd() throws InterruptedException {
    int refused = DATA + 0x100;
    module.systemCall(THREAD_CREATE, THREAD, STACK, DATA, 0);
    module.align();
    module.code.label("wait");
    module.systemCall(32);
    module.code.compare32(Register.R15, refused, 1000).jump(Condition.BELOW, "wait");
    module.exit(11);
    while (module.here() < THREAD) {
      module.code.bytes(0x90);
    }
    module.code.label("multiply");
    module.systemCall(THREAD_CREATE, THREAD, STACK, DATA, 0);
    module.code.test(Register.RAX).jump(Condition.EQUAL, "multiply");
    module.code.bytes(0xf0, 0x41, 0x83, 0x87).int32(refused).bytes(1); // lock add dword, 1
    module.code.jump("multiply");
    module.align();
    assertEquals(new Exit.Normal(11), module.run());
    assertEquals(0, module.sandbox.threadCount());
  }

  /** Every way out of the sandbox, on stacks that are nothing, code, or at the very end. */
  @Test
  void garbageStackPointersAtEveryWayOutFaultInTheModule() throws InterruptedException {
    int[] stacks = {
      0,
      4,
      0xfff8,
      0x10ffc,
      0x1fffc,
      0x20100,
      0x50000000,
      0x0fffffff,
      DATA - 4,
      DATA + 0x40000 - 4,
      (int) Thunks.TABLES - 4,
      (int) Thunks.TABLES,
      (int) Thunks.THUNKS - 4,
      (int) Thunks.THUNKS,
      (int) Thunks.landing(),
      -4,
      -8,
      -16
    };
    for (int way = 0; way < 4; way++) {
      for (int stack : stacks) {
        TestModule other = new TestModule();
        int thunk = other.sandbox.thunks().thunk(call -> call.returns(call.call(0x20000)));
        int target = way == 3 ? thunk : Thunks.trampoline(new int[] {1, 84, 86}[way]);
        other.code.move32(Register.RSP, stack).add(Register.RSP, Register.R15);
        other.code.move32(Register.RAX, target).add(Register.RAX, Register.R15);
        other.code.jump(Register.RAX);
        Exit exit = other.run();
        String where = "way " + way + ", stack " + Integer.toHexString(stack) + ": " + exit;
        if (exit instanceof Exit.Killed killed) { // the call back found a stack, and came again
          assertTrue(way == 3 && killed.reason().contains("nested"), where);
          continue;
        }
        Exit.Fault fault = assertInstanceOf(Exit.Fault.class, exit, where);
        assertTrue(fault.signal() == 11 || fault.signal() == 4 || fault.signal() == 5, where);
        assertTrue(fault.pc() >= 0 && fault.pc() < AddressSpace.SIZE, where);
      }
    }
  }

  /** The return address of a call is rewritten while the call is made. */
  @Test
  void aReturnAddressThatAnotherThreadRewritesStaysInTheModule() throws InterruptedException {
    long[] garbage = {
      0,
      0x10000,
      0x10020,
      Thunks.THUNKS + 0x8000,
      Thunks.landing(),
      Thunks.landing() + 32,
      DATA,
      0xffffffffL,
      1L << 32,
      -1L,
      0x7fff_ffff_f000L,
      Long.MIN_VALUE
    };
    int faults = 0;
    for (long address : garbage) {
      TestModule other = new TestModule();
      int slot = (int) TestModule.STACK - 8;
      other.systemCall(THREAD_CREATE, THREAD, STACK, DATA, 0);
      other.align();
      other.code.label("calls");
      other.systemCall(1);
      other.code.jump("calls");
      while (other.here() < THREAD) {
        other.code.bytes(0x90);
      }
      other.code.move(Register.RAX, address);
      other.code.move32(Register.RCX, slot).add(Register.RCX, Register.R15);
      other.align();
      other.code.label("rewrite");
      other.code.store64(Register.RCX, 0, Register.RAX);
      other.code.jump("rewrite");
      other.align();
      other.load();
      other.start();
      for (int i = 0; i < 300 && other.sandbox.exit() == null; i++) {
        Thread.sleep(1);
      }
      other.sandbox.end(new Exit.Killed("it goes on")); // where the garbage is a call, or its end
      Exit exit = other.awaitExit();
      if (exit instanceof Exit.Fault fault) {
        faults++;
        assertTrue(fault.pc() >= 0 && fault.pc() < AddressSpace.SIZE, exit.toString());
      } else {
        assertEquals(new Exit.Killed("it goes on"), exit, Long.toHexString(address));
      }
      assertTrue(other.sandbox.release());
    }
    assertTrue(faults > 0, "the rewritten address was never used");
  }

  /** Twenty threads on one stack: they destroy their own calls, and nothing else. */
  @Test
  void threadsThatShareAStackHarmOnlyTheModule() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      module.systemCall(THREAD_CREATE, THREAD, STACK, DATA, 0);
    }
    module.systemCall(120, DATA + 0x100, 0, 0);
    while (module.here() < THREAD) {
      module.code.bytes(0x90);
    }
    module.code.label("calls");
    module.code.push(Register.RBX);
    module.systemCall(NANOSLEEP, DATA + 0x10000, 0);
    module.code.pop(Register.RBX);
    module.systemCall(1);
    module.code.push(Register.RBX);
    module.code.jump("calls"); // a word deeper each time, to the end of the page below
    module.align();
    module.load();
    module.start();
    Exit.Fault fault = assertInstanceOf(Exit.Fault.class, module.awaitExit());
    assertFalse(fault.backtrace().isEmpty());
    assertEquals(0, module.sandbox.threadCount());
  }

  /** Java has called into the module, which is in a call, when another thread ends it all. */
  @Test
  void exitByAnotherThreadUnwindsNestedCalls() throws InterruptedException {
    int[] unwound = new int[1];
    int nested =
        module
            .sandbox
            .thunks()
            .thunk(
                call -> {
                  try {
                    call.returns(call.call(THREAD));
                  } finally {
                    unwound[0]++;
                  }
                });
    int depth = DATA + 0x100;
    module.systemCall(THREAD_CREATE, 0x28000, STACK, DATA, 0);
    module.call(nested);
    while (module.here() < THREAD) {
      module.code.bytes(0x90);
    }
    module.code.bytes(0xf0, 0x41, 0x83, 0x87).int32(depth).bytes(1); // lock add dword, 1
    module.code.compare32(Register.R15, depth, 50).jump(Condition.EQUAL, "deep");
    module.call(nested);
    module.align();
    module.code.label("deep");
    module.systemCall(120, DATA + 0x108, 0, 0);
    while (module.here() < 0x28000) {
      module.code.bytes(0x90);
    }
    module.code.label("look");
    module.systemCall(32);
    module.code.compare32(Register.R15, depth, 50).jump(Condition.NOT_EQUAL, "look");
    module.exit(12);
    assertEquals(new Exit.Normal(12), module.run());
    assertEquals(50, unwound[0]);
  }
}
