package org.halite.runtime.control;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.halite.runtime.machine.Kernel;
import org.halite.wire.ControlWire;
import org.halite.wire.Fragments;
import org.halite.wire.ImcFrame;
import org.halite.wire.Patience;
import org.halite.wire.SrpcMessage;
import org.halite.wire.WireException;

/**
 * The UNIX socket to the browser, as SRPC messages on channels. One thread receives; any thread
 * sends. Raw system calls, so that nothing has to be opened or loaded once the jail is closed.
 */
public final class BrowserConnection {
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int EINTR = -4;
  private static final int EAGAIN = -11;

  /** MSG_DONTWAIT. */
  private static final int DONT_WAIT = 0x40;

  /** sun_path of sockaddr_un, with its NUL. */
  private static final int MAX_PATH = 108;

  /** A complete message and the channel it came on. */
  public record Received(int channel, SrpcMessage message) {}

  private final int socket;
  private final MemorySegment input = Arena.global().allocate(1 << 16, 8);
  private final Patience patience = new Patience();
  private int inputAt;
  private int inputEnd;
  private final Fragments toRuntime = new Fragments();
  private final Fragments toBrowser = new Fragments();

  private BrowserConnection(int socket) {
    this.socket = socket;
  }

  /**
   * Connects to the browser's socket.
   *
   * @throws IllegalStateException with a sentence when nobody listens there
   */
  public static BrowserConnection open(String path) {
    return new BrowserConnection(connect(path));
  }

  /** A descriptor of a new connection; else as above. */
  static int connect(String path) {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length >= MAX_PATH) {
      throw new IllegalStateException("the socket's path is longer than 107 bytes: " + path);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(2 + MAX_PATH, 8);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
      long socket = Kernel.call(Kernel.SOCKET, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
      Kernel.check(socket, "socket");
      long result = Kernel.call(Kernel.CONNECT, socket, address.address(), 2 + name.length + 1);
      if (Kernel.failed(result)) {
        throw new IllegalStateException(
            "no browser listens at " + path + " (errno " + -result + ")");
      }
      return (int) socket;
    }
  }

  /** The socket's descriptor, which the jail must leave open. */
  public int descriptor() {
    return socket;
  }

  /**
   * Sends one message whole; false when the browser is gone. Blocks while the browser does not
   * read.
   */
  public synchronized boolean send(int channel, byte[] message) {
    for (byte[] packet : Fragments.split(message)) {
      if (!Kernel.writeFully(socket, ImcFrame.encode(channel, packet))) {
        return false;
      }
    }
    return true;
  }

  /** Waits for the next message; null when the browser has closed the connection. */
  public Received receive() throws WireException {
    byte[] header = new byte[ImcFrame.HEADER_BYTES];
    while (true) {
      if (!read(header)) {
        return null;
      }
      ImcFrame frame = ImcFrame.parse(header);
      byte[] user = new byte[frame.length()];
      if (!read(user)) {
        return null;
      }
      byte[] message =
          switch (frame.channel()) {
            case ControlWire.TO_RUNTIME -> toRuntime.accept(user);
            case ControlWire.TO_BROWSER -> toBrowser.accept(user);
            default ->
                throw new WireException("a packet on the unknown channel " + frame.channel());
          };
      if (message != null) {
        return new Received(frame.channel(), SrpcMessage.decode(message));
      }
    }
  }

  private boolean read(byte[] bytes) {
    int filled = 0;
    while (filled < bytes.length) {
      if (inputAt == inputEnd && !fill()) {
        return false;
      }
      int piece = Math.min(bytes.length - filled, inputEnd - inputAt);
      MemorySegment.copy(input, ValueLayout.JAVA_BYTE, inputAt, bytes, filled, piece);
      inputAt += piece;
      filled += piece;
    }
    return true;
  }

  private boolean fill() {
    patience.begin();
    long n = read(DONT_WAIT);
    while (n == EAGAIN && patience.more()) {
      n = read(DONT_WAIT);
    }
    while (n == EAGAIN || n == EINTR) {
      n = read(0);
    }
    patience.end();
    inputAt = 0;
    inputEnd = (int) Math.max(n, 0);
    return n > 0;
  }

  private long read(int flags) {
    return Kernel.call(Kernel.RECVFROM, socket, input.address(), input.byteSize(), flags, 0, 0);
  }
}
