package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.halite.runtime.syscall.HostStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attack 16: what a module unmaps, remaps and protects: code, stacks, buffers in use, page 0. */
@Timeout(120)
class MappingAttacksTest {
  private static final int DATA = TestModule.DATA;
  private static final int BUFFER = CallScript.BUFFER;
  private static final int PAGE = 0x10000;
  private static final int HERE = 0x70000000;
  private static final int THREAD = 0x28000;
  private static final int READ = 12;
  private static final int WRITE = 13;
  private static final int BREAK = 20;
  private static final int MAP = 21;
  private static final int UNMAP = 22;
  private static final int PROTECT = 24;
  private static final int FUTEX_WAIT = 120;
  private static final int SEND = 63;
  private static final int RECEIVE = 64;
  private static final int FIXED = 0x32;
  private static final int SHARED_FIXED = 0x11;

  /** Page 0, trampolines, text, the place of dynamic code, tables, stack, thunks. */
  private static final int[] PLACES = {
    0,
    0x10000,
    0x20000,
    0x30000,
    0x40000,
    0x1000_0000,
    (int) Thunks.TABLES,
    (int) AddressSpace.STACK_BOTTOM,
    (int) (TestModule.STACK & -PAGE),
    (int) Thunks.THUNKS
  };

  private CallScript script = new CallScript();
  private TestModule module = script.module;

  /** Of a mapping: 0. */
  private int offset = script.words(0, 0);

  private void use(HostStream input) {
    script = new CallScript(1L << 30, input);
    module = script.module;
    offset = script.words(0, 0);
  }

  private static List<byte[]> protectedMemory(Sandbox sandbox) {
    List<byte[]> pages = new ArrayList<>();
    for (long page : new long[] {0x10000, 0x20000, Thunks.TABLES, Thunks.THUNKS}) {
      pages.add(sandbox.memory().read(page, PAGE));
    }
    return pages;
  }

  /** Runs to the end; code and tables are the same bytes as before, and page 0 is not there. */
  private void runAndCompare() throws InterruptedException {
    script.load();
    List<byte[]> before = protectedMemory(module.sandbox);
    module.start();
    assertEquals(new Exit.Normal(0), module.awaitExit());
    script.check();
    List<byte[]> after = protectedMemory(module.sandbox);
    for (int i = 0; i < before.size(); i++) {
      assertArrayEquals(before.get(i), after.get(i));
    }
    assertThrows(BadAddress.class, () -> module.sandbox.memory().readInt(0));
  }

  @Test
  void nothingIsMappedOverCodeTablesStackOrPageZero() throws InterruptedException {
    script.call(65, PAGE).gives(3);
    for (int place : PLACES) {
      for (int protection : new int[] {0, 1, 3}) {
        script.call(MAP, place, PAGE, protection, FIXED, -1, offset).gives(-Errno.EINVAL);
        script.call(MAP, place, PAGE, protection, SHARED_FIXED, 3, offset).gives(-Errno.EINVAL);
      }
      script.call(UNMAP, place, PAGE).gives(-Errno.EINVAL);
      for (int protection : new int[] {0, 1, 3, 5, 7}) {
        script.call(PROTECT, place, PAGE, protection).gives(-Errno.EACCES);
      }
    }
    runAndCompare();
  }

  /** Ranges that begin in the module's own memory and end in what is not, or wrap to page 0. */
  @Test
  void rangesThatReachIntoTablesOrWrapAreRefusedWhole() throws InterruptedException {
    script.call(MAP, HERE, PAGE, 3, FIXED, -1, offset).gives(HERE).store(4711, HERE);
    for (int length :
        new int[] {(int) Thunks.TABLES - HERE + 1, -HERE, -HERE + 1, -HERE + 0x20000, -1}) {
      script.call(UNMAP, HERE, length).gives(-Errno.EINVAL);
      script.call(PROTECT, HERE, length, 1).gives(-Errno.EACCES);
      script.call(MAP, HERE, length, 3, FIXED, -1, offset).gives(-Errno.EINVAL);
    }
    int last = (int) Thunks.TABLES - PAGE;
    script.call(MAP, last, 2 * PAGE, 3, FIXED, -1, offset).gives(-Errno.EINVAL);
    script.call(MAP, last, PAGE, 3, FIXED, -1, offset).gives(last);
    script.keep(HERE, DATA);
    runAndCompare();
    assertEquals(4711, script.word(DATA));
  }

