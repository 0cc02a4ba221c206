package org.halite.runtime.imc;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;

/** Where threads of one module meet: connections that wait to be accepted. */
final class Listener implements Address {
  /** Connections that wait; beyond it, connect does. */
  private static final int BACKLOG = 128;

  private final Exchange exchange;
  private final Condition arrived;

  // Guarded by the exchange's lock.
  private final ArrayDeque<Endpoint> backlog = new ArrayDeque<>();
  private boolean closed;
  private boolean forgotten;

  Listener(Exchange exchange) {
    this.exchange = exchange;
    this.arrived = exchange.waiting.condition();
  }

  @Override
  public Endpoint connect() {
    exchange.waiting.lock();
    try {
      while (!closed && backlog.size() >= BACKLOG) {
        exchange.waiting.await(exchange.room);
      }
      if (closed) {
        return null;
      }
      Endpoint[] pair = exchange.pair();
      if (pair == null) {
        return null;
      }
      backlog.add(pair[1]);
      arrived.signal();
      return pair[0];
    } finally {
      exchange.waiting.unlock();
    }
  }

  /** Adds a caller from elsewhere without waiting; false when nobody listens or too many wait. */
  @Override
  public boolean offer(Endpoint caller) {
    exchange.waiting.lock();
    try {
      if (closed || backlog.size() >= BACKLOG) {
        return false;
      }
      backlog.add(caller);
      arrived.signal();
      return true;
    } finally {
      exchange.waiting.unlock();
    }
  }

  /** The next connection, waiting for it; null when there will be none. */
  Endpoint accept() {
    exchange.waiting.lock();
    try {
      while (backlog.isEmpty()) {
        if (closed || forgotten) {
          return null;
        }
        exchange.waiting.await(arrived);
      }
      exchange.room.signalAll();
      return backlog.remove();
    } finally {
      exchange.waiting.unlock();
    }
  }

  @Override
  public void forget() {
    exchange.waiting.lock();
    try {
      forgotten = true;
      arrived.signalAll();
    } finally {
      exchange.waiting.unlock();
    }
  }

  void close() {
    ArrayDeque<Endpoint> unaccepted;
    exchange.waiting.lock();
    try {
      closed = true;
      unaccepted = new ArrayDeque<>(backlog);
      backlog.clear();
      arrived.signalAll();
      exchange.room.signalAll();
    } finally {
      exchange.waiting.unlock();
    }
    for (Endpoint endpoint : unaccepted) {
      endpoint.close();
    }
  }
}
