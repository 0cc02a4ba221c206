package org.halite.runtime.pepper;

import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.halite.runtime.machine.ModuleEnded;
import org.halite.runtime.machine.UntrustedCall;

/**
 * What a message loop has still to do: in order of the due times, those of one time in order of
 * arrival.
 */
final class WorkQueue {
  /** One piece of work, run on the loop's thread. */
  interface Work {
    /** Runs it with a way into the module. */
    void run(UntrustedCall call);

    /** It will never run: the loop was quit for good. */
    default void drop() {}
  }

  /** Works that a module may have waiting in one loop. */
  static final int MODULE_LIMIT = 65_536;

  /** All works together: room is kept for the browser's events. */
  static final int LIMIT = MODULE_LIMIT + 16_384;

  private static final long MAX_DELAY_MILLIS = 1L << 40;

  private record Due(long nanos, long order, Work work) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = Long.compare(nanos - other.nanos, 0);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Due> works = new PriorityQueue<>();
  private long lastOrder;

  /** Adds a work of the module's own; false when it has too many waiting. */
  boolean post(Work work, long delayMillis) {
    return add(work, delayMillis, MODULE_LIMIT);
  }

  /** Adds an event of the browser; false when too many wait. */
  boolean postEvent(Work work) {
    return add(work, 0, LIMIT);
  }

  private boolean add(Work work, long delayMillis, int limit) {
    long delay = Math.clamp(delayMillis, 0, MAX_DELAY_MILLIS) * 1_000_000;
    lock.lock();
    try {
      if (works.size() >= limit) {
        return false;
      }
      works.add(new Due(System.nanoTime() + delay, ++lastOrder, work));
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the next work when it is due.
   *
   * @throws ModuleEnded when the thread is interrupted: module threads are, when the module is over
   */
  Work take() {
    lock.lock();
    try {
      while (true) {
        Due next = works.peek();
        if (next == null) {
          changed.await();
          continue;
        }
        long wait = next.nanos - System.nanoTime();
        if (wait <= 0) {
          return works.remove().work;
        }
        long _ = changed.awaitNanos(wait);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModuleEnded();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets everything that waits. */
  void clear() {
    List<Due> dropped;
    lock.lock();
    try {
      dropped = List.copyOf(works);
      works.clear();
    } finally {
      lock.unlock();
    }
    for (Due due : dropped) {
      due.work.drop();
    }
  }
}
