package org.halite.runtime.machine;

import static org.halite.runtime.machine.TestModule.DATA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.halite.runtime.irt.Irt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock that is read without Java: spec/nacl.md ch. 11, call 44. */
class ClockStubTest {
  private static final int CLOCK_GETTIME = 44;
  private static final int TIME = DATA + 0x100;
  private static final long FILL = 0x5a5a5a5a5a5a5a5aL;
  private final TestModule module = new TestModule();

  @Test
  void theMonotonicClockIsJavasOwn() throws InterruptedException {
    module.systemCall(CLOCK_GETTIME, 1, TIME).exitWithResult();
    long before = System.nanoTime();
    assertEquals(new Exit.Normal(0), module.run());
    long now = read(TIME);
    assertTrue(before <= now && now <= System.nanoTime());
  }

  @Test
  void theRealtimeClockIsJavasOwn() throws InterruptedException {
    module.systemCall(CLOCK_GETTIME, 0, TIME).exitWithResult();
    Instant before = Instant.now();
    assertEquals(new Exit.Normal(0), module.run());
    ModuleMemory memory = module.sandbox.memory();
    Instant now = Instant.ofEpochSecond(memory.readLong(TIME), memory.readLong(TIME + 8));
    assertTrue(!now.isBefore(before) && !now.isAfter(Instant.now()), now::toString);
  }

  @Test
  void whatTheStubLeavesToJavaIsAnswered() throws InterruptedException {
    module.systemCall(CLOCK_GETTIME, 3, TIME); // processor time of the thread
    module.store(TIME + 0x20, Register.RAX);
    module.systemCall(CLOCK_GETTIME, 4, TIME).exitWithResult();
    assertEquals(new Exit.Normal(-Errno.EINVAL & 0xff), module.run());
    assertEquals(0, module.sandbox.memory().readLong(TIME + 0x20));
    assertTrue(read(TIME) > 0);
  }

  /**
   * Null, text, a hole, the last bytes below the guard, and a struct half in the read-only page.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 0x20000, 0x0fff0000, -1, -8, -16, (int) Thunks.TABLES, 0x10000})
  void aBadPointerIsAnErrorNumberAndNoFault(int pointer) throws InterruptedException {
    module.systemCall(CLOCK_GETTIME, 1, pointer).exitWithResult();
    assertEquals(new Exit.Normal(-Errno.EFAULT & 0xff), module.run());
  }

  @Test
  void anIrtFunctionAnswersWithPositiveErrors() throws InterruptedException {
    Irt irt = new Irt(module.sandbox, module.systemCalls, java.util.List.of());
    module.code.move32(Register.RDI, DATA);
    module.code.move32(Register.RSI, DATA + 0x40);
    module.code.move32(Register.RDX, 8);
    module.call(irt.query());
    callTable(1, TIME);
    module.store(TIME + 0x20, Register.RAX);
    callTable(1, 0);
    module.store(TIME + 0x28, Register.RAX);
    callTable(9, TIME);
    module.exitWithResult();
    module.load();
    module
        .sandbox
        .memory()
        .write(
            DATA, "nacl-irt-clock_get-0.1\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    long before = System.nanoTime();
    module.start();
    assertEquals(new Exit.Normal(Errno.EINVAL), module.awaitExit());
    ModuleMemory memory = module.sandbox.memory();
    assertEquals(0, memory.readLong(TIME + 0x20));
    assertEquals(Errno.EFAULT, memory.readLong(TIME + 0x28));
    assertTrue(before <= read(TIME) && read(TIME) <= System.nanoTime());
  }

  private void callTable(int clock, int pointer) {
    module.code.move32(Register.RDI, clock);
    module.code.move32(Register.RSI, pointer);
    module.align();
    while ((module.code.position() + 12) % 32 != 0) {
      module.code.bytes(0x90);
    }
    module.code.load32(Register.RAX, Register.R15, DATA + 0x44); // clock_gettime
    module.code.add(Register.RAX, Register.R15);
    module.code.call(Register.RAX);
  }

  /** The registers that a call destroys hold nothing of the runtime's (attack case 18). */
  @Test
  void noTrustedAddressIsLeftInAnyRegister() throws InterruptedException {
    Register[] destroyed = {
      Register.RAX,
      Register.RCX,
      Register.RDX,
      Register.RSI,
      Register.RDI,
      Register.R8,
      Register.R9,
      Register.R10
    };
    module.systemCall(CLOCK_GETTIME, 1, TIME);
    for (int i = 0; i < destroyed.length; i++) {
      module.store(TIME + 0x40 + 8 * i, destroyed[i]);
    }
    module.store(TIME + 0x80, Register.R11);
    for (int i = 0; i < 16; i++) { // movq [r15 + disp], xmm i
      module.code.storeXmm(Register.R15, TIME + 0x100 + 8 * i, i);
    }
    module.exit(0);
    assertEquals(new Exit.Normal(0), module.run());
    ModuleMemory memory = module.sandbox.memory();
    for (int i = 0; i < destroyed.length; i++) {
      assertEquals(0, memory.readLong(TIME + 0x40 + 8 * i), destroyed[i].name());
    }
    assertEquals(module.sandbox.space().base() >>> 32, memory.readLong(TIME + 0x80) >>> 32);
    for (int i = 0; i < 16; i++) {
      assertEquals(0, memory.readLong(TIME + 0x100 + 8 * i), "xmm" + i);
    }
  }

