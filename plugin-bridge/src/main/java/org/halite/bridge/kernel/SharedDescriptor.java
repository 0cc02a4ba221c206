package org.halite.bridge.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * An open descriptor of memory or a file, as often held as it is retained; closed when nobody holds
 * it any more. Its size never changes where it is memory.
 */
public final class SharedDescriptor {
  // linux/memfd.h
  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_ALLOW_SEALING = 2;

  /** Since Linux 6.3; never executable from the start. */
  private static final int MFD_NOEXEC_SEAL = 8;

  // linux/fcntl.h: what is sealed can never be unsealed
  private static final int F_SEAL_SEAL = 1;
  private static final int F_SEAL_SHRINK = 2;
  private static final int F_SEAL_GROW = 4;
  private static final int F_SEAL_WRITE = 8;

  /** For so long memory that somebody holds is tried to be sealed, with such pauses. */
  private static final long SEALING_NANOS = 1_000_000_000;

  private static final long SEALING_PAUSE_NANOS = 2_000_000;

  // linux/falloc.h
  private static final int FALLOC_FL_KEEP_SIZE = 1;

  // struct stat, asm/stat.h
  private static final int STAT_BYTES = 144;
  private static final int STAT_MODE = 24;
  private static final int STAT_SIZE = 48;
  private static final int S_IFMT = 0xf000;
  private static final int S_IFREG = 0x8000;

  /** Bytes that go into frozen memory at a time: what stays in the processor's own caches. */
  private static final long PIECE = 256 << 10;

  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int MAP_SHARED = 1;

  private final int number;
  private final long size;
  private final boolean writable;
  private final Runnable freed;

  /** Guarded by this. */
  private int holders = 1;

  private SharedDescriptor(int number, long size, boolean writable, Runnable freed) {
    this.number = number;
    this.size = size;
    this.writable = writable;
    this.freed = freed;
  }

