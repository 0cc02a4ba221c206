package org.halite.app.page;

import com.sun.webkit.Timer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.application.Platform;

/**
 * Runs what modules did on the JavaFX thread, in order, in batches of a few milliseconds with gaps
 * between them, so that a flooding module leaves the page its timers, its input and its painting.
 * Called by {@code PageModules}.
 */
final class EventPump implements AutoCloseable {
  private static final long BATCH_NANOS = 4_000_000;
  private static final long GAP_MICROS = 1_000;

  /** WebKit's own timer ticks every 16 ms; while modules talk it gets a tick as often as this. */
  private static final long TICK_MILLIS = 4;

  private static final long TICKING_NANOS = 500_000_000;

  private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicBoolean tickPending = new AtomicBoolean();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "page-events");
            thread.setDaemon(true);
            return thread;
          });
  private volatile long lastActivity = System.nanoTime() - TICKING_NANOS;

  EventPump() {
    var _ = clock.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** From any thread. */
  void add(Runnable event) {
    queue.add(event);
    schedule();
  }

  /** After a while, on a thread of its own; must be short, and may be left out at the end. */
  void later(Runnable work, long millis) {
    try {
      var _ = clock.schedule(work, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      work.run();
    }
  }

  /** Page and module talk: timers and promises of the page shall not wait for WebKit's own tick. */
  void active() {
    lastActivity = System.nanoTime();
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      Platform.runLater(this::batch);
    }
  }

  private void batch() {
    long end = System.nanoTime() + BATCH_NANOS;
    active();
    try {
      for (Runnable event = queue.poll(); event != null; event = queue.poll()) {
        event.run();
        if (System.nanoTime() - end >= 0 && !clock.isShutdown()) {
          break;
        }
      }
    } finally {
      Timer.getTimer().notifyTick();
      if (queue.isEmpty()) {
        scheduled.set(false);
        if (!queue.isEmpty()) {
          schedule();
        }
      } else {
        pause();
      }
    }
  }

  private void pause() {
    try {
      var _ =
          clock.schedule(() -> Platform.runLater(this::batch), GAP_MICROS, TimeUnit.MICROSECONDS);
    } catch (RejectedExecutionException closed) {
      Platform.runLater(this::batch); // something was added behind the last
    }
  }

  private void tick() {
    if (System.nanoTime() - lastActivity < TICKING_NANOS
        && tickPending.compareAndSet(false, true)) {
      Platform.runLater(
          () -> {
            tickPending.set(false);
            Timer.getTimer().notifyTick();
          });
    }
  }

  /** On the JavaFX thread. What is still queued runs now: consumed marks must not be lost. */
  @Override
  public void close() {
    clock.shutdownNow();
    for (Runnable event = queue.poll(); event != null; event = queue.poll()) {
      event.run();
    }
    scheduled.set(false);
  }
}
