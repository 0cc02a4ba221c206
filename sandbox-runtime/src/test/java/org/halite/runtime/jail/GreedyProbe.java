package org.halite.runtime.jail;

import java.util.concurrent.locks.LockSupport;
import org.halite.runtime.machine.Kernel;

/**
 * Code that has escaped and takes all it can of one thing. Arguments: memory, processor or threads.
 */
final class GreedyProbe {
  static final long MEMORY = 64L << 20;
  private static final long PIECE = 16L << 20;
  private static final int MAX_PIECES = 4096; // 64 GiB
  private static final int MAX_THREADS = 4096;

  private GreedyProbe() {}

  public static void main(String[] arguments) {
    Jail.close(JailOptions.defaults().withMemory(MEMORY).withCpuSeconds(3));
    JailedJvm.say("closed");
    switch (arguments[0]) {
      case "memory" -> memory();
      case "processor" -> processor();
      default -> threads();
    }
  }

  private static void memory() {
    int pieces = 0;
    while (pieces < MAX_PIECES
        && !Kernel.failed(
            Kernel.call(Kernel.MMAP, 0, PIECE, 3, 0x22, -1, 0))) { // private, anonymous
      pieces++;
    }
    JailedJvm.say("MiB: " + (pieces * PIECE >> 20));
    Runtime.getRuntime().halt(0);
  }

  private static void processor() {
    for (int i = 0; i < 2; i++) {
      Thread.ofPlatform().start(GreedyProbe::spin);
    }
    spin();
  }

  private static void spin() {
    while (true) {
      Thread.onSpinWait();
    }
  }

  private static void threads() {
    int threads = 0;
    try {
      while (threads < MAX_THREADS) {
        Thread.ofPlatform().daemon().stackSize(64 << 10).start(LockSupport::park);
        threads++;
      }
    } catch (OutOfMemoryError e) {
      JailedJvm.say("no more"); // the system gives none
    }
    JailedJvm.say("threads: " + threads);
    Runtime.getRuntime().halt(0);
  }
}
