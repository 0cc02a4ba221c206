package org.halite.runtime.imc;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import org.halite.wire.ControlWire;
import org.halite.wire.Patience;
import org.halite.wire.TravellingDescriptor;
import org.halite.wire.WireException;

/**
 * The module's end of a connection with the browser. What comes waits here until the module takes
 * it; what goes is bounded by what the other side has not taken yet. Either bound is the
 * connection's own, so that it slows down nobody else.
 */
final class RemoteEndpoint implements Endpoint {
  /** A message that came, and who is to hear that it was taken. */
  private record Arrival(Message message, Runnable taken) {}

  private final int number;
  private final Exchange exchange;
  private final Carrier carrier;
  private final RemoteConnections remote;
  private final Condition arrived;

  // Guarded by the exchange's lock.
  private final ArrayDeque<Arrival> queue = new ArrayDeque<>();
  private int waiting;
  private int underWay;
  private volatile boolean closed;
  private volatile boolean ended;

  /** Length of the queue; written with the lock, read without. */
  private volatile int arrivals;

  /** Several threads may receive: what they spoil is how long they look. */
  private final Patience patience = new Patience();

  RemoteEndpoint(int number, Exchange exchange, Carrier carrier, RemoteConnections remote) {
    this.number = number;
    this.exchange = exchange;
    this.carrier = carrier;
    this.remote = remote;
    arrived = exchange.waiting.condition();
  }

  private static int cost(int bytes) {
    return bytes + ControlWire.IMC_OVERHEAD;
  }

  @Override
  public Outcome send(Message message, boolean wait) {
    int cost = cost(message.bytes().length);
    exchange.waiting.lock();
    try {
      while (!closed && !ended && underWay > 0 && underWay + cost > ControlWire.IMC_WINDOW) {
        if (!wait) {
          return Outcome.WOULD_BLOCK;
        }
        exchange.waiting.await(exchange.room);
      }
      if (closed || ended) {
        return Outcome.PEER_GONE;
      }
      underWay += cost;
    } finally {
      exchange.waiting.unlock();
    }
    List<TravellingDescriptor> travellers = remote.letOut(message.descriptors());
    boolean sent =
        travellers != null
            && carrier.message(
                number,
                message.bytes(),
                TravellingDescriptor.encode(travellers),
                () -> taken(cost));
    if (!sent) {
      taken(cost);
      return Outcome.PEER_GONE;
    }
    message.drop();
    return Outcome.SENT;
  }

  private void taken(int cost) {
    exchange.waiting.lock();
    try {
      underWay -= cost;
      exchange.room.signalAll();
    } finally {
      exchange.waiting.unlock();
    }
  }

  /**
   * A message has come from the browser.
   *
   * @throws WireException when there is no room: the browser does not keep to its window
   */
  void arrived(Message message, Runnable taken) throws WireException {
    int cost = cost(message.bytes().length);
    boolean gone;
    exchange.waiting.lock();
    try {
      if (ended) {
        throw new WireException("a message on a connection that the browser has ended");
      }
      if (waiting > 0 && waiting + cost > ControlWire.IMC_WINDOW) {
        throw new WireException("the browser sends more than a connection's window");
      }
      gone = closed;
      if (!gone) {
        waiting += cost;
        queue.add(new Arrival(message, taken));
        arrivals = queue.size();
        arrived.signal();
      }
    } finally {
      exchange.waiting.unlock();
    }
    if (gone) {
      message.drop();
      taken.run();
    }
  }

  @Override
  public Message receive(boolean wait) {
    Arrival next;
    if (wait) {
      lookForArrivals();
    }
    exchange.waiting.lock();
    try {
      while (queue.isEmpty()) {
        if (closed || ended) {
          return Message.END;
        }
        if (!wait) {
          return null;
        }
        exchange.waiting.await(arrived);
      }
      next = queue.remove();
      arrivals = queue.size();
      patience.end();
      waiting -= cost(next.message.bytes().length);
    } finally {
      exchange.waiting.unlock();
    }
    next.taken.run();
    return next.message;
  }

  @Override
  public boolean awaitMessage(Endpoint other) {
    exchange.waiting.lock();
    try {
      return exchange.awaitMessage(queue, arrived, this, other);
    } finally {
      exchange.waiting.unlock();
    }
  }

  @Override
  public boolean isOver() {
    return closed || ended;
  }

  /** One message often follows the last before this thread would be asleep. */
  private void lookForArrivals() {
    patience.begin();
    while (arrivals == 0 && !closed && !ended && patience.more()) {
      exchange.waiting.checkAlive();
    }
  }

  /** The browser's end is closed: what came before can still be taken. */
  void ended() {
    exchange.waiting.lock();
    try {
      ended = true;
      arrived.signalAll();
      exchange.tellWatchers();
      exchange.room.signalAll();
    } finally {
      exchange.waiting.unlock();
    }
  }

  @Override
  public void close() {
    ArrayDeque<Arrival> unread;
    exchange.waiting.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      unread = new ArrayDeque<>(queue);
      queue.clear();
      waiting = 0;
      arrived.signalAll();
      exchange.tellWatchers();
      exchange.room.signalAll();
    } finally {
      exchange.waiting.unlock();
    }
    for (Arrival arrival : unread) {
      arrival.message.drop();
      arrival.taken.run();
    }
    carrier.closed(number);
  }
}
