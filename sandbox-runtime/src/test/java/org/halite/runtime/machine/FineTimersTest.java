package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import org.halite.runtime.SandboxCode;
import org.halite.runtime.machine.Assembler.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Attack 22: what SECURITY.md says of clocks is so. A module has fine ones, and nothing is built on
 * its having none; what it does not have is what acts on caches and counters of the processor.
 */
@Timeout(60)
class FineTimersTest {
  private static final int DATA = TestModule.DATA;
  private static final int GETTIMEOFDAY = 40;
  private static final int CLOCK_GETTIME = 44;

  private static String verdict(String hex) throws IOException {
    byte[] bundle = new byte[32];
    Arrays.fill(bundle, (byte) 0x90);
    byte[] code = HexFormat.ofDelimiter(" ").parseHex(hex);
    System.arraycopy(code, 0, bundle, 0, code.length);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(32, 32);
      text.copyFrom(MemorySegment.ofArray(bundle));
      return new SandboxCode().validate(text, 0x20000);
    }
  }

  @Test
  void theCycleCounterIsReadAndOtherCountersAndCachesAreNot() throws IOException {
    assertNull(verdict("0f 31"), "rdtsc");
    assertNotEquals(null, verdict("0f 01 f9"), "rdtscp, which also tells the core");
    assertNotEquals(null, verdict("0f 33"), "rdpmc");
    assertNotEquals(null, verdict("f3 0f c7 f8"), "rdpid");
    assertNotEquals(null, verdict("41 0f ae 3f"), "clflush");
    assertNotEquals(null, verdict("66 41 0f ae 3f"), "clflushopt");
    assertNotEquals(null, verdict("66 41 0f ae 37"), "clwb");
    assertNotEquals(null, verdict("c7 f8 00 00 00 00"), "xbegin, whose aborts hide faults");
  }

  @Test
  void onlyGettimeofdayIsRounded() throws InterruptedException {
    TestModule module = new TestModule();
    int samples = 200;
    for (int i = 0; i < samples; i++) {
      module.systemCall(CLOCK_GETTIME, 1, DATA + 16 * i);
      module.systemCall(GETTIMEOFDAY, DATA + 0x4000 + 16 * i);
    }
    module.exit(0);
    assertEquals(new Exit.Normal(0), module.run());
    ModuleMemory memory = module.sandbox.memory();
    int fine = 0;
    for (int i = 0; i < samples; i++) {
      assertEquals(0, memory.readInt(DATA + 0x4000 + 16 * i + 8) % 10, "microseconds");
      fine += memory.readInt(DATA + 16 * i + 8) % 10_000 != 0 ? 1 : 0;
    }
    assertTrue(fine > samples / 2, "clock_gettime was finer than 10 µs only " + fine + " times");
  }

  /**
   * Rounding is no wall: somewhere a thread counts to twenty within 100 µs of the rounded clock.
   */
  @Test
  void aCountingThreadIsAClock() throws InterruptedException {
    TestModule module = new TestModule();
    int counter = DATA;
    int time = DATA + 0x40;
    module.code.jump("main");
    module.align();
    int thread = module.here();
    module.code.label("count");
    module.code.bytes(0x41, 0xff, 0x87).int32(counter); // inc dword [r15 + counter]
    module.code.jump("count");
    module.align();
    module.code.label("main");
    module.systemCall(80, thread, DATA + 0x8000, DATA, 0);
    module.align();
    module.code.label("tick");
    module.systemCall(GETTIMEOFDAY, time);
    module.code.load32(Register.RCX, Register.R15, time + 8);
    module.code.load32(Register.RDX, Register.R15, counter);
    module.code.bytes(0x89, 0xce, 0x44, 0x29, 0xe6); // mov esi, ecx; sub esi, r12d: microseconds
    module.code.bytes(0x89, 0xd7, 0x44, 0x29, 0xef); // mov edi, edx; sub edi, r13d: counts
    module.code.bytes(0x41, 0x89, 0xcc, 0x41, 0x89, 0xd5); // mov r12d, ecx; mov r13d, edx
    module.code.compare32(Register.RSI, 100);
    module.code.jump(Condition.ABOVE, "tick");
    module.code.compare32(Register.RDI, 20);
    module.code.jump(Condition.BELOW, "tick");
    module.exit(9);
    assertEquals(new Exit.Normal(9), module.run());
  }
}