  /**
   * New memory of zeroes, which nobody can make shorter or longer, held once by the caller.
   *
   * @param size in bytes
   * @param freed run once when it is closed
   */
  public static SharedDescriptor memory(long size, Runnable freed) throws IOException {
    int number = memfd();
    try {
      Linux.check(Linux.call(Linux.FTRUNCATE, number, size), "shared memory");
      seal(number, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
      SharedDescriptor made = new SharedDescriptor(number, size, true, freed);
      number = -1;
      return made;
    } finally {
      close(number);
    }
  }

  /**
   * A copy of bytes that nobody can change any more, as a file to read, held once by the caller.
   *
   * @param bytes of any kind of segment
   */
  public static SharedDescriptor frozen(MemorySegment bytes) throws IOException {
    try (Unfrozen fresh = new Unfrozen(bytes.byteSize());
        Arena arena = Arena.ofConfined()) {
      MemorySegment piece = arena.allocate(Math.clamp(bytes.byteSize(), 1, PIECE));
      for (long at = 0; at < bytes.byteSize(); at += PIECE) {
        long length = Math.min(PIECE, bytes.byteSize() - at);
        MemorySegment.copy(bytes, at, piece, 0, length);
        fresh.write(at, piece.asSlice(0, length));
      }
      return fresh.freeze();
    }
  }

  /**
   * Memory that is being filled, by any threads, and that nobody else has yet; then frozen, or
   * closed and gone.
   */
  public static final class Unfrozen implements AutoCloseable {
    private final int number;

    /** Who takes the number when it is closed. */
    private final IntConsumer closed;

    /**
     * @param size in bytes, for ever
     */
    public Unfrozen(long size) throws IOException {
      this(memfd(), SharedDescriptor::close);
      lengthen(size);
    }

    private Unfrozen(int number, IntConsumer closed) {
      this.number = number;
      this.closed = closed;
    }

    /**
     * Memory of no bytes yet, behind whose end the kernel has pages ready.
     *
     * @param room in bytes
     * @param closed gets the number of its descriptor, to close, when it is closed
     */
    static Unfrozen withRoom(long room, IntConsumer closed) throws IOException {
      Unfrozen made = new Unfrozen(memfd(), closed);
      long got = Linux.call(Linux.FALLOCATE, made.number, FALLOC_FL_KEEP_SIZE, 0, room, 0, 0);
      if (got < 0) {
        SharedDescriptor.close(made.number);
        Linux.check(got, "memory for a file");
      }
      return made;
    }

    /** Gives it its size, for ever; closed when that fails. */
    void lengthen(long size) throws IOException {
      long set = Linux.call(Linux.FTRUNCATE, number, size);
      if (set < 0) {
        close();
        Linux.check(set, "memory for a file");
      }
    }

    /**
     * Fills a part of it.
     *
     * @param bytes native memory
     */
    public void write(long offset, MemorySegment bytes) throws IOException {
      for (long done = 0; done < bytes.byteSize(); ) {
        long left = bytes.byteSize() - done;
        long address = bytes.address() + done;
        long n = Linux.call(Linux.PWRITE64, number, address, left, offset + done, 0, 0);
        if (n != -Linux.EINTR) {
          done += Linux.check(n, "memory for a file");
        }
      }
    }

    /** From now on nobody can change it, or could; a file to read, held once by the caller. */
    public SharedDescriptor freeze() throws IOException {
      seal(number, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
      return openFile("/proc/self/fd/" + number, 0);
    }

    @Override
    public void close() {
      closed.accept(number);
    }
  }

  /**
   * Gives back the pages behind the end of memory, which may be sealed, and closes it; what it has
   * up to its end stays as it is.
   */
  static void trimAndClose(int number) {
    try {
      long size = stat(number).get(ValueLayout.JAVA_LONG, STAT_SIZE);
      long _ = Linux.call(Linux.FTRUNCATE, number, size);
    } catch (IOException e) {
      // Then they stay until the memory is gone.
    } finally {
      close(number);
    }
  }

  /**
   * A regular file of this machine, to read, held once by the caller. Whoever may write the file
   * can change it under its readers.
   *
   * @throws IOException with one sentence when there is no such file, or it is no regular one
   */
  public static SharedDescriptor file(Path path) throws IOException {
    return openFile(path.toAbsolutePath().toString(), Linux.O_NOFOLLOW);
  }

  private static SharedDescriptor openFile(String path, int flags) throws IOException {
    int number;
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom(path, StandardCharsets.UTF_8).address();
      // O_NONBLOCK: a FIFO must not hang us before it is seen to be none of ours.
      long all = flags | Linux.O_CLOEXEC | Linux.O_NONBLOCK;
      number =
          (int) Linux.check(Linux.call(Linux.OPENAT, Linux.AT_FDCWD, name, all), "to open " + path);
    }
    try {
      MemorySegment stat = stat(number);
      if ((stat.get(ValueLayout.JAVA_INT, STAT_MODE) & S_IFMT) != S_IFREG) {
        throw new IOException(path + " is not a regular file, and a module gets no other");
      }
      SharedDescriptor opened =
          new SharedDescriptor(number, stat.get(ValueLayout.JAVA_LONG, STAT_SIZE), false, () -> {});
      number = -1;
      return opened;
    } finally {
      close(number);
    }
  }

  private static MemorySegment stat(int number) throws IOException {
    MemorySegment stat = Arena.ofAuto().allocate(STAT_BYTES, 8);
    Linux.check(Linux.call(Linux.FSTAT, number, stat.address()), "a look at a file");
    return stat;
  }

  private static int memfd() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom("halite").address();
      int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
      long number = Linux.call(Linux.MEMFD_CREATE, name, flags | MFD_NOEXEC_SEAL);
      if (number == -Linux.EINVAL) {
        number = Linux.call(Linux.MEMFD_CREATE, name, flags);
      }
      return (int) Linux.check(number, "shared memory");
    }
  }

  /**
   * The kernel refuses while one of the pages is held by somebody, be it the kernel itself that has
   * just found it; it waits for that, but not when the thread is woken by chance.
   */
  private static void seal(int number, int seals) throws IOException {
    long begin = System.nanoTime();
    long answer = Linux.call(Linux.FCNTL, number, Linux.F_ADD_SEALS, seals);
    while (answer == -Linux.EBUSY && System.nanoTime() - begin < SEALING_NANOS) {
      LockSupport.parkNanos(SEALING_PAUSE_NANOS);
      answer = Linux.call(Linux.FCNTL, number, Linux.F_ADD_SEALS, seals);
    }
    Linux.check(answer, "to seal memory");
  }

  static void close(int number) {
    if (number >= 0) {
      long _ = Linux.call(Linux.CLOSE, number);
    }
  }

  /** Bytes; of a file, what it had when it was opened. */
  public long size() {
    return size;
  }

  /** Whether who gets it can write it. */
  public boolean isWritable() {
    return writable;
  }

  /** One holder more; false when it is closed already. */
  public synchronized boolean retain() {
    if (holders == 0) {
      return false;
    }
    holders++;
    return true;
  }

  /** One holder less. */
  public void release() {
    synchronized (this) {
      if (--holders != 0) {
        return;
      }
    }
    close(number);
    freed.run();
  }

  /** The kernel's number; only while the caller holds it. */
  int number() {
    return number;
  }

  /**
   * All of it, as long as the arena lives; it need not be held any longer. Others may write what is
   * read here at any time: copy first, then check.
   *
   * @throws IOException with one sentence when there is no room for it
   */
  public MemorySegment map(Arena arena) throws IOException {
    return map(number, size, writable, arena);
  }

  /**
   * A copy of a part of it.
   *
   * @param offset at most its size
   * @return as many bytes as there are, at most {@code length}
   */
  public byte[] read(long offset, int length) throws IOException {
    int there = (int) Math.min(length, size - offset);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(Math.max(there, 1));
      for (long done = 0; done < there; ) {
        long address = bytes.address() + done;
        long n = Linux.call(Linux.PREAD64, number, address, there - done, offset + done, 0, 0);
        if (n == 0) {
          throw new IOException("memory that ends before its size");
        }
        if (n != -Linux.EINTR) {
          done += Linux.check(n, "to read memory");
        }
      }
      return bytes.asSlice(0, there).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private static MemorySegment map(int number, long size, boolean writable, Arena arena)
      throws IOException {
    int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
    long address =
        Linux.check(
            Linux.call(Linux.MMAP, 0, size, protection, MAP_SHARED, number, 0),
            "to map " + size + " bytes of shared memory");
    MemorySegment mapped =
        MemorySegment.ofAddress(address)
            .reinterpret(
                size,
                arena,
                segment -> {
                  long _ = Linux.call(Linux.MUNMAP, segment.address(), size);
                });
    return writable ? mapped : mapped.asReadOnly();
  }
}
