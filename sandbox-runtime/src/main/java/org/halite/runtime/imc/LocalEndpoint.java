package org.halite.runtime.imc;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;

/** One end of a connection between threads of a module. */
final class LocalEndpoint implements Endpoint {
  /** Bytes that wait at one end; the usual bound of a host's sockets. */
  private static final int CAPACITY = 208 << 10;

  private final Exchange exchange;
  private final Condition arrived;

  // Guarded by the exchange's lock.
  private final ArrayDeque<Message> queue = new ArrayDeque<>();
  private int queued;
  private boolean closed;
  private LocalEndpoint peer;

  private LocalEndpoint(Exchange exchange) {
    this.exchange = exchange;
    this.arrived = exchange.waiting.condition();
  }

  static Endpoint[] pair(Exchange exchange) {
    LocalEndpoint one = new LocalEndpoint(exchange);
    LocalEndpoint other = new LocalEndpoint(exchange);
    one.peer = other;
    other.peer = one;
    return new Endpoint[] {one, other};
  }

  @Override
  public Outcome send(Message message, boolean wait) {
    exchange.waiting.lock();
    try {
      while (!closed && !peer.closed) {
        if (peer.queued + Exchange.cost(message) <= CAPACITY && exchange.hasRoom(message)) {
          peer.queue.add(message);
          peer.queued += Exchange.cost(message);
          exchange.queued(message);
          peer.arrived.signal();
          return Outcome.SENT;
        }
        if (!wait) {
          return Outcome.WOULD_BLOCK;
        }
        exchange.waiting.await(exchange.room);
      }
      return Outcome.PEER_GONE;
    } finally {
      exchange.waiting.unlock();
    }
  }

  @Override
  public Message receive(boolean wait) {
    exchange.waiting.lock();
    try {
      while (queue.isEmpty()) {
        if (closed || peer.closed) {
          return Message.END;
        }
        if (!wait) {
          return null;
        }
        exchange.waiting.await(arrived);
      }
      return take();
    } finally {
      exchange.waiting.unlock();
    }
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
    return closed || peer.closed;
  }

  private Message take() {
    Message message = queue.remove();
    queued -= Exchange.cost(message);
    exchange.taken(message);
    return message;
  }

  @Override
  public void close() {
    ArrayDeque<Message> unread = new ArrayDeque<>();
    exchange.waiting.lock();
    try {
      closed = true;
      exchange.endpointClosed();
      while (!queue.isEmpty()) {
        unread.add(take());
      }
      arrived.signalAll();
      peer.arrived.signalAll();
      exchange.tellWatchers();
      exchange.room.signalAll();
    } finally {
      exchange.waiting.unlock();
    }
    for (Message message : unread) {
      message.drop();
    }
  }
}