  @Test
  void theCallersRegistersAndStackAreKept() throws InterruptedException {
    Register[] kept = {Register.RBX, Register.R12, Register.R13, Register.R14};
    for (Register register : kept) {
      module.code.move(register, FILL + register.number());
    }
    module.store(TIME + 0x40, Register.RSP);
    module.systemCall(CLOCK_GETTIME, 1, TIME);
    module.store(TIME + 0x48, Register.RSP);
    for (int i = 0; i < kept.length; i++) {
      module.store(TIME + 0x50 + 8 * i, kept[i]);
    }
    module.exit(0);
    assertEquals(new Exit.Normal(0), module.run());
    ModuleMemory memory = module.sandbox.memory();
    assertEquals(memory.readLong(TIME + 0x40), memory.readLong(TIME + 0x48));
    for (int i = 0; i < kept.length; i++) {
      assertEquals(FILL + kept[i].number(), memory.readLong(TIME + 0x50 + 8 * i), kept[i].name());
    }
  }

  /** Wherever in the stub the kill signal strikes, the thread ends and the process lives. */
  @Test
  void aThreadThatReadsTheClockWithoutEndIsKilledEveryTime() throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      TestModule loop = new TestModule();
      CountDownLatch running = new CountDownLatch(1);
      int thunk = loop.sandbox.thunks().thunk(call -> running.countDown());
      loop.call(thunk);
      loop.align();
      loop.code.label("again");
      loop.systemCall(CLOCK_GETTIME, i & 1, TIME);
      loop.code.jump("again");
      loop.load();
      loop.start();
      running.await();
      loop.sandbox.end(new Exit.Killed("test"));
      assertEquals(new Exit.Killed("test"), loop.awaitExit());
      assertTrue(loop.sandbox.release());
    }
  }

  /** A page that comes and goes under the stub's writes: errors, never a fault of the runtime. */
  @Test
  void aPointerThatAnotherThreadUnmapsIsAnErrorNumberAtWorst() throws InterruptedException {
    int page = 0x30000000;
    module.code.move32(Register.RBX, 20_000);
    module.code.label("again");
    module.systemCall(CLOCK_GETTIME, 1, page);
    module.code.bytes(0x83, 0xf8, -Errno.EFAULT); // cmp eax, -EFAULT
    module.code.jump(Assembler.Condition.EQUAL, "next");
    module.code.bytes(0x85, 0xc0); // test eax, eax
    module.code.jump(Assembler.Condition.NOT_EQUAL, "wrong");
    module.code.label("next");
    module.code.bytes(0xff, 0xcb); // dec ebx
    module.code.jump(Assembler.Condition.NOT_EQUAL, "again");
    module.exit(0);
    module.code.label("wrong");
    module.exit(1);
    module.load();
    Thread flicker =
        Thread.ofPlatform()
            .start(
                () -> {
                  AddressSpace space = module.sandbox.space();
                  while (!Thread.interrupted()) {
                    space.place(page, AddressSpace.PAGE, AddressSpace.READ | AddressSpace.WRITE);
                    space.unmap(page, AddressSpace.PAGE);
                  }
                });
    module.start();
    assertEquals(new Exit.Normal(0), module.awaitExit());
    flicker.interrupt();
    flicker.join();
  }

  private long read(int address) {
    ModuleMemory memory = module.sandbox.memory();
    return memory.readLong(address) * 1_000_000_000L + memory.readLong(address + 8);
  }
}
