package org.halite.bridge.module;

import java.util.concurrent.CompletableFuture;
import org.halite.bridge.imc.RuntimeConnection;
import org.halite.wire.SrpcMessage;

/**
 * A state of which only the newest matters, such as the element's place: at most one change is
 * under way. Thread-safe.
 */
final class Latest {
  private final int method;
  private Object[] newest;
  private RuntimeConnection connection;
  private boolean underWay;

  Latest(int method) {
    this.method = method;
  }

  synchronized void set(Object... values) {
    newest = values;
    send();
  }

  synchronized void open(RuntimeConnection to) {
    connection = to;
    send();
  }

  private void send() {
    if (connection == null || underWay || newest == null) {
      return;
    }
    underWay = true;
    Object[] values = newest;
    newest = null;
    CompletableFuture<SrpcMessage> _ =
        connection.call(method, values).whenComplete((_, failure) -> arrived(failure == null));
  }

  private synchronized void arrived(boolean alive) {
    underWay = !alive;
    send();
  }
}
