package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shared memory objects, mapped and unmapped by the code of a module: spec/nacl.md 11.2. */
@Timeout(60)
class SharedMemoryTest {
  private static final int DATA = TestModule.DATA;
  private static final int PAGE = 0x10000;
  private static final int HERE = 0x70000000;
  private static final int THERE = 0x71000000;
  private static final int READ = 1;
  private static final int READ_WRITE = 3;
  private static final int SHARED = 0x11;
  private static final int PRIVATE = 0x12;
  private static final int ANONYMOUS = 0x32;
  private static final int CLOSE = 11;
  private static final int MAP = 21;
  private static final int UNMAP = 22;
  private static final int PROTECT = 24;
  private static final int CREATE = 65;

  private CallScript script = new CallScript();
  private int start = script.words(0, 0);

  /** Object 3, all of it at HERE and at THERE. */
  private CallScript mappedTwice(int size) {
    script.call(CREATE, size).gives(3);
    return script
        .call(MAP, HERE, size, READ_WRITE, SHARED, 3, start)
        .gives(HERE)
        .call(MAP, THERE, size, READ_WRITE, SHARED, 3, start)
        .gives(THERE);
  }

  @Test
  void twoMappingsShowTheSameMemory() throws InterruptedException {
    mappedTwice(2 * PAGE);
    script.store(4711, HERE + PAGE + 8);
    script.keep(THERE + PAGE + 8, DATA).run();
    assertEquals(4711, script.word(DATA));
  }

  @Test
  void aPrivateMappingOfSharedMemoryIsSharedAllTheSame() throws InterruptedException {
    mappedTwice(PAGE).call(MAP, HERE, PAGE, READ_WRITE, PRIVATE, 3, start).gives(HERE);
    script.store(4711, HERE);
    script.keep(THERE, DATA).run();
    assertEquals(4711, script.word(DATA));
  }

  @Test
  void anOffsetMapsTheRestAndWhatIsBehindTheEndFaults() throws InterruptedException {
    int second = script.words(PAGE, 0);
    int beyond = script.words(3 * PAGE, 0);
    mappedTwice(2 * PAGE);
    script.call(MAP, THERE, 2 * PAGE, READ_WRITE, SHARED, 3, second).gives(THERE);
    script.call(MAP, THERE, PAGE, READ_WRITE, SHARED, 3, beyond).gives(-Errno.EINVAL);
    script.store(4711, HERE + PAGE);
    script.keep(THERE, DATA);
    script.store(1, THERE + PAGE);
    script.faultsAt(THERE + PAGE);
    assertEquals(4711, script.word(DATA));
  }

  @Test
  void mappingsKeepTheMemoryOfAClosedDescriptor() throws InterruptedException {
    mappedTwice(PAGE).call(CLOSE, 3).gives(0).call(UNMAP, HERE, PAGE).gives(0);
    script.store(4711, THERE);
    script.keep(THERE, DATA).run();
    assertEquals(4711, script.word(DATA));
  }

  @Test
  void aHoleInAMappingFaultsAndItsNeighboursStay() throws InterruptedException {
    mappedTwice(3 * PAGE);
    script.store(4711, THERE + 2 * PAGE);
    script.call(UNMAP, HERE + PAGE, PAGE).gives(0);
    script.keep(HERE + 2 * PAGE, DATA);
    script.store(1, HERE);
    script.store(1, HERE + PAGE);
    script.faultsAt(HERE + PAGE);
    assertEquals(4711, script.word(DATA));
    assertEquals(1, script.word(HERE));
  }

  @Test
  void memoryWhereAnObjectWasIsZeroAndTheObjectIsNot() throws InterruptedException {
    mappedTwice(PAGE);
    script.store(4711, HERE);
    script.call(MAP, HERE, PAGE, READ_WRITE, ANONYMOUS, -1, start).gives(HERE);
    script.keep(HERE, DATA);
    script.store(5, HERE);
    script.keep(THERE, DATA + 8).run();
    assertEquals(0, script.word(DATA));
    assertEquals(4711, script.word(DATA + 8));
  }

