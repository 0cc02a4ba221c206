package org.halite.bridge.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.halite.wire.TravellingDescriptor;
import org.halite.wire.WireException;

/**
 * The browser's end of a socket of {@link org.halite.wire.DescriptorWire}. It gives descriptors and
 * takes none: those that come are closed by the kernel before they have a number here, and that
 * they came is seen. One thread receives and sends; {@link #end} is for any.
 */
public final class DescriptorSocket implements AutoCloseable {
  // linux/socket.h
  private static final int MSG_CTRUNC = 8;
  private static final int MSG_WAITALL = 0x100;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int SO_SNDBUF = 7;
  private static final int SHUT_RDWR = 2;

  // struct msghdr and struct cmsghdr
  private static final int HEADER_BYTES = 56;
  private static final int HEADER_VECTOR = 16;
  private static final int HEADER_VECTOR_LENGTH = 24;
  private static final int HEADER_CONTROL = 32;
  private static final int HEADER_CONTROL_LENGTH = 40;
  private static final int HEADER_FLAGS = 48;
  private static final int CONTROL_HEADER = 16;
  private static final int CONTROL_LENGTH = CONTROL_HEADER + Integer.BYTES;
  private static final int CONTROL_BYTES = 24;

  private final int socket;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment record = arena.allocate(TravellingDescriptor.BYTES, 8);
  private final MemorySegment vector = arena.allocate(16, 8);
  private final MemorySegment control = arena.allocate(CONTROL_BYTES, 8);
  private final MemorySegment header = arena.allocate(HEADER_BYTES, 8);

  /** Guarded by this. */
  private boolean closed;

  private DescriptorSocket(int socket) {
    this.socket = socket;
    header.set(ValueLayout.JAVA_LONG, HEADER_VECTOR, vector.address());
    header.set(ValueLayout.JAVA_LONG, HEADER_VECTOR_LENGTH, 1);
  }

  /** Makes all native code ready that is needed here. */
  public static void prepare() {
    long _ = Linux.call(Linux.CLOSE, -1);
  }

  /**
   * Takes over a connected stream socket.
   *
   * @param number the kernel's, which the caller closes; it may be a non-blocking one, and is none
   *     afterwards
   */
  public static DescriptorSocket of(int number) throws IOException {
    int own =
        (int) Linux.check(Linux.call(Linux.FCNTL, number, Linux.F_DUPFD_CLOEXEC), "a descriptor");
    DescriptorSocket socket = new DescriptorSocket(own);
    long flags = Linux.call(Linux.FCNTL, own, Linux.F_GETFL);
    long _ = Linux.call(Linux.FCNTL, own, Linux.F_SETFL, flags & ~Linux.O_NONBLOCK);
    // The least that the kernel allows, a few answers: so few can be on their way to a process that
    // reads none of them.
    socket.record.set(ValueLayout.JAVA_INT, 0, 0);
    long _ =
        Linux.call(
            Linux.SETSOCKOPT,
            own,
            SOL_SOCKET,
            SO_SNDBUF,
            socket.record.address(),
            Integer.BYTES,
            0);
    return socket;
  }

  /**
   * Waits for a question; null when the other end is gone.
   *
   * @throws WireException when a descriptor came with it, or half a question at the end
   */
  public TravellingDescriptor receive() throws WireException {
    vector.set(ValueLayout.JAVA_LONG, 0, record.address());
    vector.set(ValueLayout.JAVA_LONG, 8, TravellingDescriptor.BYTES);
    header.set(ValueLayout.JAVA_LONG, HEADER_CONTROL, 0);
    long n;
    do {
      header.set(ValueLayout.JAVA_LONG, HEADER_CONTROL_LENGTH, 0);
      n = Linux.call(Linux.RECVMSG, socket, header.address(), MSG_WAITALL);
    } while (n == -Linux.EINTR);
    if (n > 0 && (header.get(ValueLayout.JAVA_INT, HEADER_FLAGS) & MSG_CTRUNC) != 0) {
      throw new WireException("a descriptor where none belongs");
    }
    if (n > 0 && n < TravellingDescriptor.BYTES) {
      throw new WireException("a question of " + n + " bytes for a descriptor");
    }
    return n <= 0
        ? null
        : TravellingDescriptor.decode(record.toArray(ValueLayout.JAVA_BYTE)).getFirst();
  }

  /**
   * Answers, waiting for room; false when the other end is gone.
   *
   * @param descriptor what goes with it, held by the caller; null for none
   */
  public boolean send(TravellingDescriptor answer, SharedDescriptor descriptor) {
    byte[] bytes = TravellingDescriptor.encode(List.of(answer));
    MemorySegment.copy(bytes, 0, record, ValueLayout.JAVA_BYTE, 0, bytes.length);
    if (descriptor != null) {
      control.set(ValueLayout.JAVA_LONG, 0, CONTROL_LENGTH);
      control.set(ValueLayout.JAVA_INT, 8, SOL_SOCKET);
      control.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
      control.set(ValueLayout.JAVA_INT, CONTROL_HEADER, descriptor.number());
    }
    boolean carries = descriptor != null;
    for (long at = 0; at < bytes.length; ) {
      vector.set(ValueLayout.JAVA_LONG, 0, record.address() + at);
      vector.set(ValueLayout.JAVA_LONG, 8, bytes.length - at);
      header.set(ValueLayout.JAVA_LONG, HEADER_CONTROL, carries ? control.address() : 0);
      header.set(ValueLayout.JAVA_LONG, HEADER_CONTROL_LENGTH, carries ? CONTROL_BYTES : 0);
      long n = Linux.call(Linux.SENDMSG, socket, header.address(), MSG_NOSIGNAL);
      if (n == -Linux.EINTR) {
        continue;
      }
      if (n <= 0) {
        return false;
      }
      carries = false; // it went with the first byte
      at += n;
    }
    return true;
  }

  /** Wakes up who receives or sends: the other end is as good as gone. */
  public synchronized void end() {
    if (!closed) {
      long _ = Linux.call(Linux.SHUTDOWN, socket, SHUT_RDWR);
    }
  }

  /** By the thread that receives, when it will do so no more. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      long _ = Linux.call(Linux.CLOSE, socket);
      arena.close();
    }
  }
}
