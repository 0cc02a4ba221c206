package org.halite.bridge.imc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.halite.bridge.kernel.DescriptorSocket;
import org.halite.bridge.kernel.SharedDescriptor;
import org.halite.wire.DescriptorWire;
import org.halite.wire.TravellingDescriptor;
import org.halite.wire.WireException;

/**
 * The second connection of a runtime process, for descriptors of the kernel. Netty takes the token;
 * when somebody answers questions, a thread of its own takes the socket over, since it must see
 * whether a descriptor came, and may have to wait for a process that does not read.
 */
final class DescriptorChannel extends SimpleChannelInboundHandler<ByteBuf> {
  /** What goes with an answer; {@code held} is released when it was sent, null for none. */
  record Answer(TravellingDescriptor record, SharedDescriptor held) {
    static final Answer REFUSED = new Answer(TravellingDescriptor.NOTHING, null);
  }

  /** Who answers the process, on the channel's thread. */
  @FunctionalInterface
  interface Giver {
    Answer answer(TravellingDescriptor question) throws WireException;
  }

  private final byte[] token;

  // Confined to the event loop.
  private final byte[] said = new byte[DescriptorWire.TOKEN_BYTES];
  private int length;

  // Guarded by this.
  private Consumer<String> broken;
  private EpollDomainSocketChannel channel;
  private DescriptorSocket socket;
  private boolean ready;
  private boolean ended;

  /**
   * @param broken gets a sentence when the process does not keep to the wire
   */
  DescriptorChannel(String token, Consumer<String> broken) {
    this.token = token.getBytes(StandardCharsets.US_ASCII);
    this.broken = broken;
  }

  /** From now on somebody else hears when the process does not keep to the wire. */
  synchronized void tell(Consumer<String> other) {
    broken = other;
  }

  private void refuse(String what) {
    end();
    Consumer<String> hears;
    synchronized (this) {
      hears = broken;
    }
    hears.accept("the runtime process broke the protocol: " + what);
  }

  @Override
  public synchronized void handlerAdded(ChannelHandlerContext context) {
    channel = (EpollDomainSocketChannel) context.channel();
    if (ended) {
      var _ = channel.close();
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
    int more = in.readableBytes();
    if (more > said.length - length) {
      refuse("a question for a descriptor before anybody answers");
      return;
    }
    in.readBytes(said, length, more);
    length += more;
    if (length < said.length) {
      return;
    }
    if (!MessageDigest.isEqual(said, token)) {
      refuse("a wrong token for descriptors");
      return;
    }
    Arrays.fill(said, (byte) 0);
    context.channel().config().setAutoRead(false);
    synchronized (this) {
      ready = true;
    }
    var _ =
        context.writeAndFlush(
            Unpooled.wrappedBuffer(new byte[] {DescriptorWire.READY}), context.voidPromise());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end();
  }

  /** Answers questions from now on; once, on the event loop. */
  void serve(Giver giver) {
    EpollDomainSocketChannel from;
    synchronized (this) {
      if (ended || !ready) {
        return;
      }
      from = channel;
    }
    Thread.ofPlatform()
        .daemon()
        .name("halite-descriptors")
        .start(
            () -> {
              DescriptorSocket.prepare(); // slow for the first time: not on the event loop
              try (DescriptorSocket taken = from.eventLoop().submit(this::takeOver).get()) {
                converse(taken, giver);
              } catch (WireException e) {
                refuse(e.getMessage());
              } catch (ExecutionException | RejectedExecutionException e) {
                end(); // nothing is left to give, or the browser is closing
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /** On the event loop, so that it is still the channel's own number that is taken over. */
  private synchronized DescriptorSocket takeOver() throws IOException {
    if (ended) {
      throw new IOException("the process is gone");
    }
    socket = DescriptorSocket.of(channel.fd().intValue());
    var _ = channel.close();
    return socket;
  }

  private static void converse(DescriptorSocket socket, Giver giver) throws WireException {
    for (TravellingDescriptor question = socket.receive();
        question != null;
        question = socket.receive()) {
      Answer answer = giver.answer(question);
      boolean sent;
      try {
        sent = socket.send(answer.record, answer.held);
      } finally {
        if (answer.held != null) {
          answer.held.release();
        }
      }
      if (!sent) {
        return;
      }
    }
  }

  /** The process gets nothing any more; from any thread, again does nothing. */
  synchronized void end() {
    ended = true;
    if (socket != null) {
      socket.end();
    } else if (channel != null) {
      var _ = channel.close();
    }
  }
}
