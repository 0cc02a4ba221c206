package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.halite.runtime.irt.Irt;
import org.halite.runtime.irt.IrtInterface;
import org.halite.runtime.syscall.CodeDataCalls;
import org.halite.runtime.syscall.HostStream;
import org.halite.runtime.syscall.SystemCalls;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IrtTest {
  private static final int DATA = TestModule.DATA;
  private static final int NAME = DATA + 0x100;
  private static final int TABLE = DATA + 0x200;
  private static final int RESULT = DATA + 0x300;

  private final TestModule module = new TestModule();
  private Irt irt;
  private SystemCalls calls;

  @BeforeEach
  void makeIrt() {
    calls =
        new SystemCalls(
            module.sandbox,
            List.of(HostStream.NOTHING, HostStream.NOTHING, HostStream.NOTHING),
            false);
    module.sandbox.setSystemCalls(calls);
    IrtInterface extra =
        new IrtInterface(
            "test-extra-1.0",
            List.of(call -> call.returns(call.integerRegister(0) + 1), call -> call.returns(5)));
    irt = new Irt(module.sandbox, calls, List.of(extra));
  }

  /** size = query(name, TABLE, room). */
  private void query(int room) {
    module.code.move32(Register.RDI, NAME).move32(Register.RSI, TABLE).move32(Register.RDX, room);
    module.call(irt.query());
    module.store(RESULT, Register.RAX);
  }

  /** Calls function {@code index} of the table; rdi and rsi are what is in them. */
  private void callTable(int index) {
    while ((module.code.position() + 13) % 32 != 0) {
      module.code.bytes(0x90);
    }
    module.code.load32(Register.RAX, Register.R15, TABLE + 4 * index); // 7 bytes
    module.code.bytes(0x90);
    module.code.add(Register.RAX, Register.R15);
    module.code.call(Register.RAX);
  }

  private Exit run(String name) throws InterruptedException {
    module.load();
    module.sandbox.memory().write(NAME, (name + "\0").getBytes(StandardCharsets.UTF_8));
    module.start();
    return module.awaitExit();
  }

  private int result() {
    return module.sandbox.memory().readInt(RESULT);
  }

  @Test
  void anAddedInterfaceIsFoundAndCalled() throws InterruptedException {
    query(100);
    module.code.move32(Register.RDI, 41);
    callTable(0);
    module.exitWithResult();
    assertEquals(new Exit.Normal(42), run("test-extra-1.0"));
    assertEquals(8, result());
  }

  @Test
  void anUnknownNameIsZeroAndTheTableUntouched() throws InterruptedException {
    query(100);
    module.exit(0);
    assertEquals(new Exit.Normal(0), run("nacl-irt-basic-0.2"));
    assertEquals(0, result());
    assertArrayEquals(new byte[100], module.sandbox.memory().read(TABLE, 100));
  }

  @Test
  void aTableWithoutRoomIsZeroAndUntouched() throws InterruptedException {
    query(23);
    module.exit(0);
    assertEquals(new Exit.Normal(0), run("nacl-irt-basic-0.1"));
    assertEquals(0, result());
    assertArrayEquals(new byte[24], module.sandbox.memory().read(TABLE, 24));
  }

  @Test
  void aBadTablePointerIsZero() throws InterruptedException {
    module.code.move32(Register.RDI, NAME).move32(Register.RSI, 0x20000).move32(Register.RDX, 24);
    module.call(irt.query());
    module.exitWithResult();
    assertEquals(new Exit.Normal(0), run("nacl-irt-basic-0.1"));
  }

  @Test
  void functionsAnswerPositiveErrors() throws InterruptedException {
    query(100);
    module.code.clear(Register.RDI); // gettod(NULL)
    callTable(1);
    module.exitWithResult();
    assertEquals(new Exit.Normal(Errno.EFAULT), run("nacl-irt-basic-0.1"));
    assertEquals(24, result());
  }

  @Test
  void theThreadPointerComesBackWithoutLeavingTheSandbox() throws InterruptedException {
    query(100);
    module.code.move32(Register.RDI, DATA + 0x40);
    callTable(0); // tls_init
    callTable(1); // tls_get
    module.store(RESULT, Register.RAX);
    module.exit(0);
    assertEquals(new Exit.Normal(0), run("nacl-irt-tls-0.1"));
    assertEquals(DATA + 0x40, result());
    assertEquals(Thunks.trampoline(84), module.sandbox.memory().readInt(TABLE + 4));
  }

  @Test
  void codeAndDataGetPlacesAtAFixedDistance() throws InterruptedException {
    query(100);
    int page = AddressSpace.PAGE;
    module.code.clear(Register.RDI).move32(Register.RSI, page).move32(Register.RDX, 0x20000000);
    module.code.move32(Register.RCX, page).move32(Register.R8, RESULT + 8);
    callTable(0);
    module.exitWithResult();
    assertEquals(new Exit.Normal(0), run("nacl-irt-code-data-alloc-0.1"));
    assertEquals(4, result());
    long begin = module.sandbox.code().dynamicStart();
    assertEquals((int) begin, module.sandbox.memory().readInt(RESULT + 8));
    CodeDataCalls places = calls.codeData();
    assertEquals(begin + page, places.allocate(0, page, 0x20000000, 2L * page), "the next one");
    assertEquals(begin + 3L * page, places.allocate(0, page, 0x20000000, page), "behind its data");
    assertEquals(
        begin + 4L * page, places.allocate(begin, 2L * page, 0, 0), "no longer free there");
    assertEquals(0x1000000, places.allocate(0x1000000, page, 0, 0), "the hint is free");
    assertEquals(-Errno.EINVAL, places.allocate(0, 0, 0, page));
    assertEquals(-Errno.EINVAL, places.allocate(0, page + 32, 0, 0));
    assertEquals(-Errno.EINVAL, places.allocate(0, page, 32, page));
    assertEquals(-Errno.ENOMEM, places.allocate(0, 0xffff0000L, 0, 0));
    assertEquals(-Errno.ENOMEM, places.allocate(0xffff0000L, page, 0xffff0000L, page));
    assertEquals(-Errno.ENOMEM, places.allocate(0, page, 0xffff0000L, page), "no data there");
  }

  @Test
  void sysbrkTellsWhereTheHeapIs() throws InterruptedException {
    query(100);
    module.code.move32(Register.RDI, RESULT + 8);
    callTable(0);
    module.exitWithResult();
    assertEquals(new Exit.Normal(0), run("nacl-irt-memory-0.1"));
    assertEquals(
        module.sandbox.space().currentBreak(),
        Integer.toUnsignedLong(module.sandbox.memory().readInt(RESULT + 8)));
  }

  @Test
  void resourcesAreNotThereUntilTheBrowserGivesThem() throws InterruptedException {
    query(100);
    module.code.move32(Register.RDI, NAME).move32(Register.RSI, RESULT);
    callTable(0);
    module.exitWithResult();
    assertEquals(new Exit.Normal(Errno.ENOENT), run("nacl-irt-resource-open-0.1"));
  }
}
