package org.halite.runtime.machine;

/** The system calls, by trampoline number. Implemented by {@code syscall}. */
@FunctionalInterface
public interface SystemCallTable {
  /**
   * Does one call.
   *
   * @return the value of eax
   * @throws BadAddress becomes -EFAULT
   * @throws ModuleEnded when the call was the module's last
   */
  long call(int number, SandboxThread thread);
}