  @Test
  void aHintAtPageZeroOrCodeIsOnlyAHint() throws InterruptedException {
    int[] calls = new int[PLACES.length];
    for (int i = 0; i < PLACES.length; i++) {
      calls[i] = i;
      script.call(MAP, PLACES[i], PAGE, 3, 0x22, -1, offset);
    }
    runAndCompare();
    for (int call : calls) {
      long place = Integer.toUnsignedLong(script.result(call));
      assertTrue(place > DATA && place + PAGE <= Thunks.TABLES, Long.toHexString(place));
    }
  }

  @Test
  void theBreakStopsAtMappingsTablesAndCode() throws InterruptedException {
    int next = 0x10080000;
    script.call(BREAK, 0); // 0: where it is
    script.call(MAP, next, PAGE, 3, FIXED, -1, offset).gives(next).store(4711, next);
    for (int wanted : new int[] {0, 0x10000, 0x20000, next + 1, (int) Thunks.TABLES + 1, -1}) {
      script.call(BREAK, wanted);
    }
    script.call(BREAK, next); // just up to it
    script.keep(next, DATA);
    runAndCompare();
    for (int call = 2; call <= 7; call++) {
      assertEquals(script.result(0), script.result(call), "call " + call);
    }
    assertEquals(next, script.result(8));
    assertEquals(4711, script.word(DATA));
  }

  /** The thread sleeps in a call while its stack goes; it comes back and faults at once. */
  @Test
  void aStackThatGoesWhileItsThreadIsInACallFaultsInTheModule() throws InterruptedException {
    for (int[] call :
        new int[][] {
          {UNMAP, HERE, PAGE},
          {PROTECT, HERE, PAGE, 0},
          {PROTECT, HERE, PAGE, 1},
          {MAP, HERE, PAGE, 0, FIXED, -1, 0}
        }) {
      use(HostStream.NOTHING);
      if (call[0] == MAP) {
        call[6] = offset;
      }
      script.call(MAP, HERE, PAGE, 3, FIXED, -1, offset).gives(HERE);
      script.call(80, THREAD, HERE + PAGE - 64, DATA, 0).gives(0);
      script.call(42, script.words(0, 0, 5_000_000), 0); // so that it waits
      script.call(call[0], Arrays.copyOfRange(call, 1, call.length));
      script.call(121, DATA + 8, 1).call(FUTEX_WAIT, DATA + 16, 0, 0);
      script.at(THREAD).call(FUTEX_WAIT, DATA + 8, 0, script.words(1, 0, 0));
      module.align();
      module.code.label("calls");
      module.systemCall(FUTEX_WAIT, DATA + 8, 0, script.words(0x10000, 0, 0));
      module.code.jump("calls");
      module.align();
      script.load();
      module.start();
      Exit.Fault fault = assertInstanceOf(Exit.Fault.class, module.awaitExit());
      assertEquals(11, fault.signal());
      assertTrue(fault.address() >= HERE && fault.address() < HERE + PAGE, fault.toString());
    }
  }

  /** Java calls into the module on a stack that has just been taken away. */
  @Test
  void aCallFromJavaOntoAStackThatIsGoneIsAFault() throws InterruptedException {
    int thunk =
        module
            .sandbox
            .thunks()
            .thunk(
                call -> {
                  assertEquals(0, module.sandbox.space().unmap(HERE, PAGE));
                  call.returns(call.call(0x20000));
                });
    script.call(MAP, HERE, PAGE, 3, FIXED, -1, offset).gives(HERE);
    module.code.move32(Register.RSP, HERE + PAGE - 64).add(Register.RSP, Register.R15);
    module.call(thunk);
    script.load();
    module.start();
    Exit.Fault fault = assertInstanceOf(Exit.Fault.class, module.awaitExit());
    assertTrue(fault.address() >= HERE && fault.address() < HERE + PAGE, fault.toString());
  }

  /** A stream whose reader waits until the module has done its worst. */
  private static final class Late implements HostStream {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch answer = new CountDownLatch(1);

    void awaitReader() {
      try {
        asked.await();
      } catch (InterruptedException ended) {
        throw new IllegalStateException(ended);
      }
    }

    @Override
    public long read(byte[] into) {
      asked.countDown();
      try {
        answer.await();
      } catch (InterruptedException ended) {
        return -Errno.EINTR;
      }
      into[0] = 42;
      return 1;
    }

    @Override
    public long write(byte[] bytes) {
      return bytes.length;
    }
  }