  @Test
  void anObjectMayTakeThePlaceOfOrdinaryMemory() throws InterruptedException {
    script.call(MAP, HERE, 3 * PAGE, READ_WRITE, ANONYMOUS, -1, start).gives(HERE);
    script.store(7, HERE + PAGE);
    script.call(CREATE, PAGE).gives(3);
    script.call(MAP, HERE + PAGE, PAGE, READ_WRITE, SHARED, 3, start).gives(HERE + PAGE);
    script.keep(HERE + PAGE, DATA);
    script.store(9, HERE + 2 * PAGE);
    script.run();
    assertEquals(0, script.word(DATA));
  }

  @Test
  void aReadOnlyMappingIsNotWritten() throws InterruptedException {
    script.call(CREATE, PAGE).gives(3);
    script.call(MAP, HERE, PAGE, READ, SHARED, 3, start).gives(HERE);
    script.call(150, HERE, 4).gives(-Errno.EFAULT); // random bytes: the runtime does not either
    script.store(1, HERE);
    script.faultsAt(HERE);
  }

  @Test
  void rightsOfOneMappingAreItsOwn() throws InterruptedException {
    mappedTwice(PAGE).call(PROTECT, HERE, PAGE, READ).gives(0);
    script.store(4711, THERE);
    script.keep(HERE, DATA);
    script.call(PROTECT, HERE, PAGE, READ_WRITE).gives(0);
    script.store(1, HERE);
    script.call(PROTECT, HERE, PAGE, 0).gives(0);
    script.store(1, HERE);
    script.faultsAt(HERE);
    assertEquals(4711, script.word(DATA));
  }

  @Test
  void sharedMemoryNeverExecutes() throws InterruptedException {
    mappedTwice(PAGE).call(MAP, HERE, PAGE, 5, SHARED, 3, start).gives(-Errno.EINVAL);
    script.call(PROTECT, HERE, PAGE, 5).gives(-Errno.EACCES);
    script.call(MAP, 0x30000, PAGE, 5, SHARED, 3, start).gives(-Errno.EINVAL);
    script.module.code.move32(Register.RAX, HERE);
    script.module.code.add(Register.RAX, Register.R15);
    script.module.code.jump(Register.RAX);
    script.faultsAt(HERE);
  }

  @Test
  void sharedMemoryCoversNeitherNullNorCodeNorTablesNorStack() throws InterruptedException {
    script.call(CREATE, PAGE).gives(3);
    for (int place : new int[] {0, 0x10000, 0x20000, 0x30000, 0xff000000, 0xff010000, 0xffff0000}) {
      script.call(MAP, place, PAGE, READ_WRITE, SHARED, 3, start).gives(-Errno.EINVAL);
    }
    script.call(MAP, HERE + 1, PAGE, READ_WRITE, SHARED, 3, start).gives(-Errno.EINVAL);
    script.call(MAP, HERE, -1, READ_WRITE, SHARED, 3, start).gives(-Errno.EINVAL);
    script.call(MAP, HERE, 0, READ_WRITE, SHARED, 3, start).gives(-Errno.EINVAL).run();
  }

  @Test
  void sizesAreWholePagesWithinTheLimit() throws InterruptedException {
    script.call(CREATE, 0).gives(-Errno.EINVAL).call(CREATE, 4096).gives(-Errno.EINVAL);
    script.call(CREATE, -1).gives(-Errno.EINVAL).call(CREATE, 0xffff0000).gives(-Errno.ENOMEM);
    script.run();
  }

