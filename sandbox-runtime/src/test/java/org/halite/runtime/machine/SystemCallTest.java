package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** System calls from hand-made modules, hostile arguments first. */
@Timeout(60)
class SystemCallTest {
  private static final int DATA = TestModule.DATA;

  /** The result of one call, as a signed 32-bit value. */
  private static int result(int number, int... arguments) throws InterruptedException {
    TestModule module = new TestModule();
    module.systemCall(number, arguments);
    module.store(DATA + 0x100, Register.RAX);
    module.exit(0);
    assertEquals(new Exit.Normal(0), module.run());
    long rax = module.sandbox.memory().readLong(DATA + 0x100);
    assertEquals(0, rax >>> 32, "the upper half of rax");
    return (int) rax;
  }

  @Test
  void unassignedNumbersAreEnosysAndTooLargeOnesEinval() throws InterruptedException {
    assertEquals(-Errno.ENOSYS, result(3));
    assertEquals(-Errno.ENOSYS, result(0));
    assertEquals(-Errno.EINVAL, result(151));
    assertEquals(-Errno.EINVAL, result(2046));
  }

  @Test
  void buffersThatWrapAtFourGigabytesAreEfault() throws InterruptedException {
    assertEquals(-Errno.EFAULT, result(13, 1, 0xfffffff0, 0x20));
    assertEquals(-Errno.EFAULT, result(12, 0, 0xfffffff0, 0x20));
    assertEquals(-Errno.EFAULT, result(150, 0xfffffff0, 0x20));
    assertEquals(-Errno.EFAULT, result(104, 0x30000, 0xffffffe0, 0x40));
  }

  @Test
  void nullAndUnmappedPointersAreEfault() throws InterruptedException {
    assertEquals(-Errno.EFAULT, result(17, 1, 0));
    assertEquals(-Errno.EFAULT, result(33, 1, 0x70000000));
    assertEquals(-Errno.EFAULT, result(40, 0));
    assertEquals(-Errno.EFAULT, result(42, 0, 0));
    assertEquals(-Errno.EFAULT, result(10, 0, 0, 0));
    assertEquals(-Errno.EFAULT, result(120, 0, 0, 0));
    assertEquals(-Errno.EFAULT, result(14, 1, 0, 0));
    assertEquals(-Errno.EFAULT, result(21, 0, 65536, 3, 0x22, -1, 0));
  }

  @Test
  void theKernelNeverWritesIntoCode() throws InterruptedException {
    assertEquals(-Errno.EFAULT, result(12, 0, 0x20000, 4), "read");
    assertEquals(-Errno.EFAULT, result(150, 0x20000, 4), "get_random_bytes");
    assertEquals(-Errno.EFAULT, result(33, 2, 0x10020), "sysconf over a trampoline");
  }

  @Test
  void threadsStartOnlyAtBundlesOfCode() throws InterruptedException {
    assertEquals(-Errno.EFAULT, result(80, 0x20001, DATA + 0x8000, DATA, 0));
    assertEquals(-Errno.EFAULT, result(80, DATA, DATA + 0x8000, DATA, 0));
    assertEquals(-Errno.EFAULT, result(80, 0x10020, DATA + 0x8000, DATA, 0), "a trampoline");
    assertEquals(-Errno.EFAULT, result(80, 0x20000, DATA + 0x8000, 0, 0), "no thread pointer");
  }

  @Test
  void filesAndChannelsToOthersAreRefused() throws InterruptedException {
    assertEquals(-Errno.EBADF, result(12, 77, DATA, 1));
    assertEquals(-Errno.EBADF, result(12, -1, DATA, 1));
    for (int number : new int[] {16, 18, 19, 23, 45, 49, 60, 62, 66, 145}) {
      assertEquals(-Errno.EACCES, result(number, DATA, DATA, DATA), "call " + number);
    }
  }

  @Test
  void theStatusOfExitIsAByte() throws InterruptedException {
    TestModule module = new TestModule();
    module.exit(0x1234_5678);
    assertEquals(new Exit.Normal(0x78), module.run());
  }

