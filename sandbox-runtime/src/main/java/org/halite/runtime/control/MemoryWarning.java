package org.halite.runtime.control;

import org.halite.ppapi.PpLogLevel;
import org.halite.wire.ControlWire;

/**
 * Tells the person, once, that the module asked for more memory than it may have: what the module
 * makes of its ENOMEM seldom says so. A class of its own, loaded before the lock-down.
 */
final class MemoryWarning implements Runnable {
  private final BrowserCalls calls;
  private final long limit;
  private final boolean program;

  /**
   * @param limit in bytes
   * @param program whether it was started from the command line, which can give it more
   */
  MemoryWarning(BrowserCalls calls, long limit, boolean program) {
    this.calls = calls;
    this.limit = limit;
    this.program = program;
  }

  @Override
  public void run() {
    String size = limit % (1 << 20) == 0 ? (limit >> 20) + " MiB" : limit + " bytes";
    calls.tell(
        ControlWire.LOG,
        PpLogLevel.WARNING,
        "the module asked for more memory than the "
            + size
            + " that it may have, and got ENOMEM"
            + (program ? "; --memory gives it more" : ""));
  }
}
