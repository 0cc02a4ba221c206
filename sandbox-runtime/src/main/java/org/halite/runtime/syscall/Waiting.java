package org.halite.runtime.syscall;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.halite.runtime.machine.Sandbox;

/**
 * Blocking of module threads. All waits of one kind share a lock; the end of the module interrupts
 * every wait.
 */
final class Waiting {
  /** No deadline. */
  static final long FOREVER = Long.MAX_VALUE;

  private final Sandbox sandbox;
  final ReentrantLock lock = new ReentrantLock();

  Waiting(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  Condition condition() {
    return lock.newCondition();
  }

  /**
   * Waits with the lock held.
   *
   * @param deadline realtime nanoseconds, or {@link #FOREVER}
   * @return false when the deadline has passed
   * @throws org.halite.runtime.machine.ModuleEnded when the module has
   */
  boolean await(Condition condition, long deadline) {
    sandbox.checkAlive();
    try {
      if (deadline == FOREVER) {
        condition.await();
        sandbox.checkAlive();
        return true;
      }
      long left = deadline - TimeCalls.nanoseconds(0);
      if (left <= 0) {
        return false;
      }
      long rest = condition.awaitNanos(left);
      sandbox.checkAlive();
      return rest > 0;
    } catch (InterruptedException killed) {
      sandbox.checkAlive();
      return true;
    }
  }
}
