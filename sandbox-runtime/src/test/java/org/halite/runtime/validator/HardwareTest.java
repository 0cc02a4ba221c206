package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.halite.runtime.machine.NativeProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every accepted encoding, run on this processor, does what the validator believes. With {@code
 * -Dhalite.hardware.all=true} all of them are run, else all that claim something and a fixed part
 * of the others.
 */
@Timeout(600)
class HardwareTest {
  private static final int FEWER = Boolean.getBoolean("halite.hardware.all") ? 1 : 31;

  @Test
  void whatTheValidatorBelievesOfEachEncodingIsTrue() throws Exception {
    ChunkWalk walk = Validator.oracleWalk();
    HardwareCheck check = onItsOwnThread(() -> check((c, n) -> walk.accepts(c, 0, n), FEWER));
    System.out.printf(
        "%d accepted, %d claim zero-extension, %d executed, %d only faulted, %d unknown here; %d runs%n",
        check.accepted, check.claims, check.executed, check.faulted, check.undefined, check.runs);
    System.out.println("unknown to this processor: " + check.unknown);
    System.out.println("only faulted: " + check.alwaysFaulting);
    System.out.println("lasting: " + check.lasting);
    assertEquals(List.of(), check.violations);
    assertTrue(check.accepted > 2_000_000);
    assertTrue(check.claims > 20_000);
    assertTrue(check.executed > check.claims * 9 / 10);
  }

  /** The hole Q1 of the reference (spec/nacl.md 3.16) would be found. */
  @Test
  void aNopThatCountsAsZeroExtendingIsFound() throws Exception {
    ChunkWalk walk = Validator.oracleWalk();
    AcceptedEncodings.Judge holed =
        (c, n) -> walk.accepts(c, 0, n) || n == 32 && restrictsRaxByNop(c);
    HardwareCheck check = onItsOwnThread(() -> check(holed, Integer.MAX_VALUE));
    assertEquals(
        List.of("40 90", "42 90", "44 90", "46 90"),
        check.violations.stream().map(v -> v.split(":")[0]).distinct().toList());
  }

  private static boolean restrictsRaxByNop(byte[] c) {
    return (c[3] & 0xf9) == 0x40
        && c[4] == (byte) 0x90
        && c[5] == 0x41
        && c[6] == (byte) 0x8b
        && c[7] == 0x04
        && c[8] == 0x07;
  }

  private static HardwareCheck check(AcceptedEncodings.Judge judge, int oneOf) {
    try (NativeProbe probe = new NativeProbe()) {
      HardwareCheck check = new HardwareCheck(probe, judge, oneOf);
      new AcceptedEncodings(judge, check).visitAll();
      return check;
    }
  }

  /** Signals of a thread that runs strange code are masked for ever. */
  private static <T> T onItsOwnThread(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().start(task);
    return task.get();
  }
}
