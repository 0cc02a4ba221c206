package org.halite.bridge.module;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private int untaken;
  private long untakenBytes;
  private boolean open;
  private boolean closed;

  Inbox(Executor mailbox, ModuleEvents events, Consumer<String> violation) {
    this.mailbox = mailbox;
    this.events = events;
    this.violation = violation;
  }

  void add(RuntimeRequest request) {
    waiting.add(request);
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
    while (open && !closed && !waiting.isEmpty() && untakenBytes < MAX_UNTAKEN_BYTES) {
      deliver(waiting.remove());
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
        && untaken < MAX_UNTAKEN
        && untakenBytes < MAX_UNTAKEN_BYTES) {
      deliver(waiting.remove());
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
    untaken++;
    untakenBytes += request.bytes();
    AtomicBoolean once = new AtomicBoolean();
    events.message(
        value,
        () -> {
          if (once.compareAndSet(false, true)) {
            request.reply();
            mailbox.execute(() -> taken(request));
          }
        });
  }

  private void taken(RuntimeRequest request) {
    untaken--;
    untakenBytes -= request.bytes();
    pump();
  }
}
