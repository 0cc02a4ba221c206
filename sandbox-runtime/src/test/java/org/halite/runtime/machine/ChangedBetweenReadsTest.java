package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Attack 15: what a system call was given changes while it is at work. Each word is good and forged
 * in turn; a call that looked twice would check the one and use the other.
 */
@Timeout(120)
class ChangedBetweenReadsTest {
  private static final int SEND = 63;
  private static final int RECEIVE = 64;
  private static final int NO_WAIT = 1;
  private static final int THREAD = 0x24000;
  private static final int BUFFER = CallScript.BUFFER;
  private static final int TALLY = TestModule.DATA + 0x200;
  private static final int ROUNDS = 20_000;

  private final CallScript script = new CallScript();
  private final TestModule module = script.module;

  /** The other thread: writes the pairs' first and second values to their addresses for ever. */
  private void flipper(int[][] words) {
    module.exit(0);
    script.at(THREAD);
    module.code.label("flip");
    for (int turn = 1; turn <= 2; turn++) {
      for (int[] word : words) {
        module.code.store32(Register.R15, word[0], word[turn]);
      }
    }
    module.code.jump("flip");
    module.align();
  }

  /** Makes calls in a loop, again until both tallies have good results and errors. */
  private void attack(Runnable calls) {
    module.align();
    module.code.label("more");
    module.code.move32(Register.RBX, ROUNDS);
    module.align();
    module.code.label("again");
    calls.run();
    module.code.bytes(0x83, 0xeb, 0x01); // sub ebx, 1
    module.code.jump(Assembler.Condition.NOT_EQUAL, "again");
    for (int i = 0; i < 4; i++) {
      module.code.compare32(Register.R15, TALLY + 4 * i, 0);
      module.code.jump(Assembler.Condition.EQUAL, "more");
    }
    module.align();
  }

  private void assertEveryRoundCounted() {
    int first = script.word(TALLY) + script.word(TALLY + 4);
    assertEquals(0, first % ROUNDS);
    assertEquals(first, script.word(TALLY + 8) + script.word(TALLY + 12));
  }

  /** tally[eax < 0]++. */
  private void count(int tally) {
    module.code.bytes(0xc1, 0xe8, 0x1f); // shr eax, 31
    module.code.bytes(0x41, 0xff, 0x84, 0x87).int32(tally); // inc dword [r15 + 4 * rax + tally]
  }

  @Test
  void vectorsAndHeadersOfMessagesAreReadOnce() throws InterruptedException {
    int vector = script.words(BUFFER, 8, BUFFER + 0x100, 8);
    int numbers = script.words(4, -1);
    int header = script.words(vector, 2, numbers, 0, 0);
    int intoVector = script.words(BUFFER + 0x200, 8);
    int into = script.words(intoVector, 1, numbers, 0, 0);
    script.call(66, TestModule.DATA + 0x100).gives(0).thread(THREAD);
    attack(
        () -> {
          module.systemCall(SEND, 3, header, NO_WAIT);
          count(TALLY);
          module.systemCall(RECEIVE, 4, into, NO_WAIT);
          count(TALLY + 8);
        });
    flipper(
        new int[][] {
          {vector, BUFFER, 0xfffffff8},
          {vector + 4, 8, 0x1ffff},
          {vector + 12, 8, 0xffffffff},
          {header, vector, 0x20000},
          {header + 4, 2, 0x7fffffff},
          {header + 8, numbers, -4},
          {header + 12, 0, 8},
          {intoVector, BUFFER + 0x200, 0x20000},
          {intoVector + 4, 8, 0xffffffff},
          {into, intoVector, 0x10000},
          {into + 4, 1, -1},
        });
    script.run();
    assertEveryRoundCounted();
  }

  @Test
  void timesAndOffsetsAreReadOnce() throws InterruptedException {
    int time = script.words(0, 0, 0, 0);
    script.thread(THREAD);
    attack(
        () -> {
          module.systemCall(42, time, 0); // nanosleep: no time, or EINVAL
          count(TALLY);
          module.systemCall(21, 0, 0x10000, 3, 0x22, -1, time); // mmap with the offset there
          module.store(TestModule.DATA + 0x108, Register.RAX);
          module.code.load32(Register.RDI, Register.R15, TestModule.DATA + 0x108);
          module.code.move32(Register.RSI, 0x10000);
          module.call(Thunks.trampoline(22)); // munmap: EINVAL where there was no place
          count(TALLY + 8);
        });
    flipper(new int[][] {{time + 4, 0, 0x80000000}, {time + 8, 0, 0x7fffffff}});
    script.run();
    assertEveryRoundCounted();
  }
}