  /** The result of a read whose buffer became something else while it waited. */
  private int readInto(int... call) throws InterruptedException {
    Late late = new Late();
    use(late);
    int[] arguments = Arrays.copyOfRange(call, 1, call.length);
    if (call[0] == MAP) {
      arguments[5] = offset;
    }
    script.call(65, PAGE).gives(3);
    script.call(MAP, HERE, PAGE, 3, FIXED, -1, offset).gives(HERE).thread(THREAD);
    script.call(READ, 0, HERE, 8);
    module.exit(0);
    script.at(THREAD);
    int awaited = module.sandbox.thunks().thunk(c -> late.awaitReader());
    module.call(awaited);
    script.call(call[0], arguments).gives(call[0] == MAP ? HERE : 0);
    int told = module.sandbox.thunks().thunk(c -> late.answer.countDown());
    module.call(told);
    script.call(FUTEX_WAIT, DATA, 0, 0);
    script.run();
    return script.result(3);
  }

  @Test
  void aBufferThatChangesWhileAReadWaitsIsEfaultOrTheNewMemory() throws InterruptedException {
    assertEquals(-Errno.EFAULT, readInto(UNMAP, HERE, PAGE));
    assertEquals(-Errno.EFAULT, readInto(PROTECT, HERE, PAGE, 1));
    assertEquals(-Errno.EFAULT, readInto(PROTECT, HERE, PAGE, 0));
    assertEquals(1, readInto(MAP, HERE, PAGE, 3, FIXED, -1, 0));
    assertEquals(42, script.word(HERE));
    assertEquals(1, readInto(MAP, HERE, PAGE, 3, SHARED_FIXED, 3, 0));
    assertEquals(42, script.word(HERE));
    assertEquals(-Errno.EFAULT, readInto(MAP, HERE, PAGE, 1, SHARED_FIXED, 3, 0));
  }

  /** Header, vector and array of a receiver go away; the message is lost, the process is not. */
  @Test
  void aHeaderThatGoesWhileItsReceiverWaitsIsEfault() throws InterruptedException {
    script.call(66, BUFFER).gives(0);
    script.call(MAP, HERE, PAGE, 3, FIXED, -1, offset).gives(HERE);
    int vector = script.words(BUFFER + 0x100, 8);
    script.store(vector, HERE).store(1, HERE + 4).store(0, HERE + 8).store(0, HERE + 12);
    script.thread(THREAD);
    script.call(RECEIVE, 4, HERE, 0).gives(-Errno.EFAULT);
    module.exit(0);
    script.at(THREAD).call(42, script.words(0, 0, 5_000_000), 0);
    script.call(UNMAP, HERE, PAGE).gives(0).call(SEND, 3, script.header(BUFFER, 8), 0);
    script.call(FUTEX_WAIT, DATA, 0, 0).run();
  }

  /** One thread maps, protects and unmaps what others have the runtime read and write. */
  @Test
  void copiesRaceWithMappingsAndOnlyEverAnswerEfault() throws InterruptedException {
    int tally = DATA + 0x200;
    int rounds = 1000;
    script.call(65, PAGE).gives(3).thread(THREAD);
    int efault = -Errno.EFAULT & 15;
    module.align();
    module.code.label("more");
    module.code.move32(Register.RBX, rounds);
    module.align();
    module.code.label("copies");
    module.systemCall(150, HERE + 100, PAGE - 200); // get_random_bytes
    count(tally);
    module.systemCall(WRITE, 1, HERE, PAGE);
    count(tally);
    module.code.bytes(0x83, 0xeb, 0x01); // sub ebx, 1
    module.code.jump(Assembler.Condition.NOT_EQUAL, "copies");
    for (int seen : new int[] {tally, tally + 4 * efault}) { // until there was one of each
      module.code.compare32(Register.R15, seen, 0);
      module.code.jump(Assembler.Condition.EQUAL, "more");
    }
    module.exit(0);
    script.at(THREAD);
    module.code.label("mappings");
    module.systemCall(MAP, HERE, PAGE, 3, FIXED, -1, offset);
    module.systemCall(PROTECT, HERE, PAGE, 1);
    module.systemCall(MAP, HERE, PAGE, 3, SHARED_FIXED, 3, offset);
    module.systemCall(PROTECT, HERE, PAGE, 0);
    module.systemCall(UNMAP, HERE, PAGE);
    module.code.jump("mappings");
    module.align();
    script.run();
    int all = 0;
    for (int i = 0; i < 16; i++) {
      all += script.word(tally + 4 * i);
    }
    assertEquals(0, all % (2 * rounds));
    for (int i = 0; i < 16; i++) { // 0, or whole pages of the host, or EFAULT
      assertTrue(i == 0 || i == efault || script.word(tally + 4 * i) == 0, "" + i);
    }
  }

  /** tally[eax & 15]++. */
  private void count(int tally) {
    module.code.bytes(0x83, 0xe0, 0x0f); // and eax, 15
    module.code.bytes(0x41, 0xff, 0x84, 0x87).int32(tally); // inc dword [r15 + 4 * rax + tally]
  }
}
