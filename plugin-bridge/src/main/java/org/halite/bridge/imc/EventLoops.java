package org.halite.bridge.imc;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.util.concurrent.TimeUnit;

/** The thread that reads and writes the wires to runtime processes. */
public final class EventLoops {
  /**
   * Without a quiet time Netty may end a loop that was busy when it was told to, and leave its
   * connections open and what they were to send in memory.
   */
  private static final int QUIET_MILLIS = 20;

  private static final int LONGEST_MILLIS = 1000;

  private EventLoops() {}

  /** One thread, which does not keep the virtual machine alive. */
  public static EventLoopGroup start() {
    return new MultiThreadIoEventLoopGroup(
        1,
        Thread.ofPlatform().daemon().name("halite-imc").factory(),
        EpollIoHandler.newFactory(
            0, PatientSelect::new)); // 0: as many events at once as Netty likes
  }

  /** Closes all connections and ends the thread. Returns at once. */
  public static void end(EventLoopGroup loops) {
    var _ = loops.shutdownGracefully(QUIET_MILLIS, LONGEST_MILLIS, TimeUnit.MILLISECONDS);
  }
}
