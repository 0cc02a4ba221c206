package org.halite.bridge.srpc;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.halite.bridge.imc.ImcConnection;
import org.halite.bridge.imc.ImcMessage;

/**
 * A connection whose sends end in time, too: a module that reads nothing must hold nobody who has
 * more to say than the connection's window.
 */
final class Packets implements AutoCloseable {
  /** Closes connections whose sends take too long; one thread for all of them. */
  private static final ScheduledThreadPoolExecutor WATCH = watch();

  private final ImcConnection connection;
  private volatile boolean late;

  Packets(ImcConnection connection) {
    this.connection = connection;
  }

  private static ScheduledThreadPoolExecutor watch() {
    ScheduledThreadPoolExecutor watch =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("halite-srpc-watch").factory());
    watch.setRemoveOnCancelPolicy(true);
    return watch;
  }

  /**
   * Sends them all.
   *
   * @param deadline of {@link System#nanoTime}; at it the connection is closed
   */
  void send(List<ImcMessage> messages, long deadline)
      throws IOException, TimeoutException, InterruptedException {
    ScheduledFuture<?> watch =
        WATCH.schedule(this::giveUp, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    try {
      for (ImcMessage message : messages) {
        connection.send(message);
      }
    } catch (IOException e) {
      if (late) {
        throw new TimeoutException("the module reads nothing");
      }
      throw e;
    } finally {
      watch.cancel(false);
    }
  }

  private void giveUp() {
    late = true;
    connection.close();
  }

  /**
   * The next message.
   *
   * @throws SrpcException when the module has closed the connection
   */
  ImcMessage receive(Duration limit) throws IOException, TimeoutException, InterruptedException {
    ImcMessage message = connection.receive(limit);
    if (message == null && late) {
      throw new TimeoutException("the module reads nothing");
    }
    if (message == null) {
      throw new SrpcException("the module closed the connection instead of answering");
    }
    return message;
  }

  @Override
  public void close() {
    connection.close();
  }
}
