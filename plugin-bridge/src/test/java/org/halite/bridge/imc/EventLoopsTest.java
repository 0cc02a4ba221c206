package org.halite.bridge.imc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of the loop is the end of its connections. */
class EventLoopsTest {
  @TempDir Path folder;

  @Test
  void aLoopThatIsBusyWhenItIsEndedClosesItsConnections() throws Exception {
    Path socket = folder.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      EventLoopGroup loops = EventLoops.start();
      Channel channel =
          new Bootstrap()
              .group(loops)
              .channel(EpollDomainSocketChannel.class)
              .handler(new ChannelInboundHandlerAdapter())
              .connect(new DomainSocketAddress(socket.toFile()))
              .sync()
              .channel();
      CountDownLatch busy = new CountDownLatch(1);
      CountDownLatch ended = new CountDownLatch(1);
      loops.execute(
          () -> {
            busy.countDown();
            try {
              ended.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      busy.await();
      EventLoops.end(loops);
      ended.countDown();
      assertTrue(loops.awaitTermination(20, TimeUnit.SECONDS));
      assertTrue(channel.closeFuture().isDone());
    }
  }
}
