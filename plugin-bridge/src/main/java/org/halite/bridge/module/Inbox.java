package org.halite.bridge.module;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.halite.bridge.imc.RuntimeRequest;
import org.halite.ppapi.Var;
import org.halite.wire.VarCodec;
import org.halite.wire.WireException;

/**
 * Messages from a module to its page, in order: held encoded, and decoded only as fast as the page
 * takes them, because a decoded value can be many times its encoded size. Confined to the session's
 * mailbox.
 */
final class Inbox {
  private static final int MAX_UNTAKEN = 64;
  private static final long MAX_UNTAKEN_BYTES = 8L << 20;

  private final Executor mailbox;
  private final ModuleEvents events;
  private final Consumer<String> violation;
  private final Deque<RuntimeRequest> waiting = new ArrayDeque<>();

  /** How many wait; also read by the threads that take, to whom the mailbox is a long way. */
  private final AtomicInteger held = new AtomicInteger();

  private final AtomicInteger untaken = new AtomicInteger();
  private final AtomicLong untakenBytes = new AtomicLong();
  private boolean open;
  private boolean closed;

  Inbox(Executor mailbox, ModuleEvents events, Consumer<String> violation) {
    this.mailbox = mailbox;
    this.events = events;
    this.violation = violation;
  }

  void add(RuntimeRequest request) {
    waiting.add(request);
    held.incrementAndGet();
    pump();
  }

  /** The page knows that the module has loaded: what was held goes out. */
  void open() {
    open = true;
    pump();
  }

  /**
   * Hands out what is still there, many small ones or a few large: a dying module's last messages
   * count.
   */
  void drain() {
    while (open && !closed && !waiting.isEmpty() && untakenBytes.get() < MAX_UNTAKEN_BYTES) {
      deliver(next());
    }
    close();
  }

  void close() {
    closed = true;
    waiting.clear();
  }

  private void pump() {
    while (open
        && !closed
        && !waiting.isEmpty()
        && untaken.get() < MAX_UNTAKEN
        && untakenBytes.get() < MAX_UNTAKEN_BYTES) {
      deliver(next());
    }
  }

  private void deliver(RuntimeRequest request) {
    Var value;
    try {
      value = VarCodec.decode(request.message().bytes(1));
    } catch (WireException e) {
      close();
      violation.accept("the runtime process broke the protocol: " + e.getMessage());
      return;
    }
    untaken.incrementAndGet();
    untakenBytes.addAndGet(request.bytes());
    AtomicBoolean once = new AtomicBoolean();
    events.message(
        value,
        () -> {
          if (once.compareAndSet(false, true)) {
            request.reply();
            taken(request);
          }
        });
  }

  private RuntimeRequest next() {
    held.decrementAndGet();
    return waiting.remove();
  }

  /** From any thread. */
  private void taken(RuntimeRequest request) {
    untaken.decrementAndGet();
    untakenBytes.addAndGet(-request.bytes());
    if (held.get() > 0) { // whoever holds one counts it before asking whether there is room
      mailbox.execute(this::pump);
    }
  }
}
