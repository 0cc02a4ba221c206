package org.halite.runtime.syscall;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.Sandbox;
import org.halite.runtime.machine.Waiting;

/** futex_wait_abs and futex_wake on module addresses. */
public final class FutexCalls {
  private static final class Waiter {
    final Condition condition;
    boolean woken;

    Waiter(Condition condition) {
      this.condition = condition;
    }
  }

  private final ModuleMemory memory;
  private final TimeCalls time;
  private final Waiting waiting;
  private final Map<Long, ArrayDeque<Waiter>> queues = new HashMap<>();

  FutexCalls(Sandbox sandbox, TimeCalls time) {
    this.memory = sandbox.memory();
    this.time = time;
    this.waiting = new Waiting(sandbox);
  }

  public long waitAbsolute(long address, long value, long timeout) {
    long deadline = timeout == 0 ? Waiting.FOREVER : time.read(timeout);
    if (deadline < 0) {
      return -Errno.EINVAL;
    }
    waiting.lock();
    try {
      // Under the lock that wake takes: a wake after this read finds us in the queue.
      if (memory.readInt(address) != (int) value) {
        return -Errno.EAGAIN;
      }
      Waiter me = new Waiter(waiting.condition());
      queues.computeIfAbsent(address, a -> new ArrayDeque<>()).add(me);
      try {
        while (!me.woken) {
          if (!waiting.await(me.condition, deadline) && !me.woken) {
            return -Errno.ETIMEDOUT;
          }
        }
        return 0;
      } finally {
        if (!me.woken) {
          forget(address, me);
        }
      }
    } finally {
      waiting.unlock();
    }
  }

  private void forget(long address, Waiter waiter) {
    ArrayDeque<Waiter> queue = queues.get(address);
    if (queue != null && queue.remove(waiter) && queue.isEmpty()) {
      queues.remove(address);
    }
  }

  /** How many were woken. */
  public long wake(long address, long count) {
    waiting.lock();
    try {
      ArrayDeque<Waiter> queue = queues.get(address);
      if (queue == null) {
        return 0;
      }
      long woken = 0;
      while (woken < count && !queue.isEmpty()) {
        Waiter waiter = queue.remove();
        waiter.woken = true;
        waiter.condition.signal();
        woken++;
      }
      if (queue.isEmpty()) {
        queues.remove(address);
      }
      return woken;
    } finally {
      waiting.unlock();
    }
  }
}
