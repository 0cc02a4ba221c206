package org.halite.bridge.imc;

import com.google.common.collect.Streams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.halite.bridge.kernel.DirectSocket;
import org.halite.wire.Fragments;
import org.halite.wire.ImcFrame;

/**
 * Sends messages whole and in order, from any thread: a short one by the thread that brings it
 * while the socket has room, and otherwise by the event loop, which waits until there is.
 */
final class WireSender {
  /** With its headers it goes at once. */
  private static final int MAX_SHORT = DirectSocket.MAX_BYTES - 64;

  private final Channel channel;
  private final DirectSocket direct;

  /** What the event loop has still to send. Guarded by this. */
  private long queued;

  /**
   * On the event loop, while the channel is open.
   *
   * @throws IOException with a sentence when there are no descriptors left
   */
  WireSender(EpollDomainSocketChannel channel) throws IOException {
    this.channel = channel;
    direct = DirectSocket.of(channel.fd().intValue());
  }

  synchronized void send(int to, byte[] message) {
    if (queued > 0 || message.length > MAX_SHORT) {
      queue(message.length, () -> frames(to, message));
      return;
    }
    byte[] frame = ImcFrame.encode(to, Fragments.split(message).iterator().next());
    int sent = direct.send(frame);
    if (sent < frame.length) {
      ByteBuf rest = Unpooled.wrappedBuffer(frame, sent, frame.length - sent);
      queue(frame.length - sent, () -> Stream.of(rest));
    }
  }

  /** Each frame by itself: Netty copies what it is given at a time out of the heap. */
  private static Stream<ByteBuf> frames(int to, byte[] message) {
    return Streams.stream(Fragments.split(message))
        .map(packet -> Unpooled.wrappedBuffer(ImcFrame.encode(to, packet)));
  }

  /**
   * @param frames made on the event loop: who sends a large message has something else to do
   */
  private void queue(int size, Supplier<Stream<ByteBuf>> frames) {
    queued += size;
    try {
      channel.eventLoop().execute(() -> write(frames.get(), size));
    } catch (RejectedExecutionException closing) {
      // The connection ends with its loop.
    }
  }

  private void write(Stream<ByteBuf> frames, int size) {
    frames.forEach(
        frame -> {
          var _ = channel.write(frame, channel.voidPromise());
        });
    var _ =
        channel
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(
                written -> {
                  sent(size);
                  if (!written.isSuccess()) {
                    var _ = channel.pipeline().fireExceptionCaught(written.cause());
                  }
                });
  }

  private synchronized void sent(int size) {
    queued -= size;
  }

  /** Bytes that the other end has left no room for. */
  synchronized long unread() {
    return queued;
  }

  void close() {
    direct.close();
  }
}
