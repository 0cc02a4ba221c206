package org.halite.bridge.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A way into a connected stream socket that belongs to somebody else, such as an event loop: to
 * wake its thread takes longer than to send a short message. Never waits. Thread-safe.
 */
public final class DirectSocket implements AutoCloseable {
  /** The most that goes at once. */
  public static final int MAX_BYTES = 1 << 14;

  // linux/socket.h
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;

  private final int socket;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment bytes = arena.allocate(MAX_BYTES, 8);

  /** Guarded by this. */
  private boolean closed;

  private DirectSocket(int socket) {
    this.socket = socket;
  }

  /**
   * Opens a way into a socket.
   *
   * @param number the kernel's, which stays the caller's
   * @throws IOException when there are no descriptors left
   */
  public static DirectSocket of(int number) throws IOException {
    return new DirectSocket(
        (int) Linux.check(Linux.call(Linux.FCNTL, number, Linux.F_DUPFD_CLOEXEC), "a descriptor"));
  }

  /**
   * Sends as much as there is room for.
   *
   * @param message at most {@link #MAX_BYTES}
   * @return how many bytes went, 0 for a full or dead socket: whose it is hears what is wrong
   */
  public synchronized int send(byte[] message) {
    if (closed) {
      return 0;
    }
    MemorySegment.copy(message, 0, bytes, ValueLayout.JAVA_BYTE, 0, message.length);
    long sent =
        Linux.call(
            Linux.SENDTO,
            socket,
            bytes.address(),
            message.length,
            MSG_DONTWAIT | MSG_NOSIGNAL,
            0,
            0);
    return (int) Math.max(sent, 0);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      long _ = Linux.call(Linux.CLOSE, socket);
      arena.close();
    }
  }
}
