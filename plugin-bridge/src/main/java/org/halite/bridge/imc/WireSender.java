package org.halite.bridge.imc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.halite.bridge.kernel.DirectSocket;
import org.halite.wire.Fragments;
import org.halite.wire.ImcFrame;

/**
 * Sends messages whole and in order, from any thread: a short one by the thread that brings it
 * while the socket has room, and otherwise by the event loop, which waits until there is.
 */
final class WireSender {
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
    List<byte[]> packets = Fragments.split(message);
    int sent = 0;
    if (queued == 0 && packets.size() == 1) {
      byte[] frame = ImcFrame.encode(to, packets.getFirst());
      if (frame.length <= DirectSocket.MAX_BYTES) {
        sent = direct.send(frame);
      }
      if (sent < frame.length) {
        queue(Unpooled.wrappedBuffer(frame, sent, frame.length - sent));
      }
      return;
    }
    ByteBuf[] frames = new ByteBuf[packets.size()];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = Unpooled.wrappedBuffer(ImcFrame.encode(to, packets.get(i)));
    }
    queue(Unpooled.wrappedBuffer(frames.length, frames));
  }

  private void queue(ByteBuf bytes) {
    int size = bytes.readableBytes();
    queued += size;
    try {
      channel.eventLoop().execute(() -> write(bytes, size));
    } catch (RejectedExecutionException closing) {
      bytes.release();
    }
  }

  private void write(ByteBuf bytes, int size) {
    var _ =
        channel
            .writeAndFlush(bytes)
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
