package org.halite.runtime.machine;

import java.lang.invoke.MethodHandle;

/**
 * The machine code between Java and untrusted code: one page, emitted once, executable and never
 * writable again. Entering is a downcall that returns at the next system call, thunk or fault; Java
 * is never called from untrusted code.
 */
final class Stubs {
  /** The signal that takes a thread out of untrusted code. HotSpot uses SIGUSR2, not this one. */
  static final int KILL_SIGNAL = 10;

  /** What {@link #enter} and {@link #resume} give when a signal ended the run. */
  static final int FAULTED = -1;

  /** Handlers that were there before ours, by signal number; read-only once they are. */
  static final long OLD_HANDLERS;

  static final long HANDLER;
  static final long EXIT;
  static final long CLOCK;
  private static final MethodHandle ENTER;
  private static final MethodHandle RESUME;
  private static final MethodHandle BIND;
  private static final MethodHandle COPY;
  private static final MethodHandle PEEK;
  private static final MethodHandle POKE;

  static {
    OLD_HANDLERS = Kernel.map(0, 4096, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE);
    long page = Kernel.map(0, 4096, Kernel.PROT_READ | Kernel.PROT_WRITE, Kernel.MAP_PRIVATE);
    Assembler a = new Assembler();
    boolean avx = Processor.hasAvx();
    EntryStubs.enter(a, avx);
    EntryStubs.resume(a, avx);
    EntryStubs.clock(a, avx, Kernel.symbol("clock_gettime"));
    EntryStubs.enterEnd(a);
    EntryStubs.exit(a, avx);
    EntryStubs.bind(a);
    SignalStubs.copy(a);
    SignalStubs.words(a);
    SignalStubs.handler(a, OLD_HANDLERS);
    byte[] code = a.assemble(page);
    if (code.length > 4096) {
      throw new IllegalStateException("the stubs do not fit into their page");
    }
    Kernel.write(page, code);
    Kernel.protect(page, 4096, Kernel.PROT_READ | Kernel.PROT_EXEC);
    HANDLER = page + a.offset("handler");
    EXIT = page + a.offset("exit");
    CLOCK = page + a.offset("clock");
    ENTER = Kernel.function(page + a.offset("enter"));
    RESUME = Kernel.function(page + a.offset("resume"));
    BIND = Kernel.function(page + a.offset("bind"));
    COPY = Kernel.function(page + a.offset("copy"));
    PEEK = Kernel.function(page + a.offset("peek"));
    POKE = Kernel.function(page + a.offset("poke"));
  }

  private Stubs() {}

  // The handles below are called where they stand, not through Kernel.invoke: only so does the
  // quick compiler see that they are constant. Native code throws nothing.

  /**
   * Runs untrusted code with the context's registers; the number it called out with, or {@link
   * #FAULTED}.
   */
  static int enter(long context) {
    return (int) Kernel.invoke(ENTER, context, 0, 0, 0, 0, 0, 0);
  }

  /** Goes on behind a call out with these results; gives what {@link #enter} does. */
  static int resume(long context, long rax, long rdx, long xmm0) {
    try {
      return (int) (long) RESUME.invokeExact(context, rax, rdx, xmm0, 0L, 0L, 0L);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Makes the calling thread the context's, or nobody's with 0. Its floating-point modes become
   * those that trusted code finds after each exit.
   */
  static void bind(long context) {
    long unused = Kernel.invoke(BIND, context, 0, 0, 0, 0, 0, 0);
    assert unused != -1;
  }

  /**
   * Copies absolute memory; the number of bytes not copied because a page was not there (0 = all
   * went well).
   */
  static long copy(long to, long from, long length) {
    if (length == 0) {
      return 0;
    }
    try {
      return (long) COPY.invokeExact(to, from, length, 0L, 0L, 0L, 0L);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The 32-bit word at an absolute address, zero-extended; negative when its page is not there. */
  static long peek(long address) {
    try {
      return (long) PEEK.invokeExact(address, 0L, 0L, 0L, 0L, 0L, 0L);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Writes a word of 4 or 8 bytes.
   *
   * @return whether its page was there
   */
  static boolean poke(long address, long value, int bytes) {
    try {
      return (long) POKE.invokeExact(address, value, (long) bytes, 0L, 0L, 0L, 0L) == 0;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