  @Test
  void anObjectCountsOnceAndAsLongAsItLives() throws InterruptedException {
    script = new CallScript(8L << 20);
    start = script.words(0, 0);
    int five = 5 << 20;
    mappedTwice(five).call(CREATE, five).gives(-Errno.ENOMEM);
    script.call(MAP, 0, five, READ_WRITE, 0x22, -1, start).gives(-Errno.ENOMEM);
    script.call(CLOSE, 3).gives(0).call(CREATE, five).gives(-Errno.ENOMEM);
    script.call(UNMAP, HERE, five).gives(0).call(CREATE, five).gives(-Errno.ENOMEM);
    script.call(UNMAP, THERE, five).gives(0).call(CREATE, five).gives(3).run();
  }

  @Test
  void aMappingBombIsEnomemAndTheProcessLives() throws InterruptedException {
    TestModule module = script.module;
    script.call(CREATE, PAGE).gives(3);
    module.code.move32(Register.RBX, 0x20000000); // each page shows the object's first page
    module.align();
    module.code.label("again");
    module.code.move(Register.RDI, Register.RBX);
    module.code.move32(Register.RSI, PAGE);
    module.code.move32(Register.RDX, READ_WRITE);
    module.code.move32(Register.RCX, SHARED);
    module.code.move32(Register.R8, 3);
    module.code.move32(Register.R9, start);
    module.call(Thunks.trampoline(MAP));
    module.code.bytes(0x81, 0xc3, 0x00, 0x00, 0x01, 0x00); // add ebx, PAGE
    module.code.bytes(0x81, 0xfb, 0x00, 0x00, 0x00, 0xd0); // cmp ebx, 0xd0000000
    module.code.jump(Assembler.Condition.NOT_EQUAL, "again");
    module.align();
    module.store(DATA, Register.RAX);
    script.call(UNMAP, 0x20000000, 0x60000000).gives(0);
    script.call(MAP, HERE, PAGE, READ_WRITE, SHARED, 3, start).gives(HERE).run();
    assertEquals(-Errno.ENOMEM, script.word(DATA));
  }

  @Test
  void objectsThatOnlyMappingsKeepAreBounded() throws InterruptedException {
    TestModule module = script.module;
    module.code.move32(Register.RBX, 0x20000000);
    module.align();
    module.code.label("again");
    module.systemCall(CREATE, PAGE);
    module.code.move(Register.RDI, Register.RBX);
    module.code.move32(Register.RSI, PAGE);
    module.code.move32(Register.RDX, READ_WRITE);
    module.code.move32(Register.RCX, SHARED);
    module.code.move32(Register.R8, 3);
    module.code.move32(Register.R9, start);
    module.call(Thunks.trampoline(MAP));
    module.systemCall(CLOSE, 3);
    module.code.bytes(0x81, 0xc3, 0x00, 0x00, 0x01, 0x00); // add ebx, PAGE
    module.code.bytes(0x81, 0xfb, 0x00, 0x00, 0x00, 0x50); // cmp ebx, 0x50000000
    module.code.jump(Assembler.Condition.NOT_EQUAL, "again");
    module.align();
    script.call(CREATE, PAGE).gives(-Errno.ENOMEM);
    script.call(UNMAP, 0x20000000, 0x30000000).gives(0).call(CREATE, PAGE).gives(3).run();
  }

  @Test
  void aThreadWhoseStackIsTakenAwayFaults() throws InterruptedException {
    int thread = 0x22000;
    script.call(CREATE, PAGE).gives(3);
    script.call(MAP, HERE, PAGE, READ_WRITE, SHARED, 3, start).gives(HERE);
    script.call(80, thread, HERE + PAGE - 64, DATA, 0).gives(0);
    script.call(UNMAP, HERE, PAGE).gives(0).call(120, DATA, 0, 0); // sleeps for ever
    script.at(thread);
    TestModule module = script.module;
    module.code.label("push");
    module.code.bytes(0x50, 0x58); // push rax; pop rax
    module.code.jump("push");
    module.align();
    script.load();
    module.start();
    Exit exit = module.awaitExit();
    assertEquals(11, ((Exit.Fault) exit).signal());
  }
}
