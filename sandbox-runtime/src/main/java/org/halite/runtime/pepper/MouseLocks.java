package org.halite.runtime.pepper;

import java.util.HashMap;
import java.util.Map;
import org.halite.ppapi.PpError;

/** Which elements have all of the mouse, or wait for it. */
final class MouseLocks {
  /** Of an element that has the mouse, or waits for it. */
  private static final class Lock {
    /** Null once it has it. */
    private Completion waiting;

    Lock(Completion waiting) {
      this.waiting = waiting;
    }
  }

  private final Window window;

  /** Guarded by this. */
  private final Map<Integer, Lock> locks = new HashMap<>();

  MouseLocks(Window window) {
    this.window = window;
  }

  /** PPB_MouseLock.LockMouse. */
  void lock(int instance, Completion completion) {
    Lock lock;
    synchronized (this) {
      lock = locks.get(instance);
      if (lock != null) {
        completion.complete(lock.waiting == null ? PpError.PP_OK : PpError.PP_ERROR_INPROGRESS);
        return;
      }
      lock = new Lock(completion);
      locks.put(instance, lock);
    }
    Lock asked = lock;
    window.lockMouse(instance, true, result -> decided(instance, asked, result));
  }

  private void decided(int instance, Lock lock, int result) {
    Completion told;
    synchronized (this) {
      told = lock.waiting;
      lock.waiting = null;
      if (result != PpError.PP_OK) {
        locks.remove(instance, lock);
      }
    }
    if (told != null) {
      told.complete(result);
    }
  }

  /** PPB_MouseLock.UnlockMouse: the browser tells when it is so. */
  void unlock(int instance) {
    synchronized (this) {
      Lock lock = locks.get(instance);
      if (lock == null || lock.waiting != null) {
        return;
      }
    }
    window.lockMouse(instance, false, _ -> {});
  }

  /** Whether the element had the mouse, which is the person's again. */
  synchronized boolean lost(int instance) {
    Lock lock = locks.get(instance);
    return lock != null && lock.waiting == null && locks.remove(instance, lock);
  }

  /** The element is gone. */
  void forget(int instance) {
    Lock lock;
    synchronized (this) {
      lock = locks.remove(instance);
    }
    if (lock != null && lock.waiting != null) {
      lock.waiting.abort();
    }
  }
}
