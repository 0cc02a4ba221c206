package org.halite.bridge.imc;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeoutException;
import org.halite.wire.ControlWire;
import org.halite.wire.Patience;
import org.halite.wire.WireException;

/** One connection of {@link ModuleSockets}. */
final class WireImcConnection implements ImcConnection {
  private static final long MILLION = 1_000_000;

  /** A message and the request that is answered when it is taken. */
  private record Arrival(ImcMessage message, RuntimeRequest request) {}

  private final ModuleSockets sockets;
  private final RuntimeConnection wire;
  private final int number;

  /** Of the one thread that receives. */
  private final Patience patience = new Patience();

  /** Whether the queue holds something; written with the lock, read without. */
  private volatile boolean arrived;

  // Guarded by this.
  private final ArrayDeque<Arrival> queue = new ArrayDeque<>();
  private int waiting;
  private int underWay;
  private boolean ended;
  private boolean closed;
  private String lost;

  WireImcConnection(ModuleSockets sockets, RuntimeConnection wire, int number) {
    this.sockets = sockets;
    this.wire = wire;
    this.number = number;
  }

  int number() {
    return number;
  }

  private static int cost(ImcMessage message) {
    return message.bytes().length + ControlWire.IMC_OVERHEAD;
  }

  @Override
  public void send(ImcMessage message) throws IOException, InterruptedException {
    byte[] records = sockets.records(message.descriptors());
    boolean sent = false;
    try {
      send(message, records);
      sent = true;
    } finally {
      if (!sent) {
        sockets.takeBack(records);
      }
    }
  }

  private void send(ImcMessage message, byte[] records) throws IOException, InterruptedException {
    int cost = cost(message);
    synchronized (this) {
      while (!closed && !ended && lost == null && isFull(underWay, cost)) {
        wait();
      }
      if (lost != null) {
        throw new IOException(lost);
      }
      if (closed || ended) {
        throw new IOException("the module closed the connection");
      }
      underWay += cost;
      var _ =
          wire.call(ControlWire.IMC_DELIVER, number, message.bytes(), records)
              .whenComplete((answer, failure) -> taken(cost));
    }
  }

  private static boolean isFull(int now, int more) {
    return now > 0 && now + more > ControlWire.IMC_WINDOW;
  }

  private synchronized void taken(int cost) {
    underWay -= cost;
    notifyAll();
  }

  /** On the event loop. */
  void arrived(ImcMessage message, RuntimeRequest request) throws WireException {
    synchronized (this) {
      if (ended) {
        throw new WireException("a message on a connection that the module has closed");
      }
      if (isFull(waiting, cost(message))) {
        throw new WireException("more than a connection's window of 256 KiB");
      }
      if (!closed) {
        waiting += cost(message);
        queue.add(new Arrival(message, request));
        arrived = true;
        notifyAll();
        return;
      }
    }
    message.drop();
    request.reply();
  }

  @Override
  public ImcMessage receive(Duration limit)
      throws IOException, TimeoutException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Arrival next;
    patience.begin();
    while (!arrived && patience.more()) {
      // It often comes before this thread would be asleep.
    }
    synchronized (this) {
      while (queue.isEmpty()) {
        if (lost != null) {
          throw new IOException(lost);
        }
        if (ended || closed) {
          return null;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new TimeoutException("no message came within " + limit.toMillis() + " ms");
        }
        wait(left / MILLION, (int) (left % MILLION));
      }
      next = queue.remove();
      arrived = !queue.isEmpty();
      patience.end();
      waiting -= cost(next.message);
    }
    next.request.reply();
    return next.message;
  }

  synchronized void closedByPeer() {
    ended = true;
    notifyAll();
  }

  synchronized void lost(String reason) {
    lost = reason;
    notifyAll();
  }

  @Override
  public void close() {
    ArrayDeque<Arrival> unread;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      unread = new ArrayDeque<>(queue);
      queue.clear();
      waiting = 0;
      notifyAll();
    }
    for (Arrival arrival : unread) {
      arrival.message.drop();
      arrival.request.reply();
    }
    if (lost == null) {
      wire.tell(ControlWire.IMC_END, number);
    }
    sockets.forget(this);
  }
}
