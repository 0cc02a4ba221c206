package org.halite.bridge.module;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.halite.bridge.imc.RuntimeConnection;
import org.halite.wire.ControlWire;
import org.halite.wire.WireException;

/**
 * Input on its way to a module that may be slow: a few events are under way, some more wait, and of
 * movements that wait only the last is told. Thread-safe.
 */
final class InputQueue {
  private static final int UNDER_WAY = 8;
  private static final int WAITING = 1000;

  private record Waiting(InputEvent event, CompletableFuture<Boolean> answer) {}

  private final int instance;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private RuntimeConnection connection;
  private int underWay;

  InputQueue(int instance) {
    this.instance = instance;
  }

  synchronized void open(RuntimeConnection to) {
    connection = to;
  }

  /** Nothing goes to the module any more. */
  synchronized void close() {
    connection = null;
    waiting.forEach(each -> each.answer.complete(false));
    waiting.clear();
  }

  /** Whether the module handled it: false also when it never got it. */
  synchronized CompletableFuture<Boolean> send(InputEvent event) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    if (connection == null) {
      answer.complete(false);
    } else if (underWay < UNDER_WAY) {
      ask(new Waiting(event, answer));
    } else {
      Waiting last = waiting.peekLast();
      InputEvent both = last == null ? null : event.after(last.event);
      if (both != null) {
        waiting.removeLast().answer.complete(false);
      }
      if (waiting.size() < WAITING) {
        waiting.add(new Waiting(both == null ? event : both, answer));
      } else {
        answer.complete(false);
      }
    }
    return answer;
  }

  private void ask(Waiting next) {
    Object[] values;
    try {
      values = next.event.values(instance);
    } catch (WireException tooLong) {
      next.answer.complete(false); // more than an event may have: as if nobody took it
      return;
    }
    underWay++;
    var _ =
        connection
            .call(ControlWire.INPUT_EVENT, values)
            .whenComplete(
                (answer, failure) -> {
                  next.answer.complete(failure == null && answer.integer(0) != 0);
                  arrived();
                });
  }

  private synchronized void arrived() {
    underWay--;
    while (connection != null && underWay < UNDER_WAY && !waiting.isEmpty()) {
      ask(waiting.remove());
    }
  }
}
