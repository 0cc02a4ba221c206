package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mutexes, condition variables and semaphores behind descriptors: spec/nacl.md ch. 11. */
@Timeout(60)
class LockTest {
  private static final int THREAD = 0x22000;
  private static final int WORD = TestModule.DATA + 0x100;
  private static final int CLOSE = 11;
  private static final int NANOSLEEP = 42;
  private static final int MUTEX = 70;
  private static final int LOCK = 71;
  private static final int TRY_LOCK = 72;
  private static final int UNLOCK = 73;
  private static final int CONDITION = 74;
  private static final int WAIT = 75;
  private static final int SIGNAL = 76;
  private static final int BROADCAST = 77;
  private static final int TIMED_WAIT = 79;
  private static final int SEMAPHORE = 100;
  private static final int SEM_WAIT = 101;
  private static final int SEM_POST = 102;
  private static final int FUTEX_WAIT = 120;

  private final CallScript script = new CallScript();

  /** Sleeps long enough that the other thread waits by then; if not, the test proves less. */
  private CallScript sleep() {
    return script.call(NANOSLEEP, script.words(0, 0, 20_000_000), 0);
  }

  /** The thread stays until the module ends. */
  private CallScript stay() {
    return script.call(FUTEX_WAIT, WORD, 0, 0);
  }

  @Test
  void kindsAreToldApart() throws InterruptedException {
    script.call(MUTEX).gives(3).call(CONDITION).gives(4).call(SEMAPHORE, 0).gives(5);
    for (int call : new int[] {LOCK, TRY_LOCK, UNLOCK}) {
      script.call(call, 4).gives(-Errno.EINVAL).call(call, 77).gives(-Errno.EBADF);
    }
    for (int call : new int[] {SIGNAL, BROADCAST}) {
      script.call(call, 3).gives(-Errno.EINVAL).call(call, -1).gives(-Errno.EBADF);
    }
    for (int call : new int[] {SEM_WAIT, SEM_POST, 103}) {
      script.call(call, 3).gives(-Errno.EINVAL);
    }
    script.call(WAIT, 3, 4).gives(-Errno.EINVAL).call(WAIT, 4, 5).gives(-Errno.EINVAL).run();
  }

  @Test
  void waitingNeedsTheMutex() throws InterruptedException {
    int past = script.words(1, 0, 0);
    script.call(MUTEX).call(CONDITION).call(WAIT, 4, 3).gives(-Errno.EPERM);
    script.call(TIMED_WAIT, 4, 3, past).gives(-Errno.EPERM).run();
  }

  @Test
  void aTimeThatHasPassedIsEtimedoutWithTheMutexHeld() throws InterruptedException {
    int past = script.words(1, 0, 0);
    script.call(MUTEX).call(CONDITION).call(LOCK, 3).gives(0);
    script.call(TIMED_WAIT, 4, 3, past).gives(-Errno.ETIMEDOUT);
    script.call(TIMED_WAIT, 4, 3, 0).gives(-Errno.EFAULT);
    script.call(TIMED_WAIT, 4, 3, script.words(1, 0, 1_000_000_000)).gives(-Errno.EINVAL);
    script.call(TIMED_WAIT, 4, 3, script.words(-1, -1, 0)).gives(-Errno.EINVAL);
    script.call(TRY_LOCK, 3).gives(-Errno.EBUSY).call(UNLOCK, 3).gives(0).run();
  }

  @Test
  void countsOfASemaphoreAreBounded() throws InterruptedException {
    script.call(SEMAPHORE, -1).gives(-Errno.EINVAL).call(SEMAPHORE, 0x7fffffff).gives(3);
    script.call(SEM_POST, 3).gives(-Errno.EOVERFLOW).call(SEM_WAIT, 3).gives(0);
    script.call(SEM_POST, 3).gives(0).run();
  }

  @Test
  void aPostWakesTheWaiter() throws InterruptedException {
    script.call(SEMAPHORE, 0).gives(3).thread(THREAD).call(SEM_WAIT, 3).gives(0);
    script.module.exit(0);
    script.at(THREAD);
    sleep().call(SEM_POST, 3);
    stay().run();
  }

  @Test
  void aSignalWakesTheWaiterWithTheMutexHeld() throws InterruptedException {
    script.call(MUTEX).call(CONDITION).call(LOCK, 3).gives(0).thread(THREAD);
    script.call(WAIT, 4, 3).gives(0).call(TRY_LOCK, 3).gives(-Errno.EBUSY);
    script.call(UNLOCK, 3).gives(0);
    script.module.exit(0);
    script.at(THREAD).call(LOCK, 3).gives(0).call(SIGNAL, 4).gives(0).call(UNLOCK, 3).gives(0);
    stay().run();
  }

  @Test
  void onlyTheOwnerUnlocks() throws InterruptedException {
    script.call(MUTEX).call(SEMAPHORE, 0).gives(4).call(LOCK, 3).gives(0).thread(THREAD);
    script.call(SEM_WAIT, 4).gives(0).call(UNLOCK, 3).gives(0);
    script.module.exit(0);
    script.at(THREAD).call(UNLOCK, 3).gives(-Errno.EPERM).call(SEM_POST, 4);
    stay().run();
  }

  @Test
  void whoWaitsForASemaphoreThatIsClosedWakesWithEbadf() throws InterruptedException {
    script.call(SEMAPHORE, 0).gives(3).thread(THREAD).call(SEM_WAIT, 3).gives(-Errno.EBADF);
    script.module.exit(0);
    script.at(THREAD);
    sleep().call(CLOSE, 3);
    stay().run();
  }

  @Test
  void whoWaitsForAConditionThatIsClosedWakesWithTheMutexHeld() throws InterruptedException {
    script.call(MUTEX).call(CONDITION).call(LOCK, 3).gives(0).thread(THREAD);
    script.call(WAIT, 4, 3).gives(-Errno.EBADF).call(TRY_LOCK, 3).gives(-Errno.EBUSY);
    script.module.exit(0);
    script.at(THREAD).call(LOCK, 3).call(CLOSE, 4).call(UNLOCK, 3);
    stay().run();
  }

  @Test
  void whoWaitsForAMutexThatIsClosedWakesWithEbadf() throws InterruptedException {
    script.call(MUTEX).gives(3).call(LOCK, 3).gives(0).thread(THREAD);
    script.call(LOCK, 3).gives(-Errno.EBADF);
    script.module.exit(0);
    script.at(THREAD);
    sleep().call(CLOSE, 3);
    stay().run();
  }

  @Test
  void aDuplicateIsTheSameLock() throws InterruptedException {
    script.call(MUTEX).gives(3).call(8, 3).gives(4).call(LOCK, 3).gives(0);
    script.call(TRY_LOCK, 4).gives(-Errno.EBUSY).call(CLOSE, 3).gives(0);
    script.call(UNLOCK, 4).gives(0).call(TRY_LOCK, 4).gives(0).run();
  }

  @Test
  void theModuleEndsWhileThreadsWaitForLocks() throws InterruptedException {
    script.call(MUTEX).gives(3).call(LOCK, 3).gives(0).thread(THREAD);
    sleep();
    script.module.exit(0);
    script.at(THREAD).call(LOCK, 3).run();
    assertEquals(0, script.module.sandbox.threadCount());
  }
}
