package org.halite.runtime.machine;

/**
 * One thread's faults on their way to the module's exception handler: spec/nacl.md ch. 15. Used by
 * {@link SandboxThread}, on its thread.
 */
final class ExceptionDelivery {
  private static final int SIGILL = 4;
  private static final int SIGFPE = 8;
  private static final int SIGSEGV = 11;

  private final Sandbox sandbox;
  private final SandboxMemory memory;
  private final long context;
  private final long base;

  /** Module address above the stack for handlers; 0 for the faulting stack. */
  private long stack;

  /** From the start of a handler to exception_clear_flag: a fault in it ends the module. */
  private boolean inHandler;

  ExceptionDelivery(Sandbox sandbox, long context) {
    this.sandbox = sandbox;
    this.memory = (SandboxMemory) sandbox.memory();
    this.context = context;
    this.base = sandbox.space().base();
  }

  /**
   * Makes the next entry that of the module's exception handler, when it has one for this.
   *
   * @param pc module address of the instruction
   */
  boolean deliver(int signal, long pc) {
    int handler = sandbox.exceptionHandler();
    boolean handled = signal == SIGILL || signal == SIGFPE || signal == SIGSEGV;
    if (handler == 0 || inHandler || !handled || Thunks.isTrusted(pc)) {
      return false;
    }
    // Validated code keeps these; after a hole in the validator nothing is to be built on them.
    long top = Context.get(context, Register.RSP) - base;
    long frame = Context.get(context, Register.RBP) - base;
    if (top >>> 32 != 0 || frame >>> 32 != 0 || Context.get(context, Register.R15) != base) {
      return false;
    }
    long at = ExceptionFrame.below(stack == 0 ? top - SandboxThread.RED_ZONE : stack);
    try {
      memory.write(at, ExceptionFrame.of(context, base));
    } catch (BadAddress noStack) {
      return false;
    }
    inHandler = true;
    // Only from what the trusted side knows: the frame is the module's, and just data.
    Context.set(context, Register.RSP, base + at);
    Context.set(context, Register.RDI, at + ExceptionFrame.CONTEXT);
    Context.putLong(context, Context.RIP, base + Integer.toUnsignedLong(handler));
    Context.putInt(context, Context.RESTORE, 1);
    return true;
  }

  /**
   * @param top module address of the first byte above it; 0 to use the faulting stack
   */
  void setStack(long top) {
    stack = top;
  }

  /** The handler is done with what could fault: the next fault is an exception again. */
  void clear() {
    inHandler = false;
  }
}
