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
import org.halite.wire.WireException;

/** Sends and receives until a point in time, so that a module that reads nothing holds nobody. */
final class Packets implements AutoCloseable {
  /** Closes connections whose send has no end; one thread for all of them. */
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

  /** The next message, null never: a connection that ended is an {@link IOException}. */
  Assembly.Whole receive(Assembly assembly, long deadline)
      throws IOException, TimeoutException, WireException, InterruptedException {
    while (true) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new TimeoutException("no answer in time");
      }
      ImcMessage packet = connection.receive(Duration.ofNanos(left));
      if (packet == null) {
        if (late) {
          throw new TimeoutException("the module reads nothing");
        }
        throw new IOException("the module closed its connection");
      }
      Assembly.Whole whole = assembly.accept(packet);
      if (whole != null) {
        return whole;
      }
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
