package org.halite.bridge.imc;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.halite.wire.ControlWire;
import org.halite.wire.Fragments;
import org.halite.wire.ImcFrame;
import org.halite.wire.SrpcMessage;
import org.halite.wire.WireException;

/** The runtime's end of the wire for tests, as plain as possible and able to break every rule. */
public final class RawRuntime implements AutoCloseable {
  private final SocketChannel socket;
  private final Fragments[] fragments = {new Fragments(), new Fragments(), new Fragments()};
  private int lastId;

  public RawRuntime(Path path) throws IOException {
    socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    boolean connected = socket.connect(UnixDomainSocketAddress.of(path));
    if (!connected) {
      throw new IOException("not connected");
    }
  }

  /** Any bytes. */
  public synchronized void raw(byte[] bytes) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(bytes);
    while (out.hasRemaining()) {
      int written = socket.write(out);
      if (written < 0) {
        throw new EOFException();
      }
    }
  }

  /** One packet with any user bytes. */
  public void packet(int channel, byte[] user) throws IOException {
    raw(ImcFrame.encode(channel, user));
  }

  /** One whole message. */
  public synchronized void message(int channel, byte[] message) throws IOException {
    for (byte[] piece : Fragments.split(message)) {
      packet(channel, piece);
    }
  }

  public synchronized int ask(int method, Object... values) throws IOException {
    lastId++;
    message(
        ControlWire.TO_BROWSER,
        SrpcMessage.request(lastId, method, ControlWire.BROWSER_SERVICE.get(method), values));
    return lastId;
  }

  public void answer(SrpcMessage request, Object... values) throws IOException {
    message(
        ControlWire.TO_RUNTIME,
        SrpcMessage.response(request, ControlWire.RUNTIME_SERVICE.get(request.method()), values));
  }

  /** The next whole message of either channel; null at the end. */
  public SrpcMessage next() throws IOException, WireException {
    while (true) {
      byte[] header = read(ImcFrame.HEADER_BYTES);
      if (header == null) {
        return null;
      }
      ImcFrame frame = ImcFrame.parse(header);
      byte[] user = read(frame.length());
      if (user == null) {
        return null;
      }
      byte[] message = fragments[frame.channel()].accept(user);
      if (message != null) {
        return SrpcMessage.decode(message);
      }
    }
  }

  private byte[] read(int bytes) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(bytes);
    while (in.hasRemaining()) {
      int n = socket.read(in);
      if (n < 0) {
        return null;
      }
    }
    return in.array();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
