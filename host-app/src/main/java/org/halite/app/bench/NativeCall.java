package org.halite.app.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The yardsticks of system calls: what the same costs where no sandbox is in the way. */
final class NativeCall {
  private static final MethodHandle GETPPID =
      handle("getppid", FunctionDescriptor.of(ValueLayout.JAVA_INT));
  private static final MethodHandle CLOCK_GETTIME =
      handle(
          "clock_gettime",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
  private static final int CLOCK_MONOTONIC = 1;

  private interface Calls {
    void run(int calls) throws Throwable;
  }

  private NativeCall() {}

  private static MethodHandle handle(String name, FunctionDescriptor shape) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), shape, Linker.Option.critical(false));
  }

  /** Nanoseconds of one getppid in the best of {@code rounds} rounds of {@code calls} calls. */
  static double getppid(int rounds, int calls) {
    return best(
        rounds,
        calls,
        n -> {
          for (int i = 0; i < n; i++) {
            if ((int) GETPPID.invokeExact() < 0) {
              throw new IllegalStateException("getppid failed");
            }
          }
        });
  }

  /** The same of clock_gettime, which asks the kernel's page and not the kernel. */
  static double clock(int rounds, int calls) {
    try (Arena arena = Arena.ofConfined()) {
      long time = arena.allocate(16, 8).address();
      return best(
          rounds,
          calls,
          n -> {
            for (int i = 0; i < n; i++) {
              if ((int) CLOCK_GETTIME.invokeExact(CLOCK_MONOTONIC, time) != 0) {
                throw new IllegalStateException("clock_gettime failed");
              }
            }
          });
    }
  }

  private static double best(int rounds, int calls, Calls work) {
    long best = Long.MAX_VALUE;
    try {
      for (int i = 0; i < rounds; i++) {
        long begin = System.nanoTime();
        work.run(calls);
        best = Math.min(best, System.nanoTime() - begin);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    return best / (double) calls;
  }
}
