package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.halite.runtime.SandboxCode;
import org.halite.runtime.machine.Assembler.Condition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attack 17: code made, changed and taken away at run time, by system calls of the module. */
@Timeout(120)
class DynamicCodeAttacksTest {
  private static final int DATA = TestModule.DATA;
  private static final int DYNAMIC = 0x40000;
  private static final int THREAD = 0x28000;
  private static final int FUNCTION = 0x2c000;
  private static final int CREATE = 104;
  private static final int MODIFY = 105;
  private static final int DELETE = 106;
  private static final int BUFFER = CallScript.BUFFER;

  /** Sources: two functions of 64 bytes that differ in an immediate, and what is refused. */
  private static final int FIRST = BUFFER;

  private static final int SECOND = BUFFER + 0x100;
  private static final int HOSTILE = BUFFER + 0x200;
  private static final int CALLER = BUFFER + 0x1000;
  private static final int ARRIVED = DATA + 0x800;
  private static final int GO = DATA + 0x808;

  private final CallScript script = new CallScript();
  private final TestModule module = script.module;

  @BeforeEach
  void judgeAsTheRuntimeDoes() throws IOException {
    SandboxCode judge = new SandboxCode();
    module.validator =
        new CodeValidator() {
          @Override
          public String validate(MemorySegment code, long address) {
            return address == 0x20000 ? null : judge.validate(code, address);
          }

          @Override
          public List<LiveCode.Change> changes(MemorySegment old, MemorySegment replacement) {
            return judge.changes(old, replacement);
          }
        };
  }

  private static byte[] bundles(String... hex) {
    byte[] code = new byte[32 * hex.length];
    Arrays.fill(code, (byte) 0xf4);
    for (int i = 0; i < hex.length; i++) {
      byte[] bundle = HexFormat.of().parseHex(hex[i]);
      System.arraycopy(bundle, 0, code, 32 * i, bundle.length);
    }
    return code;
  }

  private static final String RETURN = "415b4183e3e04d01fb41ffe3"; // pop r11; and; add; jmp

  /** mov eax, imm; return; and in the second bundle the same with imm + 1. */
  private static byte[] returns(int value) {
    String[] bundles = new String[2];
    for (int i = 0; i < 2; i++) {
      bundles[i] = "b8" + HexFormat.of().toHexDigits(Integer.reverseBytes(value + i)) + RETURN;
    }
    return bundles(bundles);
  }

  /** A call, at a bundle's end, of the static function; then mov eax, 99; return. */
  private static byte[] calls(int from) {
    byte[] code = bundles("90".repeat(27), "b863000000" + RETURN);
    ByteBuffer call = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
    call.put(27, (byte) 0xe8).putInt(28, FUNCTION - (from + 32));
    return code;
  }

  private Exit runWithSources() throws InterruptedException {
    script.load();
    ModuleMemory memory = module.sandbox.memory();
    memory.write(FIRST, returns(0x11111111));
    memory.write(SECOND, returns(0x22222222));
    memory.write(HOSTILE, bundles("90", "0f05"));
    memory.write(CALLER, calls(DYNAMIC));
    module.start();
    Exit exit = module.awaitExit();
    script.check();
    return exit;
  }

  /** Keeps eax of a call of module code. */
  private void keepResultOfCall(int target, int at) {
    module.call(target);
    module.store(at, Register.RAX);
  }

  @Test
  void nothingIsCreatedOverExistingCode() throws InterruptedException {
    script.call(CREATE, DYNAMIC + 64, FIRST, 64).gives(0);
    int[][] over = {
      {DYNAMIC + 64, 64},
      {DYNAMIC + 64, 32},
      {DYNAMIC + 96, 32},
      {DYNAMIC + 32, 64},
      {DYNAMIC + 96, 64},
      {DYNAMIC, 256}
    };
    for (int[] range : over) {
      script.call(CREATE, range[0], SECOND, range[1]).gives(-Errno.EINVAL);
    }
    int[] elsewhere = {0, 0x10000, 0x20000, THREAD, DATA, 0x50000000, 0xff010000, -32, -64};
    for (int place : elsewhere) {
      script.call(CREATE, place, SECOND, 32).gives(-Errno.EFAULT);
      script.call(MODIFY, place, SECOND, 32).gives(-Errno.EFAULT);
      script.call(DELETE, place, 32).gives(-Errno.EFAULT);
    }
    script.call(CREATE, DYNAMIC, FIRST, 0xffffffe0).gives(-Errno.EFAULT);
    script.call(CREATE, DYNAMIC, FIRST, 0x0fffffe0).gives(-Errno.EFAULT);
    keepResultOfCall(DYNAMIC + 64, DATA);
    keepResultOfCall(DYNAMIC + 96, DATA + 8);
    assertEquals(new Exit.Normal(0), runWithSources());
    assertEquals(0x11111111, script.word(DATA));
    assertEquals(0x11111112, script.word(DATA + 8));
  }

