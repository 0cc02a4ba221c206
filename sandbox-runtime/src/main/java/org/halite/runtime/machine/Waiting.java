package org.halite.runtime.machine;

import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Blocking of module threads. All waits of one kind share a lock; the end of the module interrupts
 * every wait.
 */
public final class Waiting {
  /** No deadline. */
  public static final long FOREVER = Long.MAX_VALUE;

  private static final long BILLION = 1_000_000_000L;

  private final Sandbox sandbox;
  private final ReentrantLock lock = new ReentrantLock();

  public Waiting(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  public void lock() {
    lock.lock();
  }

  public void unlock() {
    lock.unlock();
  }

  public Condition condition() {
    return lock.newCondition();
  }

  /**
   * For loops that wait without sleeping.
   *
   * @throws ModuleEnded when the module has
   */
  public void checkAlive() {
    sandbox.checkAlive();
  }

  /** As {@link #await(Condition, long)}, for ever. */
  public void await(Condition condition) {
    boolean unused = await(condition, FOREVER);
    assert unused;
  }

  /**
   * Waits with the lock held.
   *
   * @param deadline realtime nanoseconds, or {@link #FOREVER}
   * @return false when the deadline has passed
   * @throws ModuleEnded when the module has
   */
  public boolean await(Condition condition, long deadline) {
    sandbox.checkAlive();
    try {
      if (deadline == FOREVER) {
        condition.await();
        sandbox.checkAlive();
        return true;
      }
      Instant now = Instant.now();
      long left = deadline - (now.getEpochSecond() * BILLION + now.getNano());
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
