package org.halite.bridge.module;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.halite.bridge.imc.RuntimeConnection;
import org.halite.ppapi.Var;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;
import org.halite.wire.VarCodec;
import org.halite.wire.WireException;

/**
 * Messages from the page to its module, in order: kept until the module has loaded, then sent as
 * far as the wire's window allows. Thread-safe.
 */
final class Outbox {
  /** Kept before load, and after it. */
  private static final long MAX_BYTES_BEFORE_LOAD = 64L << 20;

  private static final long MAX_BYTES = 256L << 20;

  private static final String ENDED = "the module has ended";

  /** Small messages cost memory as well. */
  private static final int OVERHEAD = 64;

  /**
   * @param answer null when the page waits for none
   */
  private record Posted(byte[] encoded, CompletableFuture<Var> answer) {
    void fail(String sentence) {
      if (answer != null) {
        boolean _ = answer.completeExceptionally(new IOException(sentence));
      }
    }
  }

  private final int instance;
  private final PostBudget budget;
  private final Consumer<String> overflow;
  private final Deque<Posted> queue = new ArrayDeque<>();
  private RuntimeConnection connection;
  private long queuedBytes;
  private int sentMessages;
  private long sentBytes;
  private boolean closed;

  /**
   * @param budget of all modules
   * @param overflow gets one sentence when more was posted than is kept
   */
  Outbox(int instance, PostBudget budget, Consumer<String> overflow) {
    this.instance = instance;
    this.budget = budget;
    this.overflow = overflow;
  }

  /**
   * @throws WireException with a phrase when the value is too large for the wire
   */
  void post(Var value) throws WireException {
    add(new Posted(VarCodec.encode(value), null));
  }

  /** See {@link ModuleControl#ask}. */
  CompletableFuture<Var> ask(Var value) {
    CompletableFuture<Var> answer = new CompletableFuture<>();
    try {
      Posted asked = new Posted(VarCodec.encode(value), answer);
      synchronized (this) {
        if (closed) {
          asked.fail(ENDED);
        } else if (connection == null) {
          asked.fail("the module has not loaded yet; wait for its load event");
        }
      }
      if (!answer.isDone()) {
        add(asked);
      }
    } catch (WireException e) {
      boolean _ = answer.completeExceptionally(new IOException(e.getMessage(), e));
    }
    return answer;
  }

  private void add(Posted message) {
    byte[] encoded = message.encoded;
    String full = null;
    Outbox fullest = null;
    synchronized (this) {
      if (closed) {
        message.fail(ENDED);
        return;
      }
      long limit = connection == null ? MAX_BYTES_BEFORE_LOAD : MAX_BYTES;
      if (queuedBytes + encoded.length + OVERHEAD > limit) {
        message.fail(ENDED);
        close();
        full =
            connection == null
                ? "the page posted more than 64 MiB before the module had loaded"
                : "the module took none of the last 256 MiB that the page posted";
      } else {
        queue.add(message);
        queuedBytes += encoded.length + OVERHEAD;
        fullest = budget.take(this, encoded.length + OVERHEAD);
        pump();
      }
    }
    if (full != null) {
      overflow.accept(full);
    }
    if (fullest != null) {
      fullest.overflowAsFullest();
    }
  }

  private void overflowAsFullest() {
    close();
    overflow.accept(
        "the modules of all pages have not taken what was posted to them, and this one has the most"
            + " of it waiting");
  }

  /** The module has loaded: what was kept goes out. */
  synchronized void open(RuntimeConnection to) {
    connection = to;
    pump();
  }

  synchronized void close() {
    closed = true;
    budget.forget(this);
    queue.forEach(waiting -> waiting.fail(ENDED));
    queue.clear();
  }

  private void pump() {
    while (connection != null && !closed && !queue.isEmpty()) {
      int bytes = queue.getFirst().encoded.length;
      boolean fits =
          sentMessages < ControlWire.WINDOW_MESSAGES
              && (sentMessages == 0 || sentBytes + bytes <= ControlWire.WINDOW_BYTES);
      if (!fits) {
        return;
      }
      Posted message = queue.removeFirst();
      sentMessages++;
      sentBytes += bytes;
      boolean asks = message.answer != null;
      int method = asks ? ControlWire.ASK_MESSAGE : ControlWire.DELIVER_MESSAGE;
      CompletableFuture<SrpcMessage> _ =
          connection
              .call(method, instance, message.encoded)
              .whenComplete(
                  (reply, failure) -> {
                    if (asks) {
                      answer(message, reply);
                    }
                    taken(bytes, failure == null);
                  });
    }
  }

  /** The reply is the runtime process's word. */
  private static void answer(Posted asked, SrpcMessage reply) {
    if (reply == null) {
      asked.fail(ENDED);
    } else if (reply.integer(0) == 0) {
      asked.fail(
          "the module has no handler for it; it needs RegisterMessageHandler of PPB_Messaging;1.2");
    } else {
      try {
        boolean _ = asked.answer.complete(VarCodec.decode(reply.bytes(1)));
      } catch (WireException e) {
        asked.fail("the runtime process broke the protocol: " + e.getMessage());
      }
    }
  }

  private synchronized void taken(int bytes, boolean alive) {
    sentMessages--;
    sentBytes -= bytes;
    queuedBytes -= bytes + OVERHEAD;
    budget.giveBack(this, bytes + OVERHEAD);
    closed |= !alive;
    pump();
  }
}
