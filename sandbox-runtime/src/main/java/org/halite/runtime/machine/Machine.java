package org.halite.runtime.machine;

/** The steps that a runtime process takes once, in the order of its start. */
public final class Machine {
  private Machine() {}

  /** A sentence that says why no module can run on this computer, or null. */
  public static String refusal() {
    return Processor.refusal();
  }

  /** Re-installs every signal handler through our stub. Once, before lock-down. */
  public static void installHandlers() {
    Signals.install();
  }

  /**
   * Asks the kernel for what it takes milliseconds to give, without the processor: before it is
   * needed, on a thread that may wait.
   */
  public static void prepare() {
    CodeRegion.registerBarrier();
  }

  /**
   * Ends the registration of functions: after this the module's memory holds all its trusted code.
   */
  public static void close(Sandbox sandbox) {
    sandbox.thunks().close();
  }

  /**
   * Uses the copying stub and thread structures once, so that their classes are there before
   * lock-down.
   */
  public static void warm(Sandbox sandbox) {
    byte[] bytes = sandbox.memory().read(Thunks.TRAMPOLINES, 16);
    sandbox.memory().write(AddressSpace.STACK_BOTTOM, new byte[bytes.length]);
    int piece = sandbox.memory().allocate(16);
    sandbox.memory().free(piece);
    sandbox.code().isBundle(0);
  }
}
