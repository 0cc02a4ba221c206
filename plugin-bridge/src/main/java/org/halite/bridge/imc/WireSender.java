package org.halite.bridge.imc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import java.io.IOException;
import java.util.ArrayList;
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
    List<ByteBuf> frames = new ArrayList<>(packets.size());
    int size = 0;
    for (byte[] packet : packets) {
      byte[] frame = ImcFrame.encode(to, packet);
      boolean goes = queued == 0 && packets.size() == 1 && frame.length <= DirectSocket.MAX_BYTES;
      int sent = goes ? direct.send(frame) : 0;
      if (sent < frame.length) {
        frames.add(Unpooled.wrappedBuffer(frame, sent, frame.length - sent));
        size += frame.length - sent;
      }
    }
    if (size > 0) {
      queue(frames, size);
    }
  }

  private void queue(List<ByteBuf> frames, int size) {
    queued += size;
    try {
      channel.eventLoop().execute(() -> write(frames, size));
    } catch (RejectedExecutionException closing) {
      frames.forEach(ByteBuf::release);
    }
  }

  /** Each frame by itself: Netty copies what it is given at a time out of the heap. */
  private void write(List<ByteBuf> frames, int size) {
    for (ByteBuf frame : frames.subList(0, frames.size() - 1)) {
      var _ = channel.write(frame, channel.voidPromise());
    }
    var _ =
        channel
            .writeAndFlush(frames.getLast())
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
