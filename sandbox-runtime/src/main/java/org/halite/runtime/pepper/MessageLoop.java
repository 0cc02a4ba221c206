package org.halite.runtime.pepper;

import org.halite.ppapi.PpError;
import org.halite.runtime.machine.UntrustedCall;

/**
 * A PPB_MessageLoop: a queue of work and the thread that runs it. Works posted before the thread
 * attaches wait; a quit is a work too, so that what was posted before it is done before it.
 */
final class MessageLoop implements Resource {
  /** A callback of the module with its result. */
  private record Callback(CompletionCallback callback, int result) implements WorkQueue.Work {
    @Override
    public void run(UntrustedCall call) {
      callback.run(call, result);
    }
  }

  /** Ends a run. */
  private record Quit() implements WorkQueue.Work {
    @Override
    public void run(UntrustedCall call) {
      throw new AssertionError("a quit is not run");
    }
  }

  private final int instance;
  private final boolean main;
  private final WorkQueue queue = new WorkQueue();
  private volatile Thread thread;
  private volatile boolean shouldDestroy;
  private volatile boolean destroyed;

  // Touched by the loop's own thread alone.

  /** Runs on its stack. */
  private int nesting;

  /** Whether it is answering a message that the page waits for. */
  private boolean answering;

  MessageLoop(int instance, boolean main) {
    this.instance = instance;
    this.main = main;
  }

  @Override
  public int instance() {
    return instance;
  }

  boolean isMain() {
    return main;
  }

  /** Makes it the calling thread's; false when another thread has it. */
  synchronized boolean attach() {
    if (thread != null) {
      return false;
    }
    thread = Thread.currentThread();
    return true;
  }

  /** Whether it is a living thread's. */
  synchronized boolean isAttached() {
    return thread != null && !destroyed;
  }

  /** Whether it has been quit for good. */
  boolean isDestroyed() {
    return destroyed;
  }

  boolean isCurrent() {
    return Thread.currentThread().equals(thread);
  }

  /** PPB_MessageLoop.Run, with its results. */
  int run(UntrustedCall call) {
    if (!isCurrent() || destroyed) { // who quits a loop for good detaches it
      return PpError.PP_ERROR_WRONG_THREAD;
    }
    if (main) {
      return PpError.PP_ERROR_INPROGRESS;
    }
    runUntilQuit(call);
    return PpError.PP_OK;
  }

  /** Does the works as they come due until a quit is among them. */
  void runUntilQuit(UntrustedCall call) {
    nesting++;
    try {
      for (WorkQueue.Work work = queue.take(); !(work instanceof Quit); work = queue.take()) {
        work.run(call);
      }
    } finally {
      nesting--;
    }
    if (shouldDestroy && nesting == 0) {
      threadEnded();
    }
  }

  /** Nobody will run it any more: what waits is lost, and no more can be posted. */
  void threadEnded() {
    destroyed = true;
    queue.clear();
  }

  /** While a page waits for what this loop answers, its thread may not wait for the browser. */
  void answering(boolean now) {
    answering = now;
  }

  boolean isAnswering() {
    return answering;
  }

  /** Adds a callback of the module, with the results of PPB_MessageLoop.PostWork. */
  int postWork(CompletionCallback callback, int result, long delayMillis) {
    if (callback.isBlocking()) {
      return PpError.PP_ERROR_BADARGUMENT;
    }
    if (destroyed) {
      return PpError.PP_ERROR_FAILED;
    }
    boolean added = queue.post(new Callback(callback, result), delayMillis);
    return added ? PpError.PP_OK : PpError.PP_ERROR_NOMEMORY;
  }

  /** Adds an event of the browser; false when too many wait. */
  boolean postEvent(WorkQueue.Work event) {
    return queue.postEvent(event);
  }

  /** Adds a work of the runtime's own; false when too many wait. */
  boolean postDelayed(WorkQueue.Work work, long delayMillis) {
    return queue.post(work, delayMillis);
  }

  /** PPB_MessageLoop.PostQuit, with its results. */
  int postQuit(boolean destroy) {
    if (main) {
      return PpError.PP_ERROR_WRONG_THREAD;
    }
    if (destroy) {
      shouldDestroy = true;
    }
    return queue.postEvent(new Quit()) ? PpError.PP_OK : PpError.PP_ERROR_NOMEMORY;
  }

  /** Ends {@link #runUntilQuit} of the main loop. */
  boolean quitMain() {
    return queue.postEvent(new Quit());
  }
}
