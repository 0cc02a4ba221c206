package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.halite.runtime.machine.Assembler.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attack 19: threads by the hundred, that end, wait and run wild at the wrong moments. */
@Timeout(120)
class ManyThreadsTest {
  private static final int DATA = TestModule.DATA;
  private static final int THREAD_CREATE = 80;
  private static final int THREAD_EXIT = 81;
  private static final int EXIT = 30;

  /** How many threads have arrived, have been let go, have left. */
  private static final int ARRIVED = DATA;

  private static final int GO = DATA + 8;
  private static final int LEFT = DATA + 16;

  /** A timespec of a few milliseconds. */
  private static final int MOMENT = DATA + 0x30;

  private static final int STACKS = DATA + 0x4000;
  private static final int STACK = 128;

  private final TestModule module = new TestModule();

  /** lock add dword [address], 1. */
  private void increment(int address) {
    module.code.bytes(0xf0, 0x41, 0x83, 0x87).int32(address).bytes(1);
  }

  /** Waits until the word is {@code value}, sleeping for a moment between looks. */
  private void await(int address, int value) {
    String label = "look" + module.here();
    module.align();
    module.code.label(label);
    module.systemCall(42, MOMENT, 0);
    module.code.load32(Register.RCX, Register.R15, address);
    module.code.compare32(Register.RCX, value);
    module.code.jump(Condition.NOT_EQUAL, label);
  }

  /** First in main: how long a moment is. */
  private void main() {
    module.align();
    module.code.label("main");
    module.code.store32(Register.R15, MOMENT + 8, 5_000_000);
  }

  private void create(int entry, int number) {
    module.systemCall(THREAD_CREATE, entry, STACKS + STACK * (number + 1), DATA, 0);
  }

  @Test
  void hundredsOfThreadsRunAndLeave() throws InterruptedException {
    module.code.jump("main");
    module.align();
    int entry = module.here();
    increment(ARRIVED);
    await(GO, 1);
    increment(LEFT);
    module.systemCall(THREAD_EXIT, 0);
    main();
    for (int i = 0; i < 300; i++) {
      create(entry, i);
    }
    await(ARRIVED, 300);
    module.code.store32(Register.R15, GO, 1);
    await(LEFT, 300);
    module.exit(8);
    assertEquals(new Exit.Normal(8), module.run());
    assertEquals(0, module.sandbox.threadCount());
  }

  @Test
  void exitEndsThreadsThatRunSleepAndWait() throws InterruptedException {
    int forEver = DATA + 0x40; // a timespec
    int mutex = DATA + 0x50;
    int never = DATA + 0x60;
    module.code.jump("main");
    int[] entries = new int[7];
    for (int kind = 0; kind < entries.length; kind++) {
      module.align();
      entries[kind] = module.here();
      increment(ARRIVED);
      switch (kind) {
        case 0 -> module.code.bytes(0xeb, 0xfe);
        case 1 -> module.systemCall(42, forEver, 0); // nanosleep
        case 2 -> module.systemCall(120, never, 0, 0); // futex_wait_abs
        case 3 -> { // mutex_lock of a mutex that main holds
          module.code.load32(Register.RDI, Register.R15, mutex);
          module.call(Thunks.trampoline(71));
        }
        case 4 -> { // cond_wait
          module.code.load32(Register.RDI, Register.R15, mutex + 8);
          module.call(Thunks.trampoline(71));
          module.code.load32(Register.RDI, Register.R15, mutex + 4);
          module.code.load32(Register.RSI, Register.R15, mutex + 8);
          module.call(Thunks.trampoline(75));
        }
        case 5 -> { // sem_wait
          module.code.load32(Register.RDI, Register.R15, mutex + 12);
          module.call(Thunks.trampoline(101));
        }
        default -> {
          module.align();
          module.code.label("calls");
          module.systemCall(1);
          module.code.jump("calls");
        }
      }
      module.code.bytes(0xf4);
    }
    main();
    module.code.store32(Register.R15, forEver, 1_000_000);
    int[] creators = {70, 74, 70, 100};
    for (int i = 0; i < creators.length; i++) {
      module.systemCall(creators[i], 0).code.store32(Register.R15, mutex + 4 * i, Register.RAX);
    }
    module.code.load32(Register.RDI, Register.R15, mutex);
    module.call(Thunks.trampoline(71));
    for (int i = 0; i < 70; i++) {
      create(entries[i % entries.length], i);
    }
    await(ARRIVED, 70);
    module.exit(9);
    assertEquals(new Exit.Normal(9), module.run()); // awaits all threads
    assertEquals(0, module.sandbox.threadCount());
  }

  /** All threads call exit at once: there is one end. */
  @Test
  void exitFromManyThreadsAtOnceIsOneEnd() throws InterruptedException {
    module.code.jump("main");
    module.align();
    int entry = module.here();
    increment(ARRIVED);
    await(GO, 1);
    module.systemCall(EXIT, 5);
    main();
    for (int i = 0; i < 50; i++) {
      create(entry, i);
    }
    await(ARRIVED, 50);
    module.code.store32(Register.R15, GO, 1);
    module.systemCall(EXIT, 5);
    assertEquals(new Exit.Normal(5), module.run());
  }

  @Test
  void threadsThatRunWildAreStopped() throws InterruptedException {
    module.code.jump("main");
    module.align();
    int entry = module.here();
    increment(ARRIVED);
    module.code.bytes(0xeb, 0xfe);
    main();
    for (int i = 0; i < 40; i++) {
      create(entry, i);
    }
    module.code.bytes(0xeb, 0xfe);
    module.load();
    module.start();
    while (module.sandbox.memory().readInt(ARRIVED) < 40) {
      Thread.sleep(1);
    }
    module.sandbox.end(new Exit.Killed("test"));
    assertEquals(new Exit.Killed("test"), module.awaitExit());
  }

