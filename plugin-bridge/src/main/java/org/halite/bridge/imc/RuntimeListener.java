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
import java.util.function.Consumer;
import org.halite.wire.DescriptorWire;
import org.halite.wire.WireException;

/**
 * Waits on two domain sockets for the one runtime process that knows the token: first it comes to
 * the one for descriptors, then to the one for the control wire. Whoever comes second to either is
 * turned away.
 */
public final class RuntimeListener implements AutoCloseable {
  private final CompletableFuture<RuntimeConnection> ready = new CompletableFuture<>();
  private final DescriptorChannel descriptors;
  private Channel forDescriptors;
  private Channel forControl;
  private boolean connected;

  private RuntimeListener(String token) {
    descriptors =
        new DescriptorChannel(
            token,
            sentence -> {
              var _ = ready.completeExceptionally(new WireException(sentence));
            });
  }

  /** Where the socket for descriptors is, beside that for the control wire. */
  public static Path beside(Path socket) {
    return socket.resolveSibling(socket.getFileName() + DescriptorWire.SUFFIX);
  }

  /**
   * Listens.
   *
   * @param socket a path that does not exist yet, and neither does {@link #beside} it, in a
   *     directory that nobody else can enter
   * @param accepted run once when someone has connected: the sockets' files are of no use any more
   */
  public static RuntimeListener listen(
      EventLoopGroup loops, Path socket, String token, RuntimeService service, Runnable accepted)
      throws IOException {
    RuntimeListener listener = new RuntimeListener(token);
    CompletableFuture<RuntimeListener> self = new CompletableFuture<>();
    boolean listens = false;
    try {
      listener.forDescriptors =
          bind(loops, beside(socket), channel -> channel.pipeline().addLast(listener.descriptors));
      listener.forControl =
          bind(
              loops,
              socket,
              channel -> {
                CompletableFuture<RuntimeConnection> ready = new CompletableFuture<>();
                channel
                    .pipeline()
                    .addLast(
                        new ImcDecoder(),
                        new RuntimeConnection(token, service, listener.descriptors, ready));
                var _ = self.thenAccept(all -> all.accepted(ready, accepted));
              });
      listens = true;
      self.complete(listener);
      return listener;
    } finally {
      if (!listens) {
        listener.close();
      }
    }
  }

  /** A socket for one connection. */
  private static Channel bind(EventLoopGroup loops, Path path, Consumer<Channel> connected)
      throws IOException {
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
                    connected.accept(channel);
                  }

                  @Override
                  public boolean isSharable() {
                    return true;
                  }
                });
    ChannelFuture bound =
        bootstrap.bind(new DomainSocketAddress(path.toFile())).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot listen on " + path, bound.cause());
    }
    return bound.channel();
  }

  private void accepted(CompletableFuture<RuntimeConnection> greeted, Runnable then) {
    synchronized (this) {
      connected = true; // from now on the connection ends the channel for descriptors
    }
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
  public synchronized void close() {
    for (Channel server : new Channel[] {forDescriptors, forControl}) {
      if (server != null) {
        var _ = server.close();
      }
    }
    if (!connected) {
      descriptors.end();
    }
  }
}
