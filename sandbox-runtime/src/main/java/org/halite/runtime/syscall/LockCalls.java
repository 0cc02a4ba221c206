package org.halite.runtime.syscall;

import java.util.concurrent.locks.Condition;
import org.halite.runtime.imc.Descriptor;
import org.halite.runtime.imc.DescriptorTable;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.Sandbox;
import org.halite.runtime.machine.SandboxThread;
import org.halite.runtime.machine.Waiting;

/**
 * Mutexes, condition variables and semaphores behind descriptors, the way before futexes. Who waits
 * for one whose last number is closed gets what was granted before, else EBADF: nobody could ever
 * wake it.
 */
public final class LockCalls {
  private static final int IFMUTEX = 0250000;
  private static final int IFCOND = 0260000;
  private static final int IFSEMA = 0270000;

  private abstract class Lock extends Descriptor {
    final Condition changed = waiting.condition();
    boolean destroyed;

    @Override
    protected void closed() {
      waiting.lock();
      try {
        destroyed = true;
        changed.signalAll();
      } finally {
        waiting.unlock();
      }
    }
  }

  private final class Mutex extends Lock {
    SandboxThread owner;

    @Override
    public int mode() {
      return IFMUTEX;
    }
  }

  private final class ConditionVariable extends Lock {
    long waiters;
    long permits;

    @Override
    public int mode() {
      return IFCOND;
    }
  }

  private final class Semaphore extends Lock {
    int value;

    @Override
    public int mode() {
      return IFSEMA;
    }
  }

  private final Waiting waiting;
  private final TimeCalls time;
  private final DescriptorTable descriptors;

  LockCalls(Sandbox sandbox, TimeCalls time, DescriptorTable descriptors) {
    this.waiting = new Waiting(sandbox);
    this.time = time;
    this.descriptors = descriptors;
  }

  public long mutexCreate() {
    return descriptors.add(new Mutex());
  }

  public long mutexLock(long number, SandboxThread thread) {
    return mutex(number, thread, true);
  }

  public long mutexTryLock(long number, SandboxThread thread) {
    return mutex(number, thread, false);
  }

  private long mutex(long number, SandboxThread thread, boolean wait) {
    Descriptor descriptor = descriptors.get((int) number);
    if (!(descriptor instanceof Mutex mutex)) {
      return wrong(descriptor);
    }
    waiting.lock();
    try {
      if (!wait && mutex.owner != null) {
        return -Errno.EBUSY;
      }
      return acquire(mutex, thread);
    } finally {
      waiting.unlock();
    }
  }

  private long acquire(Mutex mutex, SandboxThread thread) {
    while (mutex.owner != null) {
      if (mutex.destroyed) {
        return -Errno.EBADF;
      }
      waiting.await(mutex.changed);
    }
    mutex.owner = thread;
    return 0;
  }

  public long mutexUnlock(long number, SandboxThread thread) {
    Descriptor descriptor = descriptors.get((int) number);
    if (!(descriptor instanceof Mutex mutex)) {
      return wrong(descriptor);
    }
    waiting.lock();
    try {
      if (mutex.owner != thread) {
        return -Errno.EPERM;
      }
      mutex.owner = null;
      mutex.changed.signal();
      return 0;
    } finally {
      waiting.unlock();
    }
  }

  public long condCreate() {
    return descriptors.add(new ConditionVariable());
  }

  public long condSignal(long number) {
    return wake(number, false);
  }

  public long condBroadcast(long number) {
    return wake(number, true);
  }

  private long wake(long number, boolean all) {
    Descriptor descriptor = descriptors.get((int) number);
    if (!(descriptor instanceof ConditionVariable condition)) {
      return wrong(descriptor);
    }
    waiting.lock();
    try {
      condition.permits =
          all ? condition.waiters : Math.min(condition.waiters, condition.permits + 1);
      condition.changed.signalAll();
      return 0;
    } finally {
      waiting.unlock();
    }
  }

  /**
   * Waits on a condition.
   *
   * @param timeout address of an absolute time, 0 for none
   */
  public long condWait(long number, long mutexNumber, long timeout, SandboxThread thread) {
    long deadline = timeout == 0 ? Waiting.FOREVER : time.read(timeout);
    if (deadline < 0) {
      return -Errno.EINVAL;
    }
    Descriptor first = descriptors.get((int) number);
    Descriptor second = descriptors.get((int) mutexNumber);
    if (!(first instanceof ConditionVariable condition)) {
      return wrong(first);
    }
    if (!(second instanceof Mutex mutex)) {
      return wrong(second);
    }
    waiting.lock();
    try {
      if (mutex.owner != thread) {
        return -Errno.EPERM;
      }
      mutex.owner = null;
      mutex.changed.signal();
      condition.waiters++;
      long result = 0;
      try {
        while (condition.permits == 0 && result == 0) {
          if (condition.destroyed) {
            result = -Errno.EBADF;
          } else if (!waiting.await(condition.changed, deadline) && condition.permits == 0) {
            result = -Errno.ETIMEDOUT;
          }
        }
        if (result == 0) {
          condition.permits--;
        }
      } finally {
        condition.waiters--;
      }
      long acquired = acquire(mutex, thread);
      return acquired < 0 ? acquired : result;
    } finally {
      waiting.unlock();
    }
  }

  public long semCreate(long value) {
    if ((int) value < 0) {
      return -Errno.EINVAL;
    }
    Semaphore semaphore = new Semaphore();
    semaphore.value = (int) value;
    return descriptors.add(semaphore);
  }

  public long semWait(long number) {
    Descriptor descriptor = descriptors.get((int) number);
    if (!(descriptor instanceof Semaphore semaphore)) {
      return wrong(descriptor);
    }
    waiting.lock();
    try {
      while (semaphore.value == 0) {
        if (semaphore.destroyed) {
          return -Errno.EBADF;
        }
        waiting.await(semaphore.changed);
      }
      semaphore.value--;
      return 0;
    } finally {
      waiting.unlock();
    }
  }

  public long semPost(long number) {
    Descriptor descriptor = descriptors.get((int) number);
    if (!(descriptor instanceof Semaphore semaphore)) {
      return wrong(descriptor);
    }
    waiting.lock();
    try {
      if (semaphore.value == Integer.MAX_VALUE) {
        return -Errno.EOVERFLOW;
      }
      semaphore.value++;
      semaphore.changed.signal();
      return 0;
    } finally {
      waiting.unlock();
    }
  }

  private static long wrong(Descriptor descriptor) {
    return descriptor == null ? -Errno.EBADF : -Errno.EINVAL;
  }
}
