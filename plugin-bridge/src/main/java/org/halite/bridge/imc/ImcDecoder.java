package org.halite.bridge.imc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.halite.wire.ImcFrame;
import org.halite.wire.WireException;

/** Cuts the byte stream into IMC packets; holds at most one of them and what a read brings. */
final class ImcDecoder extends ByteToMessageDecoder {
  /** One packet. */
  @SuppressWarnings("ArrayRecordComponent")
  record Packet(int channel, byte[] user) {}

  private ImcFrame frame;

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws WireException {
    if (frame == null) {
      if (in.readableBytes() < ImcFrame.HEADER_BYTES) {
        return;
      }
      byte[] header = new byte[ImcFrame.HEADER_BYTES];
      in.readBytes(header);
      frame = ImcFrame.parse(header);
    }
    if (in.readableBytes() >= frame.length()) {
      byte[] user = new byte[frame.length()];
      in.readBytes(user);
      out.add(new Packet(frame.channel(), user));
      frame = null;
    }
  }
}
