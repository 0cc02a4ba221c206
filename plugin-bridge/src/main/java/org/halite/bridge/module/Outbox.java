package org.halite.bridge.module;

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

  /** Small messages cost memory as well. */
  private static final int OVERHEAD = 64;

  private final int instance;
  private final Consumer<String> overflow;
  private final Deque<byte[]> queue = new ArrayDeque<>();
  private RuntimeConnection connection;
  private long queuedBytes;
  private int sentMessages;
  private long sentBytes;
  private boolean closed;

  /**
   * @param overflow gets one sentence when more was posted than is kept
   */
  Outbox(int instance, Consumer<String> overflow) {
    this.instance = instance;
    this.overflow = overflow;
  }

  /**
   * @throws WireException with a phrase when the value is too large for the wire
   */
  void post(Var value) throws WireException {
    byte[] encoded = VarCodec.encode(value);
    String full = null;
    synchronized (this) {
      if (closed) {
        return;
      }
      long limit = connection == null ? MAX_BYTES_BEFORE_LOAD : MAX_BYTES;
      if (queuedBytes + encoded.length + OVERHEAD > limit) {
        closed = true;
        queue.clear();
        full =
            connection == null
                ? "the page posted more than 64 MiB before the module had loaded"
                : "the module took none of the last 256 MiB that the page posted";
      } else {
        queue.add(encoded);
        queuedBytes += encoded.length + OVERHEAD;
        pump();
      }
    }
    if (full != null) {
      overflow.accept(full);
    }
  }

  /** The module has loaded: what was kept goes out. */
  synchronized void open(RuntimeConnection to) {
    connection = to;
    pump();
  }

  synchronized void close() {
    closed = true;
    queue.clear();
  }

  private void pump() {
    while (connection != null && !closed && !queue.isEmpty()) {
      int bytes = queue.getFirst().length;
      boolean fits =
          sentMessages < ControlWire.WINDOW_MESSAGES
              && (sentMessages == 0 || sentBytes + bytes <= ControlWire.WINDOW_BYTES);
      if (!fits) {
        return;
      }
      byte[] message = queue.removeFirst();
      sentMessages++;
      sentBytes += bytes;
      CompletableFuture<SrpcMessage> _ =
          connection
              .call(ControlWire.DELIVER_MESSAGE, instance, message)
              .whenComplete((_, failure) -> taken(bytes, failure == null));
    }
  }

  private synchronized void taken(int bytes, boolean alive) {
    sentMessages--;
    sentBytes -= bytes;
    queuedBytes -= bytes + OVERHEAD;
    closed |= !alive;
    pump();
  }
}
