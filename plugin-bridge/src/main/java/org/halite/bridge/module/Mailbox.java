package org.halite.bridge.module;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Runs the tasks of one session, one at a time and in the order they came: on threads of the host,
 * or for what is short on the thread that brings it, because to wake another one takes longer than
 * such a task.
 */
final class Mailbox implements Executor {
  private final Executor threads;

  // Guarded by this.
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean busy;

  /**
   * @param threads where tasks may take their time
   */
  Mailbox(Executor threads) {
    this.threads = threads;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (this) {
      waiting.add(task);
      if (busy) {
        return;
      }
      busy = true;
    }
    threads.execute(this::work);
  }

  /**
   * Runs a task before this returns when nothing else runs or waits, and otherwise in its turn.
   *
   * @param task short, and never waits for anything
   */
  void executeAtOnce(Runnable task) {
    synchronized (this) {
      if (busy) {
        waiting.add(task);
        return;
      }
      busy = true;
    }
    run(task);
  }

  private void work() {
    Runnable task;
    synchronized (this) {
      task = waiting.remove();
    }
    run(task);
  }

  private void run(Runnable task) {
    try {
      task.run();
    } finally { // what a task throws is its thread's affair; the next one runs all the same
      if (hasMore()) {
        threads.execute(this::work);
      }
    }
  }

  /** Whether another task waits; if not, whoever comes next has to begin anew. */
  private synchronized boolean hasMore() {
    busy = !waiting.isEmpty();
    return busy;
  }
}
