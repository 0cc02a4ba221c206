package org.halite.bridge.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Closes a body that stops coming, or that takes longer than it may: a blocked reader then sees the
 * end.
 */
class Watch implements AutoCloseable {
  /** For the disk: no clock. */
  static final Watch NONE =
      new Watch() {
        @Override
        void reading() {}

        @Override
        void resting() {}
      };

  private final InputStream body;
  private final long idleNanos;
  private final long deadline;
  private final ScheduledFuture<?> ticks;
  private volatile long readingSince;
  private volatile boolean reading;
  private volatile String expired;

  private Watch() {
    body = InputStream.nullInputStream();
    idleNanos = 0;
    deadline = 0;
    ticks = null;
  }

  Watch(ScheduledExecutorService clock, InputStream body, Duration idle, long deadline) {
    this.body = body;
    this.idleNanos = idle.toNanos();
    this.deadline = deadline;
    this.reading = true;
    this.readingSince = System.nanoTime();
    long period = Math.clamp(idle.toMillis() / 4, 10, 1000);
    this.ticks = clock.scheduleWithFixedDelay(this::check, period, period, TimeUnit.MILLISECONDS);
  }

  void reading() throws IOException {
    if (expired != null) {
      throw new IOException(expired);
    }
    readingSince = System.nanoTime();
    reading = true;
  }

  void resting() throws IOException {
    reading = false;
    if (expired != null) {
      throw new IOException(expired);
    }
  }

  /** Why the body was closed, a phrase after the server's name; null when it was not. */
  String expired() {
    return expired;
  }

  private void check() {
    long now = System.nanoTime();
    if (reading && now - readingSince > idleNanos) {
      expire("sent nothing for " + Duration.ofNanos(idleNanos).toMillis() + " ms");
    } else if (reading && now - deadline > 0) {
      expire("took longer than a transfer may");
    }
  }

  private void expire(String why) {
    expired = why;
    try {
      body.close();
    } catch (IOException e) {
      expired = why + " (and the connection is broken)";
    }
  }

  @Override
  public void close() {
    if (ticks != null) {
      ticks.cancel(false);
    }
  }
}