  /** Whole pages of refused code, unreadable sources and a hostile end: no page appears. */
  @Test
  void whatIsRefusedClaimsNoMemoryAndNoPlace() throws InterruptedException {
    int offset = script.words(0, 0);
    int large = 0x60000000;
    script.call(21, large, 0x400000, 3, 0x32, -1, offset).gives(large); // zeroes: add [rax], al
    for (int i = 0; i < 20; i++) {
      script.call(CREATE, DYNAMIC + 0x10000 * i, large, 0x400000).gives(-Errno.EINVAL);
      script.call(CREATE, DYNAMIC + 0x10000 * i, HOSTILE, 64).gives(-Errno.EINVAL);
      script.call(CREATE, DYNAMIC, large + 0x400000 - 32, 64).gives(-Errno.EFAULT);
      script.call(13, 1, DYNAMIC + 0x10000 * i, 1).gives(-Errno.EFAULT); // not there
    }
    script.call(CREATE, DYNAMIC, FIRST, 64).gives(0);
    keepResultOfCall(DYNAMIC, DATA);
    script.call(13, 1, DYNAMIC + 0x10000, 1).gives(-Errno.EFAULT);
    assertEquals(new Exit.Normal(0), runWithSources());
    assertEquals(0x11111111, script.word(DATA));
    assertThrows(BadAddress.class, () -> module.sandbox.memory().readInt(DYNAMIC + 0x10000));
  }

  @Test
  void codeThatWasNeverAcceptedFaults() throws InterruptedException {
    script.call(CREATE, DYNAMIC, HOSTILE, 64).gives(-Errno.EINVAL);
    module.call(DYNAMIC + 32);
    Exit.Fault fault = assertInstanceOf(Exit.Fault.class, runWithSources());
    assertEquals(DYNAMIC + 32, fault.pc());
  }

  /** Two threads run a piece that a third changes all the time: old or new, nothing between. */
  @Test
  void codeThatIsChangedWhileOthersRunItIsTheOldOrTheNew() throws InterruptedException {
    int rounds = 2000;
    script.call(CREATE, DYNAMIC, FIRST, 64).gives(0);
    script.call(80, THREAD, DATA + 0x9000, DATA, 0).gives(0);
    script.call(80, THREAD, DATA + 0xa000, DATA, 0).gives(0);
    module.code.move32(Register.RBX, rounds);
    module.align();
    module.code.label("again");
    for (int source : new int[] {SECOND, FIRST}) {
      module.systemCall(MODIFY, DYNAMIC, source, 64);
      module.code.test(Register.RAX).jump(Condition.NOT_EQUAL, "refused");
    }
    module.code.bytes(0x83, 0xeb, 0x01); // sub ebx, 1
    module.code.jump(Condition.NOT_EQUAL, "again");
    module.code.compare32(Register.R15, ARRIVED, 100).jump(Condition.BELOW, "again");
    module.exit(0);
    module.align();
    module.code.label("refused");
    module.exit(1);
    script.at(THREAD);
    module.code.label("calls");
    for (int i = 0; i < 2; i++) {
      String good = "good " + i;
      module.call(DYNAMIC + 32 * i);
      module.code.compare32(Register.RAX, 0x11111111 + i).jump(Condition.EQUAL, good);
      module.code.compare32(Register.RAX, 0x22222222 + i).jump(Condition.EQUAL, good);
      module.exit(2);
      module.align();
      module.code.label(good);
    }
    module.code.bytes(0xf0, 0x41, 0x83, 0x87).int32(ARRIVED).bytes(1); // lock add dword, 1
    module.code.jump("calls");
    module.align();
    assertEquals(new Exit.Normal(0), runWithSources());
    assertNotEquals(0, script.word(ARRIVED));
  }

  /** Waits in a static function until it is told to return into the code that called it. */
  private void waitingFunction() {
    script.at(FUNCTION);
    module.code.store32(Register.R15, ARRIVED, 1);
    module.align();
    module.code.label("stay");
    module.systemCall(32);
    module.code.compare32(Register.R15, GO, 1).jump(Condition.NOT_EQUAL, "stay");
    module.ret();
  }

