package org.halite.runtime.syscall;

import org.halite.runtime.machine.SandboxThread;

/** What stands behind one trampoline. */
@FunctionalInterface
interface SystemCall {
  /** The value of eax; -errno for a failure. */
  long call(SandboxThread thread);
}
