package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CodeRegionTest {
  private static final int DYNAMIC = 0x30000;
  private static final int LAST = (int) (TestModule.DATA - 32L);

  private final TestModule module = new TestModule();

  /** A bundle of halts with these bytes first. */
  private static byte[] bundle(int... bytes) {
    byte[] bundle = new byte[32];
    Arrays.fill(bundle, (byte) 0xf4);
    for (int i = 0; i < bytes.length; i++) {
      bundle[i] = (byte) bytes[i];
    }
    return bundle;
  }

  /** Writes code to data, has it created at {@code to}, exits with the call's result. */
  private Exit create(int to, byte[] code, boolean call) throws InterruptedException {
    module.systemCall(104, to, TestModule.DATA, code.length);
    if (call) {
      module.call(to);
    } else {
      module.code.bytes(0xf7, 0xd8); // neg eax
    }
    module.exitWithResult();
    module.load();
    module.sandbox.memory().write(TestModule.DATA, code);
    module.start();
    return module.awaitExit();
  }

  /** mov eax, 42; pop r11; and; add; jmp: a whole function in a bundle. */
  private static byte[] fortyTwo() {
    return bundle(
        0xb8, 42, 0, 0, 0, 0x41, 0x5b, 0x41, 0x83, 0xe3, 0xe0, 0x4d, 0x01, 0xfb, 0x41, 0xff, 0xe3);
  }

  @Test
  void createdCodeRuns() throws InterruptedException {
    assertEquals(new Exit.Normal(42), create(DYNAMIC, fortyTwo(), true));
  }

  @Test
  void codeRunsInTheLastBundleButOne() throws InterruptedException {
    assertEquals(new Exit.Normal(42), create(LAST - 32, fortyTwo(), true));
  }

  @Test
  void theLastBundleStaysAHalt() throws InterruptedException {
    assertEquals(new Exit.Normal(Errno.EFAULT), create(LAST, fortyTwo(), false));
  }

  @Test
  void staticTextCannotBeCreatedOver() throws InterruptedException {
    assertEquals(new Exit.Normal(Errno.EFAULT), create(0x20000, fortyTwo(), false));
  }

  @Test
  void unalignedCodeIsRefused() throws InterruptedException {
    assertEquals(new Exit.Normal(Errno.EINVAL), create(DYNAMIC + 16, fortyTwo(), false));
  }

  @Test
  void whatTheValidatorRefusesNeverAppears() throws InterruptedException {
    module.validator = (code, address) -> address == DYNAMIC ? "no" : null;
    assertEquals(new Exit.Normal(Errno.EINVAL), create(DYNAMIC, fortyTwo(), false));
    assertThrows(BadAddress.class, () -> module.sandbox.memory().readInt(DYNAMIC));
  }

  @Test
  void whatTheValidatorRewroteIsWhatRuns() throws InterruptedException {
    module.validator =
        (code, address) -> {
          if (address == DYNAMIC) {
            code.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 1, (byte) 43);
          }
          return null;
        };
    assertEquals(new Exit.Normal(43), create(DYNAMIC, fortyTwo(), true));
  }

  @Test
  void codeThatWasNeverCreatedCannotRun() throws InterruptedException {
    module.call(DYNAMIC);
    assertInstanceOf(Exit.Fault.class, module.run());
  }

  @Test
  void theRestOfACreatedPageHalts() throws InterruptedException {
    module.systemCall(104, DYNAMIC, TestModule.DATA, 32);
    module.call(DYNAMIC + 0x8000);
    module.load();
    module.sandbox.memory().write(TestModule.DATA, fortyTwo());
    module.start();
    assertEquals(DYNAMIC + 0x8000, assertInstanceOf(Exit.Fault.class, module.awaitExit()).pc());
  }

  @Test
  void overlappingCodeIsRefused() {
    module.code.bytes(0xf4);
    module.load();
    CodeRegion code = module.sandbox.code();
    assertEquals(0, code.create(DYNAMIC + 32, TestModule.DATA, 96));
    assertEquals(-Errno.EINVAL, code.create(DYNAMIC + 96, TestModule.DATA, 32));
    assertEquals(-Errno.EINVAL, code.create(DYNAMIC, TestModule.DATA, 64));
    assertEquals(0, code.create(DYNAMIC, TestModule.DATA, 32));
  }

  @Test
  void deletedCodeHalts() throws InterruptedException {
    module.systemCall(104, DYNAMIC, TestModule.DATA, 32);
    module.systemCall(106, DYNAMIC, 32);
    module.store(TestModule.DATA + 64, Register.RAX);
    module.call(DYNAMIC);
    module.load();
    module.sandbox.memory().write(TestModule.DATA, fortyTwo());
    module.start();
    assertEquals(DYNAMIC, assertInstanceOf(Exit.Fault.class, module.awaitExit()).pc());
    assertEquals(0, module.sandbox.memory().readInt(TestModule.DATA + 64));
  }

  @Test
  void theOnlyThreadUsesThePlaceAgainAtOnce() throws InterruptedException {
    module.systemCall(104, DYNAMIC, TestModule.DATA, 64);
    module.systemCall(106, DYNAMIC, 64);
    module.systemCall(104, DYNAMIC + 32, TestModule.DATA, 32);
    module.call(DYNAMIC + 32);
    module.exitWithResult();
    module.load();
    module.sandbox.memory().write(TestModule.DATA, fortyTwo());
    module.sandbox.memory().write(TestModule.DATA + 32, bundle());
    module.start();
    assertEquals(new Exit.Normal(42), module.awaitExit());
  }

  /** Attack 17: a thread that is still in deleted code keeps its place from other code. */
  @Test
  void thePlaceOfDeletedCodeIsTakenUntilEveryThreadCheckedIn() throws InterruptedException {
    module.code.bytes(0xeb, 0xfe);
    module.load();
    module.start();
    CodeRegion code = module.sandbox.code();
    Seen one = new Seen();
    assertEquals(0, code.create(DYNAMIC, TestModule.DATA, 64));
    assertEquals(-Errno.EAGAIN, code.delete(DYNAMIC, 64, one));
    assertEquals(-Errno.EINVAL, code.create(DYNAMIC, TestModule.DATA, 32), "still taken");
    assertEquals(-Errno.EAGAIN, code.delete(DYNAMIC, 64, one), "as often as it is asked");
    assertEquals(-Errno.EFAULT, code.delete(DYNAMIC, 32, one), "another length");
    assertEquals(-Errno.EFAULT, code.modify(DYNAMIC, TestModule.DATA, 32), "no longer code");
    one.others = one.here; // the other thread made a call
    assertEquals(0, code.delete(DYNAMIC, 64, one));
    assertEquals(-Errno.EFAULT, code.delete(DYNAMIC, 64, one), "a second time");
    assertEquals(0, code.create(DYNAMIC, TestModule.DATA, 32));
    module.sandbox.end(new Exit.Killed("test"));
    assertEquals(new Exit.Killed("test"), module.awaitExit());
  }

  private static final class Seen implements CodeRegion.CheckIns {
    private long here;
    private long others;

    @Override
    public void now(long deletions) {
      here = deletions;
    }

    @Override
    public long oldest() {
      return Math.min(here, others);
    }
  }

  @Test
  void onlyWholePiecesAreDeleted() {
    module.code.bytes(0xf4);
    module.load();
    SandboxThread thread = module.thread();
    Sandbox sandbox = module.sandbox;
    assertEquals(0, sandbox.code().create(DYNAMIC + 32, TestModule.DATA, 96));
    long[][] wrong = {
      {DYNAMIC + 32, 64}, {DYNAMIC + 64, 32}, {DYNAMIC, 128}, {DYNAMIC + 32, 97}, {0x20000, 32}
    };
    for (long[] range : wrong) {
      assertEquals(-Errno.EFAULT, sandbox.deleteCode(range[0], range[1], thread));
    }
    assertEquals(0, sandbox.deleteCode(5, 0, thread), "length 0 only checks in");
    assertEquals(0, sandbox.deleteCode(DYNAMIC + 32, 96, thread));
  }

  /** Two threads; the second sleeps in its loop until told, then checks in. */
  @Test
  void aThreadThatNeverChecksInIsWaitedFor() throws InterruptedException {
    int data = TestModule.DATA;
    module.code.jump("main");
    module.align();
    int second = module.here();
    module.code.label("wait");
    module.code.load32(Register.RCX, Register.R15, data + 0x100);
    module.code.test(Register.RCX);
    module.code.jump(Assembler.Condition.EQUAL, "wait");
    module.systemCall(106, 0, 0);
    module.systemCall(81, data + 0x104);
    module.align();
    module.code.label("main");
    module.systemCall(104, DYNAMIC, data, 32);
    module.systemCall(80, second, data + 0x8000, data, 0);
    module.systemCall(106, DYNAMIC, 32);
    module.store(data + 0x108, Register.RAX);
    module.systemCall(106, DYNAMIC, 32);
    module.store(data + 0x110, Register.RAX);
    module.code.store32(Register.R15, data + 0x100, 1);
    module.align();
    module.code.label("again");
    module.systemCall(106, DYNAMIC, 32);
    module.code.compare32(Register.RAX, -Errno.EAGAIN);
    module.code.jump(Assembler.Condition.EQUAL, "again");
    module.exitWithResult();
    module.load();
    module.sandbox.memory().write(data, fortyTwo());
    module.start();
    assertEquals(new Exit.Normal(0), module.awaitExit());
    assertEquals(-Errno.EAGAIN, module.sandbox.memory().readInt(data + 0x108));
    assertEquals(-Errno.EAGAIN, module.sandbox.memory().readInt(data + 0x110));
  }

  /** The second thread's flag is cleared before its Java thread has ended. */
  @Test
  void aThreadThatHasLeftIsNotWaitedFor() {
    module.code.bytes(0x90);
    module.load();
    SandboxThread leaves = new SandboxThread(module.sandbox, 0x20000, TestModule.DATA, 0, 0, 0);
    assertEquals(0, leaves.deletionsSeen());
    leaves.leave();
    assertEquals(Long.MAX_VALUE, leaves.deletionsSeen());
    leaves.discard();
  }

  @Test
  void textBehindTheFilesEndIsHalts() {
    module.code.bytes(0x90);
    module.load();
    assertEquals((byte) 0xf4, module.sandbox.memory().read(0x2ffff, 1)[0]);
  }

  @Test
  void theValidatorsRefusalStopsTheLoad() {
    module.validator = (code, address) -> "a return instruction at 0x20000";
    module.code.bytes(0xc3);
    assertEquals(
        "a return instruction at 0x20000",
        assertThrows(IllegalArgumentException.class, module::load).getMessage());
  }
}
