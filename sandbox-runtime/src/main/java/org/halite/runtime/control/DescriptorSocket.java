package org.halite.runtime.control;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.halite.runtime.imc.Carrier;
import org.halite.runtime.machine.Kernel;
import org.halite.wire.DescriptorWire;
import org.halite.wire.TravellingDescriptor;
import org.halite.wire.WireException;

/**
 * The socket over which the browser gives descriptors of the kernel. One question at a time, from
 * any thread; an answer that is not as the wire says ends all further ones.
 */
public final class DescriptorSocket {
  private static final int EINTR = -4;

  // linux/socket.h
  private static final int MSG_CTRUNC = 8;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;

  // struct msghdr and struct cmsghdr
  private static final int HEADER_BYTES = 56;
  private static final int HEADER_VECTOR = 16;
  private static final int HEADER_VECTOR_LENGTH = 24;
  private static final int HEADER_CONTROL = 32;
  private static final int HEADER_CONTROL_LENGTH = 40;
  private static final int HEADER_FLAGS = 48;
  private static final int CONTROL_HEADER = 16;

  /** Room for more descriptors than one, so that those too many are seen and closed. */
  private static final int CONTROL_BYTES = CONTROL_HEADER + 8 * Integer.BYTES;

  /** No descriptor came. */
  private static final int NONE = -1;

  /** Several descriptors came; they are closed. */
  private static final int MANY = -2;

  /** One came, and this process has no number left for it. */
  private static final int CUT = -3;

  private final int socket;
  private final MemorySegment record = Arena.global().allocate(TravellingDescriptor.BYTES, 8);
  private final MemorySegment vector = Arena.global().allocate(16, 8);
  private final MemorySegment control = Arena.global().allocate(CONTROL_BYTES, 8);
  private final MemorySegment header = Arena.global().allocate(HEADER_BYTES, 8);
  private int received;
  private boolean broken;

  private DescriptorSocket(int socket) {
    this.socket = socket;
    header.set(ValueLayout.JAVA_LONG, HEADER_VECTOR, vector.address());
    header.set(ValueLayout.JAVA_LONG, HEADER_VECTOR_LENGTH, 1);
    header.set(ValueLayout.JAVA_LONG, HEADER_CONTROL, control.address());
  }

  /**
   * Connects beside the browser's first socket, and proves itself.
   *
   * @throws IllegalStateException with a sentence when nobody listens there or the token is wrong
   */
  public static DescriptorSocket open(String path, String token) {
    DescriptorSocket opened =
        new DescriptorSocket(BrowserConnection.connect(path + DescriptorWire.SUFFIX));
    boolean ready =
        Kernel.writeFully(opened.socket, token.getBytes(StandardCharsets.US_ASCII))
            && opened.receive(0, 1)
            && opened.record.get(ValueLayout.JAVA_BYTE, 0) == DescriptorWire.READY
            && opened.takeDescriptor() == NONE;
    if (!ready) {
      throw new IllegalStateException("the browser does not take this process for its own");
    }
    return opened;
  }

  /** The socket's descriptor, which the jail must leave open. */
  public int descriptor() {
    return socket;
  }

  /** New shared memory; null when the browser gives none. */
  Carrier.Given newMemory(long size) {
    return ask(new TravellingDescriptor(DescriptorWire.NEW_MEMORY, 0, size));
  }

  /** The descriptor of what was lent; null when the browser gives none. */
  Carrier.Given open(int lent) {
    return ask(new TravellingDescriptor(DescriptorWire.OPEN, lent, 0));
  }

  private synchronized Carrier.Given ask(TravellingDescriptor question) {
    if (broken) {
      return null;
    }
    // Until there is a whole answer, nobody may ask any more.
    broken = true;
    byte[] bytes = TravellingDescriptor.encode(List.of(question));
    if (!Kernel.writeFully(socket, bytes)) {
      return null;
    }
    int descriptor = NONE;
    for (int at = 0; at < TravellingDescriptor.BYTES; ) {
      if (!receive(at, TravellingDescriptor.BYTES - at)) {
        close(descriptor);
        return null;
      }
      int came = takeDescriptor();
      if (came == MANY || came != NONE && at > 0) {
        close(came);
        close(descriptor);
        return null;
      }
      descriptor = at == 0 ? came : descriptor;
      at += received;
    }
    TravellingDescriptor answer = answer();
    if (answer == null
        || (answer.kind() == TravellingDescriptor.INVALID) != (descriptor == NONE)
        || question.kind() == DescriptorWire.OPEN
            && descriptor >= 0
            && answer.number() != question.number()) {
      close(descriptor);
      return null;
    }
    broken = false;
    return descriptor == NONE ? null : new Carrier.Given(answer.number(), descriptor);
  }

  private TravellingDescriptor answer() {
    try {
      return TravellingDescriptor.decode(record.toArray(ValueLayout.JAVA_BYTE)).getFirst();
    } catch (WireException e) {
      return null;
    }
  }

  /** Receives up to so many bytes into the record, and what comes with them. */
  private boolean receive(int at, int length) {
    vector.set(ValueLayout.JAVA_LONG, 0, record.address() + at);
    vector.set(ValueLayout.JAVA_LONG, 8, length);
    long n;
    do {
      header.set(ValueLayout.JAVA_LONG, HEADER_CONTROL_LENGTH, CONTROL_BYTES);
      n = Kernel.call(Kernel.RECVMSG, socket, header.address(), MSG_CMSG_CLOEXEC);
    } while (n == EINTR);
    received = (int) Math.max(n, 0);
    return n > 0;
  }

  /** The one descriptor that came, or one of the three above. */
  private int takeDescriptor() {
    long length = header.get(ValueLayout.JAVA_LONG, HEADER_CONTROL_LENGTH);
    boolean cut = (header.get(ValueLayout.JAVA_INT, HEADER_FLAGS) & MSG_CTRUNC) != 0;
    if (length < CONTROL_HEADER) {
      return cut ? CUT : NONE;
    }
    boolean rights =
        control.get(ValueLayout.JAVA_INT, 8) == SOL_SOCKET
            && control.get(ValueLayout.JAVA_INT, 12) == SCM_RIGHTS;
    long bytes = control.get(ValueLayout.JAVA_LONG, 0) - CONTROL_HEADER;
    int count = rights ? (int) (bytes / Integer.BYTES) : 0;
    if (count == 1 && !cut) {
      return control.get(ValueLayout.JAVA_INT, CONTROL_HEADER);
    }
    for (int i = 0; i < count; i++) {
      close(control.get(ValueLayout.JAVA_INT, CONTROL_HEADER + (long) i * Integer.BYTES));
    }
    return MANY;
  }

  private static void close(int descriptor) {
    if (descriptor >= 0) {
      Kernel.call(Kernel.CLOSE, descriptor);
    }
  }
}
