package org.halite.bridge.imc;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Waits on a domain socket for the one runtime process that knows the token; whoever comes second
 * is turned away.
 */
public final class RuntimeListener implements AutoCloseable {
  private final CompletableFuture<RuntimeConnection> ready = new CompletableFuture<>();
  private final Channel server;

  private RuntimeListener(Channel server) {
    this.server = server;
  }

  /**
   * Listens.
   *
   * @param socket a path that does not exist yet, in a directory that nobody else can enter
   * @param accepted run once when someone has connected: the socket's file is of no use any more
   */
  public static RuntimeListener listen(
      EventLoopGroup loops, Path socket, String token, RuntimeService service, Runnable accepted)
      throws IOException {
    CompletableFuture<RuntimeListener> self = new CompletableFuture<>();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(EpollServerDomainSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  private boolean taken;

                  @Override
                  protected void initChannel(Channel channel) {
                    synchronized (this) {
                      if (taken) {
                        var _ = channel.close();
                        return;
                      }
                      taken = true;
                    }
                    CompletableFuture<RuntimeConnection> ready = new CompletableFuture<>();
                    channel
                        .pipeline()
                        .addLast(new ImcDecoder(), new RuntimeConnection(token, service, ready));
                    var _ = self.thenAccept(listener -> listener.accepted(ready, accepted));
                  }

                  @Override
                  public boolean isSharable() {
                    return true;
                  }
                });
    ChannelFuture bound =
        bootstrap.bind(new DomainSocketAddress(socket.toFile())).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot listen on " + socket, bound.cause());
    }
    RuntimeListener listener = new RuntimeListener(bound.channel());
    self.complete(listener);
    return listener;
  }

  private void accepted(CompletableFuture<RuntimeConnection> greeted, Runnable then) {
    close();
    var _ =
        greeted.whenComplete(
            (connection, failure) -> {
              if (failure == null) {
                ready.complete(connection);
              } else {
                ready.completeExceptionally(failure);
              }
            });
    then.run();
  }

  /**
   * Completes once the process has proved itself, or fails with the sentence that {@link
   * RuntimeService} got as well.
   */
  public CompletableFuture<RuntimeConnection> ready() {
    return ready;
  }

  /** Stops listening; a connection that was made stays. */
  @Override
  public void close() {
    var _ = server.close();
  }
}
