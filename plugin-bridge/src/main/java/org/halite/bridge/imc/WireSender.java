package org.halite.bridge.imc;

import com.google.common.collect.Iterators;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
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

  /**
   * A message on its way.
   *
   * @param size in bytes
   * @param frames that are not written yet, at least one
   */
  private record Waiting(int size, Iterator<ByteBuf> frames) {}

  // Confined to the event loop.
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private boolean pumping;

  /** Bytes that the event loop has still to send. Guarded by this. */
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
      queue(message.length, frames(to, message));
      return;
    }
    byte[] frame = ImcFrame.encode(to, Fragments.split(message).iterator().next());
    int sent = direct.send(frame);
    if (sent < frame.length) {
      ByteBuf rest = Unpooled.wrappedBuffer(frame, sent, frame.length - sent);
      queue(frame.length - sent, Iterators.singletonIterator(rest));
    }
  }

  /**
   * Each made when the socket has room for it: a large message is copied out of the heap by and by.
   */
  private static Iterator<ByteBuf> frames(int to, byte[] message) {
    return Iterators.transform(
        Fragments.split(message).iterator(),
        packet -> Unpooled.wrappedBuffer(ImcFrame.encode(to, packet)));
  }

  private void queue(int size, Iterator<ByteBuf> frames) {
    queued += size;
    try {
      channel
          .eventLoop()
          .execute(
              () -> {
                waiting.add(new Waiting(size, frames));
                pump();
              });
    } catch (RejectedExecutionException closing) {
      // The connection ends with its loop.
    }
  }

  /** Sends what there is room for; on the event loop, whenever the channel is writable again. */
  void pump() {
    if (pumping) {
      return; // writing tells of room as well, and would go deeper with each frame
    }
    pumping = true;
    try {
      while (!waiting.isEmpty() && channel.isWritable()) {
        Waiting first = waiting.element();
        ByteBuf frame = first.frames.next();
        boolean last = !first.frames.hasNext();
        if (last) {
          Waiting _ = waiting.remove();
        }
        var _ =
            channel.writeAndFlush(frame).addListener(done -> written(done, last ? first.size : 0));
      }
    } finally {
      pumping = false;
    }
  }

  private void written(Future<?> frame, int size) {
    sent(size);
    if (!frame.isSuccess()) {
      var _ = channel.pipeline().fireExceptionCaught(frame.cause());
    }
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
