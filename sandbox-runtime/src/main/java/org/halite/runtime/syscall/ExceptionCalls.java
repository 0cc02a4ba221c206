package org.halite.runtime.syscall;

import org.halite.runtime.machine.AddressSpace;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.Sandbox;
import org.halite.runtime.machine.SandboxThread;

/** The module's handler of its own faults: spec/nacl.md ch. 15. ENOSYS where it is not allowed. */
public final class ExceptionCalls {
  private final Sandbox sandbox;

  ExceptionCalls(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /** exception_handler: one for all threads; 0 takes it away. */
  public synchronized long setHandler(long handler, long old) {
    if (!sandbox.exceptionsAllowed()) {
      return -Errno.ENOSYS;
    }
    if (handler != 0 && !sandbox.code().isBundle(handler)) {
      return -Errno.EFAULT;
    }
    if (old != 0) {
      sandbox.memory().writeInt(old, sandbox.exceptionHandler());
    }
    sandbox.setExceptionHandler((int) handler);
    return 0;
  }

  /** exception_stack of the calling thread; an empty one at 0 takes it away. */
  public long setStack(long start, long length, SandboxThread thread) {
    if (!sandbox.exceptionsAllowed()) {
      return -Errno.ENOSYS;
    }
    if (start + length > AddressSpace.SIZE) {
      return -Errno.EINVAL;
    }
    thread.setExceptionStack(start + length);
    return 0;
  }

  public long clearFlag(SandboxThread thread) {
    if (!sandbox.exceptionsAllowed()) {
      return -Errno.ENOSYS;
    }
    thread.clearException();
    return 0;
  }
}
