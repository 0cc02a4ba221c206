package org.halite.bridge.module;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.halite.bridge.imc.RuntimeConnection;
import org.halite.bridge.imc.RuntimeRequest;
import org.halite.bridge.imc.RuntimeService;

/**
 * One runtime process that waits for a module, so that none has to wait for a virtual machine. It
 * knows of no page: it has said hello and nothing else. There is never more than one, and none that
 * nobody has used for a while. Where it is of no use, {@link #take} says so, and a process is
 * started as if there were no spare.
 */
final class WarmSpare {
  /** {@code -Dhalite.runtime.spare=false}: each process is started when it is needed. */
  static final String PROPERTY = "halite.runtime.spare";

  /** For a spare that is still starting; after that a new process is hardly later. */
  private static final int START_MILLIS = 2000;

  /** For a spare to show that it lives. */
  private static final int ANSWER_MILLIS = 500;

  /** The module that took the spare shall have the processors to itself while it starts. */
  private static final int REFILL_MILLIS = 1000;

  /** How long it may wait for a module. */
  private static final int IDLE_SECONDS = 120;

  /** {@code service_discovery}, which any runtime process answers at any time. */
  private static final int DISCOVERY = 0;

  /** Starts a process. */
  interface Starter {
    RuntimeProcess start(RuntimeService service) throws IOException;
  }

  private final Starter starter;
  private final ScheduledExecutorService clock;
  private final boolean wanted;
  private final int refillMillis;
  private final int idleMillis;
  private Spare waiting;
  private ScheduledFuture<?> refill;
  private boolean closed;

  WarmSpare(Starter starter, ScheduledExecutorService clock) {
    this(
        starter,
        clock,
        !System.getProperty(PROPERTY, "").equals("false"),
        REFILL_MILLIS,
        (int) TimeUnit.SECONDS.toMillis(IDLE_SECONDS));
  }

  WarmSpare(
      Starter starter,
      ScheduledExecutorService clock,
      boolean wanted,
      int refillMillis,
      int idleMillis) {
    this.starter = starter;
    this.clock = clock;
    this.wanted = wanted;
    this.refillMillis = refillMillis;
    this.idleMillis = idleMillis;
  }

  /** The process and who answers it: nobody, until a module has taken it. */
  private static final class Spare implements RuntimeService {
    private RuntimeProcess process;
    private RuntimeService owner;
    private boolean lost;

    @Override
    public void request(RuntimeRequest request) {
      RuntimeService to = owner();
      if (to != null) {
        to.request(request);
      } else {
        lose(); // it has nothing to ask for before it has a module
      }
    }

    @Override
    public void closed(String reason) {
      RuntimeService to = owner();
      if (to != null) {
        to.closed(reason);
      } else {
        lose();
      }
    }

    private synchronized RuntimeService owner() {
      return owner;
    }

    private synchronized void lose() {
      lost = true;
      if (process != null) {
        process.kill();
      }
    }

    /** False when it was lost already; else all that happens from here on is the owner's. */
    private synchronized boolean give(RuntimeService to) {
      if (!lost) {
        owner = to;
      }
      return !lost;
    }

    private synchronized void runsAs(RuntimeProcess started) {
      process = started;
      if (lost) {
        started.kill();
      }
    }

    private synchronized boolean usable() {
      return !lost && process != null && process.handle().isAlive();
    }
  }

  /** Has a spare started unless there is one. Returns at once. */
  synchronized void prepare() {
    if (closed || !wanted || refill != null || (waiting != null && waiting.usable())) {
      return;
    }
    refill = clock.schedule(this::fill, 0, TimeUnit.MILLISECONDS);
  }

  private synchronized void fill() {
    refill = null;
    if (closed || (waiting != null && waiting.usable())) {
      return;
    }
    waiting = null;
    Spare spare = new Spare();
    try {
      spare.runsAs(starter.start(spare));
    } catch (IOException e) {
      return; // the module that needs a process hears why it cannot be started
    }
    waiting = spare;
    // Weak: the clock must not keep a module that took it, and has ended, for as long.
    WeakReference<Spare> idle = new WeakReference<>(spare);
    var _ = clock.schedule(() -> dismiss(idle.get()), idleMillis, TimeUnit.MILLISECONDS);
  }

  /** Ends this spare if it still waits. */
  private synchronized void dismiss(Spare spare) {
    if (spare != null && waiting == spare) {
      waiting = null;
      spare.lose();
    }
  }

  /**
   * The spare, which is the owner's from now on; null when there is none, or none that answers. May
   * wait for one that is about to be there.
   */
  RuntimeProcess take(RuntimeService owner) throws InterruptedException {
    Spare spare = next();
    if (spare == null) {
      return null;
    }
    boolean given = false;
    try {
      given = answers(spare.process) && spare.give(owner);
    } finally {
      if (!given) {
        spare.lose();
      }
    }
    return given ? spare.process : null;
  }

  /** Takes it out, and has another one put there later. */
  private synchronized Spare next() {
    if (refill != null && refill.getDelay(TimeUnit.MILLISECONDS) <= 0) {
      refill.cancel(false);
      fill();
    }
    Spare spare = waiting;
    waiting = null;
    if (!closed && wanted && refill == null) {
      refill = clock.schedule(this::fill, refillMillis, TimeUnit.MILLISECONDS);
    }
    return spare;
  }

  /** A process may be stopped or dying without the kernel having said so yet: it is asked. */
  private static boolean answers(RuntimeProcess process) throws InterruptedException {
    try {
      RuntimeConnection connection = process.ready().get(START_MILLIS, TimeUnit.MILLISECONDS);
      var _ = connection.call(DISCOVERY).get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  /** The process that waits, for tests and the benchmark; null when there is none. */
  synchronized RuntimeProcess waiting() {
    return waiting == null || !waiting.usable() ? null : waiting.process;
  }

  /** Ends the spare; there will be no other. */
  synchronized void close() {
    closed = true;
    if (refill != null) {
      refill.cancel(false);
      refill = null;
    }
    if (waiting != null) {
      waiting.lose();
      waiting = null;
    }
  }
}
