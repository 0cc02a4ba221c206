package org.halite.bridge.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** The other end of a domain socket for tests, able to send and receive any descriptor. */
public final class RawPeer implements AutoCloseable {
  private static final int SOCKET = 41;
  private static final int CONNECT = 42;
  private static final int DUP = 32;
  private static final int CMSG_CLOEXEC = 0x40000000;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment control = arena.allocate(256, 8);
  private final MemorySegment vector = arena.allocate(16, 8);
  private final MemorySegment header = arena.allocate(56, 8);
  private final int socket;
  private boolean closed;

  /** What came: bytes, none at the end, and a descriptor's number, -1 for none. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Received(byte[] bytes, int descriptor) {}

  public RawPeer(Path path) throws IOException {
    socket = (int) Linux.check(Linux.call(SOCKET, 1, 1, 0), "a socket");
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    MemorySegment address = arena.allocate(110, 8);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) 1);
    MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
    Linux.check(Linux.call(CONNECT, socket, address.address(), 3 + name.length), "to connect");
    header.set(ValueLayout.JAVA_LONG, 16, vector.address());
    header.set(ValueLayout.JAVA_LONG, 24, 1);
    header.set(ValueLayout.JAVA_LONG, 32, control.address());
  }

  /** Sends bytes, and descriptors with the first of them; false when the other end is gone. */
  public boolean send(byte[] bytes, int... descriptors) {
    try (Arena once = Arena.ofConfined()) {
      vector.set(
          ValueLayout.JAVA_LONG, 0, once.allocateFrom(ValueLayout.JAVA_BYTE, bytes).address());
      vector.set(ValueLayout.JAVA_LONG, 8, bytes.length);
      long length = 16 + 4L * descriptors.length;
      control.set(ValueLayout.JAVA_LONG, 0, length);
      control.set(ValueLayout.JAVA_INT, 8, 1);
      control.set(ValueLayout.JAVA_INT, 12, 1);
      MemorySegment.copy(descriptors, 0, control, ValueLayout.JAVA_INT, 16, descriptors.length);
      header.set(ValueLayout.JAVA_LONG, 40, descriptors.length == 0 ? 0 : (length + 7) & -8);
      return Linux.call(Linux.SENDMSG, socket, header.address(), 0x4000) == bytes.length;
    }
  }

  /** Waits for so many bytes or the end. */
  public Received receive(int length) {
    try (Arena once = Arena.ofConfined()) {
      MemorySegment in = once.allocate(length);
      vector.set(ValueLayout.JAVA_LONG, 0, in.address());
      vector.set(ValueLayout.JAVA_LONG, 8, length);
      header.set(ValueLayout.JAVA_LONG, 40, 64);
      long n = Linux.call(Linux.RECVMSG, socket, header.address(), CMSG_CLOEXEC);
      boolean with = n > 0 && header.get(ValueLayout.JAVA_LONG, 40) >= 20;
      return new Received(
          Arrays.copyOf(in.toArray(ValueLayout.JAVA_BYTE), (int) Math.max(n, 0)),
          with ? control.get(ValueLayout.JAVA_INT, 16) : -1);
    }
  }

  /** A fresh descriptor of this process that nobody else has a use for. */
  public static int spare() throws IOException {
    return (int) Linux.check(Linux.call(DUP, 0), "a descriptor");
  }

  /** What the kernel says of another size: -1 for EPERM, 0 when it did it. */
  public static long resize(int descriptor, long size) {
    return Linux.call(Linux.FTRUNCATE, descriptor, size);
  }

  /** What the kernel says of the seal against writing. */
  public static long seal(int descriptor) {
    return Linux.call(Linux.FCNTL, descriptor, Linux.F_ADD_SEALS, 8);
  }

  /** What the kernel says of a byte written there. */
  public static long write(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      return Linux.call(Linux.PWRITE64, descriptor, arena.allocate(1).address(), 1, 0, 0, 0);
    }
  }

  /** What the kernel says of a shared mapping to write it. */
  public static long mapToWrite(int descriptor) {
    return Linux.call(Linux.MMAP, 0, 4096, 3, 1, descriptor, 0);
  }

  /**
   * The same memory opened once more, to read and to write: a descriptor, or what the kernel says.
   */
  public static long reopen(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      long path = arena.allocateFrom("/proc/self/fd/" + descriptor).address();
      return Linux.call(Linux.OPENAT, Linux.AT_FDCWD, path, 2);
    }
  }

  /** Says that nothing more comes; the other end sees it after what was sent. */
  public void end() {
    long _ = Linux.call(Linux.SHUTDOWN, socket, 1);
  }

  public static void close(int descriptor) {
    long _ = Linux.call(Linux.CLOSE, descriptor);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      close(socket);
      arena.close();
    }
  }
}
