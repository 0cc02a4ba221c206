package org.halite.app.bench;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The yardstick of the null system call: what a {@code getppid} costs that no sandbox is in the way
 * of.
 */
final class NativeCall {
  private static final MethodHandle GETPPID =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("getppid"),
              FunctionDescriptor.of(ValueLayout.JAVA_INT));

  private NativeCall() {}

  /** Nanoseconds of one call in the best of {@code rounds} rounds of {@code calls} calls. */
  static double nanoseconds(int rounds, int calls) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < rounds; i++) {
      long begin = System.nanoTime();
      run(calls);
      best = Math.min(best, System.nanoTime() - begin);
    }
    return best / (double) calls;
  }

  private static void run(int calls) {
    try {
      for (int i = 0; i < calls; i++) {
        if ((int) GETPPID.invokeExact() < 0) {
          throw new IllegalStateException("getppid failed");
        }
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