  /** What a refused thread had been given is given back. */
  @Test
  void threadsThatAreRefusedCostNothing() throws InterruptedException, IOException {
    module.code.jump("main");
    module.align();
    int entry = module.here();
    module.systemCall(120, DATA + 0x60, 0, 0); // waits for ever
    main();
    bomb(entry, 600); // as many threads as there may be
    module.code.store32(Register.R15, LEFT, 1);
    await(GO, 1);
    bomb(entry, 20_000);
    module.code.store32(Register.R15, LEFT, 2);
    module.store(DATA + 0x20, Register.RAX);
    module.code.bytes(0xeb, 0xfe);
    module.load();
    module.start();
    awaitLeft(1);
    long before = pages();
    int threads = module.sandbox.threadCount();
    assertTrue(before > threads, "the pages of " + threads + " threads are counted");
    module.sandbox.memory().writeInt(GO, 1);
    awaitLeft(2);
    long grown = pages() - before;
    assertEquals(-Errno.EAGAIN, module.sandbox.memory().readInt(DATA + 0x20));
    assertEquals(threads, module.sandbox.threadCount());
    module.sandbox.end(new Exit.Killed("test"));
    assertEquals(new Exit.Killed("test"), module.awaitExit());
    assertTrue(grown < 5_000, grown + " pages more after 20000 refusals");
  }

  private void awaitLeft(int value) throws InterruptedException {
    while (module.sandbox.memory().readInt(LEFT) != value) {
      Thread.sleep(1);
    }
  }

  /** Tries to start so many threads. */
  private void bomb(int entry, int times) {
    String label = "bomb" + module.here();
    module.code.move32(Register.RBX, times);
    module.align();
    module.code.label(label);
    create(entry, 0);
    module.code.bytes(0x83, 0xeb, 0x01); // sub ebx, 1
    module.code.jump(Condition.NOT_EQUAL, label);
  }

  /** Writable private pages of this process, in pages of 4 KiB. */
  private static long pages() throws IOException {
    long bytes = 0;
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      String[] parts = line.split("[- ]", 3);
      long length = Long.parseUnsignedLong(parts[1], 16) - Long.parseUnsignedLong(parts[0], 16);
      if (parts[2].startsWith("rw-p") && length < 1 << 20) {
        bytes += length;
      }
    }
    return bytes / 4096;
  }

  @Test
  void aFutexWhereNoMemoryIsIsEfault() throws InterruptedException {
    int[] addresses = {0, 0x8000, 0x50000000, (int) Thunks.TABLES - 0x10000, -2};
    for (int i = 0; i < addresses.length; i++) {
      module.systemCall(120, addresses[i], 0, 0);
      module.store(DATA + 0x80 + 8 * i, Register.RAX);
    }
    module.systemCall(120, DATA, 0, 0x50000000); // a bad time
    module.store(DATA + 0x80 + 8 * addresses.length, Register.RAX);
    module.systemCall(121, 0x50000000, 1);
    module.exitWithResult();
    module.load();
    module.sandbox.memory().writeInt(DATA, 0);
    module.start();
    Exit exit = module.awaitExit();
    for (int i = 0; i < addresses.length; i++) {
      int answer = module.sandbox.memory().readInt(DATA + 0x80 + 8 * i);
      assertEquals(-Errno.EFAULT, answer, "address " + Integer.toHexString(addresses[i]));
    }
    assertEquals(
        -Errno.EFAULT, module.sandbox.memory().readInt(DATA + 0x80 + 8 * addresses.length));
    assertEquals(new Exit.Normal(0), exit, "nobody waits there");
  }

  /** A waiter's page goes away under it: it still wakes, and nothing else happens. */
  @Test
  void aWaitersPageMayGoAway() throws InterruptedException {
    int page = 0x50000000;
    module.code.jump("main");
    module.align();
    int entry = module.here();
    increment(ARRIVED);
    module.systemCall(120, page, 0, 0);
    increment(LEFT);
    module.systemCall(THREAD_EXIT, page); // the flag's page is not there
    main();
    module.systemCall(21, page, 0x10000, 3, 0x32, -1, DATA + 0x100);
    create(entry, 0);
    await(ARRIVED, 1);
    module.systemCall(42, DATA + 0x110, 0); // a while, so that it waits
    module.systemCall(22, page, 0x10000);
    module.align();
    module.code.label("wake");
    module.systemCall(121, page, 1);
    module.code.test(Register.RAX);
    module.code.jump(Condition.EQUAL, "wake");
    await(LEFT, 1);
    module.exit(3);
    module.load();
    module.sandbox.memory().writeInt(DATA + 0x118, 20_000_000);
    module.start();
    assertEquals(new Exit.Normal(3), module.awaitExit());
  }

  @Test
  void garbageStackPointersAtSystemCallsFaultInsideTheSandbox() throws InterruptedException {
    for (int stack : new int[] {0, 4, 0xfff8, 0x50000000, (int) Thunks.TABLES - 4, 0x1fffc}) {
      TestModule other = new TestModule();
      other.code.move32(Register.RSP, stack);
      other.code.add(Register.RSP, Register.R15);
      other.systemCall(1);
      other.exit(0);
      Exit.Fault fault = assertInstanceOf(Exit.Fault.class, other.run(), "" + stack);
      assertEquals(11, fault.signal());
      assertTrue(fault.pc() >= 0x10000 && fault.pc() < 0x30000, "pc " + fault.pc());
    }
  }
}