  /** A thread is in a function that dynamic code called; that code is deleted; it returns. */
  @Test
  void aReturnIntoDeletedCodeHaltsAndItsPlaceIsKept() throws InterruptedException {
    script.call(CREATE, DYNAMIC, CALLER, 64).gives(0);
    script.call(80, THREAD, DATA + 0x9000, DATA, 0).gives(0);
    module.align();
    module.code.label("not yet");
    module.systemCall(32);
    module.code.compare32(Register.R15, ARRIVED, 1).jump(Condition.NOT_EQUAL, "not yet");
    script.call(DELETE, DYNAMIC, 64).gives(-Errno.EAGAIN);
    script.call(CREATE, DYNAMIC, FIRST, 64).gives(-Errno.EINVAL);
    script.call(CREATE, DYNAMIC + 32, FIRST, 32).gives(-Errno.EINVAL);
    script.call(MODIFY, DYNAMIC + 33, SECOND, 4).gives(-Errno.EFAULT);
    script.call(DELETE, DYNAMIC, 64).gives(-Errno.EAGAIN);
    module.code.store32(Register.R15, GO, 1);
    script.call(120, DATA + 0x900, 0, 0);
    script.at(THREAD);
    module.call(DYNAMIC);
    module.exit(98);
    waitingFunction();
    Exit.Fault fault = assertInstanceOf(Exit.Fault.class, runWithSources());
    assertEquals(DYNAMIC + 32, fault.pc());
  }

  /** Who deletes what it will return into finds what it made there: validated, from a bundle on. */
  @Test
  void aReturnIntoAReplacedPieceIsAReturnToABundleOfIt() throws InterruptedException {
    script.call(CREATE, DYNAMIC, CALLER, 64).gives(0);
    keepResultOfCall(DYNAMIC, DATA);
    module.exit(0);
    script.at(FUNCTION);
    script.call(DELETE, DYNAMIC, 64).gives(0);
    script.call(CREATE, DYNAMIC, FIRST, 64).gives(0);
    module.ret();
    assertEquals(new Exit.Normal(0), runWithSources());
    assertEquals(0x11111112, script.word(DATA), "the second bundle of the new piece");
  }

  @Test
  void aThreadThatStartsInDeletedCodeHalts() throws InterruptedException {
    script.call(CREATE, DYNAMIC, FIRST, 64).gives(0).call(DELETE, DYNAMIC, 64).gives(0);
    script.call(80, DYNAMIC + 32, DATA + 0x9000, DATA, 0).gives(0);
    script.call(120, DATA + 0x900, 0, 0);
    Exit.Fault fault = assertInstanceOf(Exit.Fault.class, runWithSources());
    assertEquals(DYNAMIC + 32, fault.pc());
  }

  /** Threads that make, change, run and delete pieces in the same place, all at once. */
  @Test
  void threadsThatFightForOnePlaceOnlyEverRunWhatWasAccepted() throws InterruptedException {
    int rounds = 300;
    for (int i = 0; i < 3; i++) {
      script.call(80, THREAD, DATA + 0x9000 + 0x800 * i, DATA, 0).gives(0);
    }
    module.align();
    module.code.label("not all");
    module.systemCall(42, script.words(0, 0, 1_000_000), 0);
    module.systemCall(DELETE, 0, 0); // checks in, so that places become free
    module.code.compare32(Register.R15, ARRIVED, 3).jump(Condition.NOT_EQUAL, "not all");
    module.exit(0);
    script.at(THREAD);
    module.code.move32(Register.RBX, rounds);
    module.align();
    module.code.label("fight");
    int at = DYNAMIC + 0x20000;
    module.systemCall(CREATE, at, FIRST, 64);
    module.systemCall(CREATE, at + 32, SECOND, 64);
    module.systemCall(MODIFY, at, SECOND, 64);
    module.systemCall(CREATE, at, HOSTILE, 64);
    module.systemCall(DELETE, at, 64);
    module.systemCall(MODIFY, at, FIRST, 64);
    module.systemCall(DELETE, at + 32, 64);
    module.code.bytes(0x83, 0xeb, 0x01); // sub ebx, 1
    module.code.jump(Condition.NOT_EQUAL, "fight");
    module.code.bytes(0xf0, 0x41, 0x83, 0x87).int32(ARRIVED).bytes(1); // lock add dword, 1
    module.systemCall(81, 0);
    script.load();
    ModuleMemory memory = module.sandbox.memory();
    memory.write(FIRST, returns(0x11111111));
    memory.write(SECOND, returns(0x22222222));
    memory.write(HOSTILE, bundles("90", "0f05"));
    module.start();
    assertEquals(new Exit.Normal(0), module.awaitExit());
    script.check();
    byte[] code = memory.read(DYNAMIC + 0x20000, 96);
    for (int i = 0; i < 96; i += 32) {
      byte[] bundle = Arrays.copyOfRange(code, i, i + 32);
      if (bundle[0] == (byte) 0xb8) { // what is not deleted is whole
        byte value = bundle[4];
        byte[] whole = returns(value * 0x01010101);
        assertArrayEquals(Arrays.copyOfRange(whole, 5, 32), Arrays.copyOfRange(bundle, 5, 32));
      } else {
        assertEquals((byte) 0xf4, bundle[0]);
      }
    }
  }
}
