package org.halite.runtime.pepper;

import org.halite.ppapi.PpError;
import org.halite.runtime.machine.ModuleEnded;

/**
 * One asynchronous function on its way: takes its PP_CompletionCallback, says what the function
 * returns at once, and delivers the result exactly once, on the message loop of the thread that
 * called.
 */
final class Completion {
  /**
   * Begins the operation itself; it calls {@link #complete} in the end, on any thread, perhaps at
   * once.
   */
  interface Operation {
    /** Begins. */
    void begin(Completion completion);
  }

  private final CompletionCallback callback;
  private final MessageLoop loop;
  private boolean done;
  private int result;

  /** The function has returned PP_OK_COMPLETIONPENDING: from here on only the callback can tell. */
  private boolean pending;

  private Completion(CompletionCallback callback, MessageLoop loop) {
    this.callback = callback;
    this.loop = loop;
  }

  /**
   * Runs {@code operation} for a function that was called on this thread with {@code callback}.
   *
   * @return what the function returns: the result for a blocking callback, or at once for an
   *     optional one; PP_OK_COMPLETIONPENDING; PP_ERROR_BLOCKS_MAIN_THREAD,
   *     PP_ERROR_WOULD_BLOCK_THREAD or PP_ERROR_NO_MESSAGE_LOOP, and the operation is not begun
   */
  static int run(CompletionCallback callback, MessageLoops loops, Operation operation) {
    MessageLoop loop = loops.current();
    int refusal = refusal(callback, loops, loop);
    if (refusal != PpError.PP_OK) {
      return refusal;
    }
    Completion completion = new Completion(callback, loop);
    operation.begin(completion);
    return callback.isBlocking() ? completion.await() : completion.returnNow();
  }

  private static int refusal(CompletionCallback callback, MessageLoops loops, MessageLoop loop) {
    if (!callback.isBlocking()) {
      return loop == null ? PpError.PP_ERROR_NO_MESSAGE_LOOP : PpError.PP_OK;
    }
    if (loops.isMainThread()) {
      return PpError.PP_ERROR_BLOCKS_MAIN_THREAD;
    }
    return loop != null && loop.isAnswering() ? PpError.PP_ERROR_WOULD_BLOCK_THREAD : PpError.PP_OK;
  }

  /**
   * What a function returns that fails at once. A callback that is required hears of failures too,
   * as in Chrome; what has no resource fails before its callback is looked at.
   */
  static int fail(CompletionCallback callback, MessageLoops loops, int error) {
    int result = run(callback, loops, completion -> completion.complete(error));
    return result != PpError.PP_OK_COMPLETIONPENDING && error == PpError.PP_ERROR_BADRESOURCE
        ? error
        : result;
  }

  private synchronized int returnNow() {
    if (done && callback.isOptional()) {
      return result;
    }
    pending = true;
    if (done) {
      deliver();
    }
    return PpError.PP_OK_COMPLETIONPENDING;
  }

  private synchronized int await() {
    try {
      while (!done) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModuleEnded();
    }
    return result;
  }

  /** The operation has ended; only the first result counts. */
  synchronized void complete(int outcome) {
    if (done) {
      return;
    }
    done = true;
    result = outcome;
    if (callback.isBlocking()) {
      notifyAll();
    } else if (pending) {
      deliver();
    }
  }

  /** The resource or element that the operation was for is gone. */
  void abort() {
    complete(PpError.PP_ERROR_ABORTED);
  }

  /** A loop that was destroyed meanwhile runs no callbacks any more, as in Chrome. */
  private void deliver() {
    int _ = loop.postWork(callback, result, 0);
  }
}
