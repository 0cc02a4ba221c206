package org.halite.runtime.imc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import org.halite.runtime.machine.Sandbox;
import org.halite.runtime.machine.Waiting;

/**
 * Connections between threads of one module. All share one lock and one budget, so that queues that
 * nobody reads cannot fill the process, whatever their number.
 */
public final class Exchange {
  /** Bytes in all queues together. */
  static final long BUDGET = 16L << 20;

  /** Descriptors in all queues together. */
  static final int MAX_IN_FLIGHT = 1024;

  /** What a message costs beyond its bytes. */
  private static final int OVERHEAD = 512;

  final Waiting waiting;

  /** Some queue has become shorter, or its reader has gone. */
  final Condition room;

  /** Endpoints at a time, connected and waiting to be accepted. */
  static final int MAX_ENDPOINTS = 8192;

  /** Those who wait for a message and want to hear of another endpoint's end. */
  private final List<Condition> watchers = new ArrayList<>();

  private long bytes;
  private int endpoints;
  private int descriptors;

  public Exchange(Sandbox sandbox) {
    waiting = new Waiting(sandbox);
    room = waiting.condition();
  }

  static int cost(Message message) {
    return message.bytes().length + OVERHEAD;
  }

  /** Whether the budget holds this message too. With the lock held. */
  boolean hasRoom(Message message) {
    return bytes + cost(message) <= BUDGET
        && descriptors + message.descriptors().size() <= MAX_IN_FLIGHT;
  }

  void queued(Message message) {
    bytes += cost(message);
    descriptors += message.descriptors().size();
  }

  void taken(Message message) {
    bytes -= cost(message);
    descriptors -= message.descriptors().size();
    room.signalAll();
  }

  /** Two endpoints that are each other's peers; null when there are too many already. */
  Endpoint[] pair() {
    waiting.lock();
    try {
      if (endpoints + 2 > MAX_ENDPOINTS) {
        return null;
      }
      endpoints += 2;
      return LocalEndpoint.pair(this);
    } finally {
      waiting.unlock();
    }
  }

  /** Waits as {@link Endpoint#awaitMessage} says, with the lock held. */
  boolean awaitMessage(ArrayDeque<?> queue, Condition arrived, Endpoint endpoint, Endpoint other) {
    watchers.add(arrived);
    try {
      while (queue.isEmpty() && !endpoint.isOver() && !other.isOver()) {
        waiting.await(arrived);
      }
    } finally {
      watchers.remove(arrived);
    }
    if (other.isOver()) {
      arrived.signal(); // somebody else may have been waiting, too
      return false;
    }
    return true;
  }

  /** Some endpoint has come to its end. With the lock held. */
  void tellWatchers() {
    for (Condition watcher : watchers) {
      watcher.signalAll();
    }
  }

  void endpointClosed() {
    endpoints--;
  }
}