  @Test
  void descriptorsRunOutWithEmfileAndTheLowestFreeOneIsGiven() throws InterruptedException {
    TestModule module = new TestModule();
    module.code.move32(Register.RBX, 5000);
    module.align();
    module.code.label("again");
    module.systemCall(8, 1);
    module.code.bytes(0x83, 0xeb, 0x01); // sub ebx, 1
    module.code.jump(Assembler.Condition.NOT_EQUAL, "again");
    module.store(DATA, Register.RAX);
    module.systemCall(11, 100);
    module.systemCall(70); // a mutex takes the place
    module.store(DATA + 8, Register.RAX);
    module.exit(0);
    assertEquals(new Exit.Normal(0), module.run());
    assertEquals(-Errno.EMFILE, module.sandbox.memory().readInt(DATA));
    assertEquals(100, module.sandbox.memory().readInt(DATA + 8));
  }

  @Test
  void aThreadBombIsEagainAndTheModuleStillEnds() throws InterruptedException {
    TestModule module = new TestModule();
    int thread = 0x20100;
    module.code.move32(Register.RBX, 600);
    module.align();
    module.code.label("again");
    module.systemCall(80, thread, DATA + 0x10000, DATA, 0);
    module.code.bytes(0x83, 0xeb, 0x01); // sub ebx, 1
    module.code.jump(Assembler.Condition.NOT_EQUAL, "again");
    module.store(DATA + 8, Register.RAX);
    module.exit(0);
    while (module.here() < thread) {
      module.code.bytes(0x90);
    }
    module.systemCall(120, DATA + 16, 0, 0); // sleeps for ever
    assertEquals(new Exit.Normal(0), module.run());
    assertEquals(-Errno.EAGAIN, module.sandbox.memory().readInt(DATA + 8));
  }

  @Test
  void aFutexWakeReachesTheWaiter() throws InterruptedException {
    TestModule module = new TestModule();
    int thread = 0x20200;
    module.systemCall(80, thread, DATA + 0x10000, DATA, 0);
    module.align();
    module.code.label("wake");
    module.systemCall(121, DATA + 16, 1);
    module.code.test(Register.RAX);
    module.code.jump(Assembler.Condition.EQUAL, "wake"); // until somebody waited
    module.align();
    module.code.label("wait");
    module.systemCall(32);
    module.code.load32(Register.RCX, Register.R15, DATA + 32);
    module.code.test(Register.RCX);
    module.code.jump(Assembler.Condition.EQUAL, "wait");
    module.exit(0);
    while (module.here() < thread) {
      module.code.bytes(0x90);
    }
    module.systemCall(120, DATA + 16, 0, 0);
    module.code.move32(Register.RCX, 1);
    module.store(DATA + 32, Register.RCX);
    module.systemCall(81, 0);
    assertEquals(new Exit.Normal(0), module.run());
  }

  @Test
  void aMutexHasOneOwner() throws InterruptedException {
    TestModule module = new TestModule();
    module.systemCall(70);
    module.systemCall(71, 3);
    module.systemCall(72, 3);
    module.store(DATA, Register.RAX);
    module.systemCall(73, 3);
    module.store(DATA + 8, Register.RAX);
    module.systemCall(73, 3);
    module.store(DATA + 16, Register.RAX);
    module.exit(0);
    assertEquals(new Exit.Normal(0), module.run());
    assertEquals(-Errno.EBUSY, module.sandbox.memory().readInt(DATA));
    assertEquals(0, module.sandbox.memory().readInt(DATA + 8));
    assertEquals(-Errno.EPERM, module.sandbox.memory().readInt(DATA + 16));
  }

  @Test
  void aModuleWhoseLastThreadLeavesHasEnded() throws InterruptedException {
    TestModule module = new TestModule();
    module.systemCall(81, 0);
    assertEquals(new Exit.Normal(0), module.run());
  }

  @Test
  void timeMovesForwardsAndIsRounded() throws InterruptedException {
    TestModule module = new TestModule();
    module.systemCall(44, 1, DATA);
    module.systemCall(44, 1, DATA + 16);
    module.systemCall(40, DATA + 32);
    module.exit(0);
    assertEquals(new Exit.Normal(0), module.run());
    ModuleMemory memory = module.sandbox.memory();
    long first = memory.readLong(DATA) * 1_000_000_000L + memory.readInt(DATA + 8);
    long second = memory.readLong(DATA + 16) * 1_000_000_000L + memory.readInt(DATA + 24);
    assertTrue(second >= first, first + " " + second);
    assertEquals(0, memory.readInt(DATA + 40) % 10);
  }
}
