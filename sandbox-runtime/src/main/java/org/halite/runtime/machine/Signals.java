package org.halite.runtime.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Signal handlers and alternate stacks. HotSpot installs its handlers without SA_ONSTACK: their
 * frames would land on the untrusted stack, where another thread of the module could rewrite the
 * saved rip. So every handler is re-installed through our stub, and module threads take no signal
 * but faults and the kill signal.
 */
final class Signals {
  private static final long SA_SIGINFO = 4;
  private static final long SA_RESTORER = 0x04000000L;
  private static final long SA_ONSTACK = 0x08000000L;
  private static final int STACK = 128 << 10;
  private static final int GUARD = 64 << 10;

  /** Signals that glibc uses between its own threads. */
  private static final int[] GLIBC = {32, 33};

  private static boolean installed;

  /** struct kernel_sigaction. */
  record Action(long handler, long flags, long restorer, long mask) {}

  private Signals() {}

  /**
   * Puts the stub in front of every handler of the process. Once; before the process locks itself
   * down.
   */
  static synchronized void install() {
    if (installed) {
      return;
    }
    long restorer = action(11).restorer();
    for (int signal = 1; signal <= 64; signal++) {
      if (signal == 9 || signal == 19) { // KILL and STOP have no handlers
        continue;
      }
      Action old = action(signal);
      boolean handled = old.handler() > 1; // 0 default, 1 ignore
      if (signal == Stubs.KILL_SIGNAL) {
        // No SA_RESTART: a read that blocks is to come back.
        setAction(
            signal,
            new Action(Stubs.HANDLER, SA_SIGINFO | SA_ONSTACK | SA_RESTORER, restorer, ~0L));
      } else if (handled) {
        Kernel.MEMORY.set(ValueLayout.JAVA_LONG, Stubs.OLD_HANDLERS + 8L * signal, old.handler());
        setAction(
            signal,
            new Action(
                Stubs.HANDLER,
                old.flags() | SA_SIGINFO | SA_ONSTACK | SA_RESTORER,
                old.restorer(),
                old.mask()));
      } else if (contains(SignalStubs.SYNCHRONOUS, signal)) {
        setAction(
            signal,
            new Action(Stubs.HANDLER, SA_SIGINFO | SA_ONSTACK | SA_RESTORER, restorer, ~0L));
      }
    }
    Kernel.protect(Stubs.OLD_HANDLERS, 4096, Kernel.PROT_READ);
    installed = true;
  }

  static synchronized boolean areInstalled() {
    return installed;
  }

  static Action action(int signal) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment m = arena.allocate(32, 8);
      long unused =
          Kernel.check(Kernel.call(Kernel.RT_SIGACTION, signal, 0, m.address(), 8), "rt_sigaction");
      return new Action(
          m.get(ValueLayout.JAVA_LONG, unused),
          m.get(ValueLayout.JAVA_LONG, 8),
          m.get(ValueLayout.JAVA_LONG, 16),
          m.get(ValueLayout.JAVA_LONG, 24));
    }
  }

  static void setAction(int signal, Action action) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment m = arena.allocate(32, 8);
      m.set(ValueLayout.JAVA_LONG, 0, action.handler());
      m.set(ValueLayout.JAVA_LONG, 8, action.flags());
      m.set(ValueLayout.JAVA_LONG, 16, action.restorer());
      m.set(ValueLayout.JAVA_LONG, 24, action.mask());
      checked(Kernel.call(Kernel.RT_SIGACTION, signal, m.address(), 0, 8), "rt_sigaction");
    }
  }

  /**
   * Prepares the calling thread for untrusted code: an alternate signal stack between guard pages,
   * and all signals masked but those that must come through.
   *
   * @return the mapping of the stack, for {@link #leaveThread}
   */
  static long enterThread() {
    long mapping =
        Kernel.map(
            0, GUARD + STACK + GUARD, Kernel.PROT_NONE, Kernel.MAP_PRIVATE | Kernel.MAP_NORESERVE);
    Kernel.protect(mapping + GUARD, STACK, Kernel.PROT_READ | Kernel.PROT_WRITE);
    alternateStack(mapping + GUARD, 0, STACK);
    long open = 1L << (Stubs.KILL_SIGNAL - 1);
    for (int signal : SignalStubs.SYNCHRONOUS) {
      open |= 1L << (signal - 1);
    }
    for (int signal : GLIBC) {
      open |= 1L << (signal - 1);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(8, 8);
      mask.set(ValueLayout.JAVA_LONG, 0, ~open);
      checked(
          Kernel.call(Kernel.RT_SIGPROCMASK, 0, mask.address(), 0, 8),
          "rt_sigprocmask"); // 0: SIG_BLOCK
    }
    return mapping;
  }

  static void leaveThread(long mapping) {
    alternateStack(0, 2, 0); // SS_DISABLE
    Kernel.unmap(mapping, GUARD + STACK + GUARD);
  }

  private static void alternateStack(long address, int flags, long size) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment m = arena.allocate(24, 8);
      m.set(ValueLayout.JAVA_LONG, 0, address);
      m.set(ValueLayout.JAVA_INT, 8, flags);
      m.set(ValueLayout.JAVA_LONG, 16, size);
      checked(Kernel.call(Kernel.SIGALTSTACK, m.address(), 0), "sigaltstack");
    }
  }

  private static void checked(long result, String what) {
    long unused = Kernel.check(result, what);
    assert unused == 0;
  }

  private static boolean contains(int[] signals, int signal) {
    for (int s : signals) {
      if (s == signal) {
        return true;
      }
    }
    return false;
  }
}
