package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Several threads see what one sees, above all at the seams between their parts. */
class ParallelWalkTest {
  private static final int SIZE = (int) (4 * ParallelWalk.WORTHWHILE) + 32;
  private static final int JUMP_BYTES = 5;

  private final byte[] code = new byte[SIZE];

  private boolean accepted(int threads) {
    return ParallelWalk.accepts(MemorySegment.ofArray(code), CpuFeatures.all(), threads);
  }

  /** What all numbers of threads say. */
  private boolean accepted() {
    boolean one = accepted(1);
    for (int threads = 2; threads <= 5; threads++) {
      assertEquals(one, accepted(threads), threads + " threads");
    }
    return one;
  }

  private void fill() {
    Arrays.fill(code, (byte) 0x90);
  }

  private void jump(int from, int to) {
    code[from] = (byte) 0xe9;
    int distance = to - from - JUMP_BYTES;
    for (int i = 0; i < 4; i++) {
      code[from + 1 + i] = (byte) (distance >> 8 * i);
    }
  }

  @Test
  void jumpsFromPartToPartMayGoToInstructions() {
    fill();
    jump(64, SIZE - 20);
    jump(SIZE - 32, 33);
    jump(SIZE / 2, 7);
    assertTrue(accepted());
  }

  @Test
  void aJumpForwardIntoAnotherPartsInstructionIsRefused() {
    fill();
    code[SIZE - 27] = 0x66;
    jump(64, SIZE - 26);
    assertFalse(accepted());
  }

  @Test
  void aJumpBackIntoAnotherPartsMaskedPairIsRefused() {
    fill();
    // mov %eax,%eax; mov (%r15,%rax,1),%ecx
    byte[] pair = {(byte) 0x89, (byte) 0xc0, 0x41, (byte) 0x8b, 0x0c, 0x07};
    System.arraycopy(pair, 0, code, 40, pair.length);
    jump(SIZE - 32, 40);
    assertTrue(accepted());
    jump(SIZE - 32, 42);
    assertFalse(accepted());
  }

  @Test
  void onePartThatBreaksARuleRefusesAll() {
    for (int at : new int[] {0, SIZE / 4, SIZE / 2, SIZE - 1}) {
      fill();
      code[at] = (byte) 0xc3;
      assertFalse(accepted(), "ret at " + at);
    }
  }

  @Test
  void moreJumpsIntoOtherPartsThanTheListHoldsAreJudgedAllTheSame() {
    fill();
    for (int i = 0; i < SIZE / 2; i += 32) {
      jump(i, SIZE / 2 + 64 + 3);
      jump(i + 8, SIZE / 2 + 64 + 4);
      jump(i + 16, SIZE / 2 + 64 + 5);
    }
    assertTrue(accepted());
    jump(SIZE / 2 - 16, SIZE / 2 + 64 - 9);
    code[SIZE / 2 + 64 - 10] = 0x66;
    assertFalse(accepted());
  }

  private static int bundle(Random random) {
    return random.nextInt(8) * (SIZE / 8 / 32 * 32);
  }

  @Test
  void randomJumpsAreJudgedAsByOneThread() {
    Random random = new Random(7);
    int refused = 0;
    for (int round = 0; round < 40; round++) {
      fill();
      for (int i = 0; i < 20; i++) {
        // One in ten may hit another jump's distance.
        boolean close = random.nextInt(10) == 0;
        int target = random.nextInt(SIZE / 32) * 32 + random.nextInt(32);
        jump(bundle(random) + 3, close ? bundle(random) + 3 + random.nextInt(8) : target);
      }
      refused += accepted() ? 0 : 1;
    }
    assertTrue(refused > 5 && refused < 40, refused + " of 40 refused");
  }
}
