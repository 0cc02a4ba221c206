package org.halite.runtime.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The module's code: static text and the region for code made at run time (spec/nacl.md ch. 16).
 * Never writable inside the module, never executable outside: each object is mapped twice, and the
 * writable view is open only while we write.
 *
 * <p>Pages of the dynamic region appear when they are first used, by duplicating an executable view
 * that was made before the process locked itself down, so that no new executable mapping is asked
 * of the kernel; but for pages that show a file which nobody can change, {@link MappedCode}.
 */
public final class CodeRegion {
  static final int BUNDLE = 32;
  private static final byte HALT = (byte) 0xf4;
  private static final int READ_WRITE = Kernel.PROT_READ | Kernel.PROT_WRITE;
  private static final int READ_EXECUTE = Kernel.PROT_READ | Kernel.PROT_EXEC;
  private static final int SHARED = Kernel.MAP_SHARED | Kernel.MAP_NORESERVE;

  /** Registers with the kernel for MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE. */
  private static final int BARRIER_REGISTER = 1 << 6;

  private static final int BARRIER = 1 << 5;

  /** More dynamic code than this no toolchain's layout leaves room for: spec/nacl.md 7.7. */
  private static final long MAX_DYNAMIC = 256L << 20;

  private final AddressSpace space;
  private final SandboxMemory memory;
  private final CodeValidator validator;
  private long dynamicStart;
  private long dynamicEnd;
  private boolean acceptedAsSent;

  /**
   * Views of the dynamic object outside the module: closed but while writing, and the executable
   * original.
   */
  private long writableView;

  private long executableView;
  private final java.util.BitSet present = new java.util.BitSet();

  /** Pieces whose place is taken, by their start. */
  private final TreeMap<Long, Piece> pieces = new TreeMap<>();

  /** Deletions so far. */
  private long deletions;

  /** Of a piece that was not deleted. */
  private static final long LIVE = 0;

  /** Of a piece that is mapped from a file: it is neither changed nor deleted (spec/nacl.md 16). */
  private static final long MAPPED = -1;

  /**
   * A piece.
   *
   * @param length in bytes
   * @param deletion the number of its deletion, from 1 on, or one of the two above
   */
  private record Piece(long length, long deletion) {
    boolean live() {
      return deletion == LIVE;
    }

    boolean mapped() {
      return deletion == MAPPED;
    }
  }

  /** How many deletions the threads of the module had seen when they last made one. */
  interface CheckIns {
    /** The calling thread has now seen this many. */
    void now(long deletions);

    /** What the thread has seen that is behind all others. */
    long oldest();
  }

  CodeRegion(AddressSpace space, SandboxMemory memory, CodeValidator validator) {
    this.space = space;
    this.memory = memory;
    this.validator = validator;
  }

  /**
   * Loads static text at {@code start}, halts behind it up to the 64 KiB page's end.
   *
   * @param bytes the file's text
   * @param textEnd where the file's text ends
   * @param nextSegment where data starts, 0 for none: the space between is for dynamic code
   * @param validatedBefore the validator accepted these very bytes before, unchanged
   * @return the validator's refusal, or null
   */
  String load(
      long start, MemorySegment bytes, long textEnd, long nextSegment, boolean validatedBefore) {
    // Without data the halt sled may need a page of its own: spec/nacl.md 7.3.
    long end = AddressSpace.roundUp(nextSegment == 0 ? textEnd + BUNDLE : textEnd);
    long length = end - start;
    long view = Kernel.map(0, length, READ_WRITE, SHARED);
    MemorySegment text = Kernel.MEMORY.asSlice(view, length);
    MemorySegment.copy(bytes, 0, text, 0, bytes.byteSize());
    text.asSlice(bytes.byteSize()).fill(HALT);
    long code = (bytes.byteSize() + BUNDLE - 1) & -BUNDLE;
    String refusal = null;
    if (!validatedBefore) {
      refusal = validator.validate(text.asSlice(0, code), start);
      acceptedAsSent = refusal == null && isUnchanged(text.asSlice(0, code), bytes);
    }
    if (refusal == null) {
      // From here on nothing can write what the validator saw.
      Kernel.protect(view, length, Kernel.PROT_READ);
      duplicate(view, length, start);
      Kernel.protect(space.base() + start, length, READ_EXECUTE);
      space.mark(start, length, READ_EXECUTE);
      makeDynamicRegion(end, nextSegment);
    }
    Kernel.unmap(view, length);
    return refusal;
  }

  /** Whether text is still what the file has, and halts behind it. */
  private static boolean isUnchanged(MemorySegment text, MemorySegment bytes) {
    long size = bytes.byteSize();
    if (text.asSlice(0, size).mismatch(bytes) >= 0) {
      return false;
    }
    for (long i = size; i < text.byteSize(); i++) {
      if (text.get(ValueLayout.JAVA_BYTE, i) != HALT) {
        return false;
      }
    }
    return true;
  }

  /** Whether the validator accepted the static text and rewrote nothing in it. */
  public boolean acceptedAsSent() {
    return acceptedAsSent;
  }

  private void makeDynamicRegion(long start, long end) {
    dynamicStart = start;
    dynamicEnd = Math.max(start, Math.min(end, start + MAX_DYNAMIC));
    long length = dynamicEnd - dynamicStart;
    // What lies between code and data is never for mmap, however large: it must stay reachable for
    // code only.
    space.setFloor(Math.max(dynamicEnd, end));
    if (length > 0) {
      executableView = Kernel.map(0, length, READ_EXECUTE, SHARED);
      writableView =
          Kernel.check(
              Kernel.call(Kernel.MREMAP, executableView, 0, length, Kernel.MAYMOVE), "mremap");
      Kernel.protect(writableView, length, Kernel.PROT_NONE);
      registerBarrier();
    }
  }

  /**
   * Lets the process use the barrier of {@link #serialize}. The first time the kernel waits until
   * every processor has been somewhere else, up to some 20 ms; then it takes no time.
   */
  static void registerBarrier() {
    long unused = Kernel.call(Kernel.MEMBARRIER, BARRIER_REGISTER);
    assert unused <= 0;
  }

  /** Removes the views outside the module, with the module's space. */
  void release() {
    if (executableView != 0) {
      Kernel.unmap(executableView, dynamicEnd - dynamicStart);
      Kernel.unmap(writableView, dynamicEnd - dynamicStart);
      executableView = 0;
    }
  }

  private void duplicate(long view, long length, long address) {
    long at =
        Kernel.call(
            Kernel.MREMAP, view, 0, length, Kernel.MAYMOVE_FIXED, space.base() + address, 0);
    if (at != space.base() + address) {
      throw new KernelException("mremap of code", (int) -at);
    }
  }

  public long dynamicStart() {
    return dynamicStart;
  }

  public long dynamicEnd() {
    return dynamicEnd;
  }

  /** Whether a thread may start here: a bundle in static or dynamic text. */
  public boolean isBundle(long address) {
    return address % BUNDLE == 0 && isText(address);
  }

  /** Whether there is, or could be, code. */
  boolean isText(long address) {
    return address >= 0x20000 && address < Math.max(dynamicStart, dynamicEnd);
  }

  /**
   * dyncode_create: copies, validates the copy, publishes the copy.
   *
   * @return 0 or -errno
   * @throws BadAddress when the source cannot be read
   */
  public synchronized long create(long to, long from, long length) {
    if (dynamicEnd == dynamicStart || to % BUNDLE != 0 || length % BUNDLE != 0) {
      return -Errno.EINVAL;
    }
    if (to < dynamicStart || to + length > dynamicEnd - BUNDLE) {
      return -Errno.EFAULT;
    }
    if (length == 0) {
      return 0;
    }
    if (overlaps(to, length)) {
      return -Errno.EINVAL;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(length, BUNDLE);
      memory.read(from, copy);
      return judge(to, copy);
    }
  }

  private long copy(long to, MemorySegment code) {
    try (Arena arena = Arena.ofConfined()) {
      return judge(to, arena.allocate(code.byteSize(), BUNDLE).copyFrom(code));
    }
  }

  /** Judges a copy that nobody else has, and publishes it. */
  private long judge(long to, MemorySegment copy) {
    if (!validator.accepts(copy, to)) {
      return -Errno.EINVAL;
    }
    publish(to, copy);
    pieces.put(to, new Piece(copy.byteSize(), LIVE));
    return 0;
  }

  /**
   * dyncode_delete: halts the heads of the piece's bundles at once, so that no thread comes in. A
   * thread may still be behind a head; so the place is free only when every thread has made a call
   * of dyncode_delete since, for whoever does that is out. Length 0 is such a call and no more.
   *
   * @return 0 when the place is free, -EAGAIN while threads are awaited, or another -errno
   */
  synchronized long delete(long from, long length, CheckIns threads) {
    if (length == 0) {
      threads.now(deletions);
      return 0;
    }
    Piece piece = pieces.get(from);
    if (length % BUNDLE != 0 || piece == null || piece.mapped() || piece.length() != length) {
      return -Errno.EFAULT;
    }
    if (piece.live()) {
      halt(from, length);
      deletions++;
      piece = new Piece(length, deletions);
      pieces.put(from, piece);
    }
    threads.now(deletions);
    if (threads.oldest() < piece.deletion()) {
      return -Errno.EAGAIN;
    }
    pieces.remove(from);
    return 0;
  }

  /**
   * mmap of code (spec/nacl.md 11.2): a file's bytes are judged as they are and mapped as they are,
   * so that all processes with this file share the pages. They are copied, as {@link #create} does,
   * where code was made on these pages before, where the validator has to rewrite something, or
   * where the kernel does not let them be mapped.
   *
   * @param part of a file that nobody can change any more
   * @param length whole pages, of code and nothing else
   * @param acceptedBefore the validator accepted these very bytes before, as they are
   * @return 0 or -errno
   */
  public synchronized long map(long to, long length, FilePart part, boolean acceptedBefore) {
    if (dynamicEnd == dynamicStart
        || length <= 0
        || to % AddressSpace.PAGE != 0
        || length % AddressSpace.PAGE != 0
        || to < dynamicStart
        || to + length > dynamicEnd - BUNDLE
        || part.offset() < 0
        || length > part.fileSize() - part.offset()
        || overlaps(to, length)) {
      return -Errno.EINVAL;
    }
    try (MappedCode mapped = MappedCode.of(part, length)) {
      if (mapped == null) {
        return -Errno.ENOMEM;
      }
      if (!isFresh(to, length)
          || !(acceptedBefore || validator.acceptsUnchanged(mapped.bytes(), to))
          || !mapped.show(space.base() + to)) {
        return copy(to, mapped.bytes());
      }
    }
    space.mark(to, length, READ_EXECUTE);
    present.set(page(to), page(to + length));
    pieces.put(to, new Piece(length, MAPPED));
    return 0;
  }

  private int page(long address) {
    return (int) ((address - dynamicStart) / AddressSpace.PAGE);
  }

  /** Whether nothing was ever made on these pages. */
  private boolean isFresh(long start, long length) {
    int first = present.nextSetBit(page(start));
    return first < 0 || first >= page(start + length);
  }

  /** How many deletions there were: a new thread cannot be behind one of those heads. */
  synchronized long deletions() {
    return deletions;
  }

  private void halt(long from, long length) {
    long view = writableView + (from - dynamicStart);
    openView(from, length, READ_WRITE);
    for (long i = 0; i < length; i += BUNDLE) {
      Kernel.MEMORY.set(ValueLayout.JAVA_BYTE, view + i, HALT);
    }
    openView(from, length, Kernel.PROT_NONE);
    serialize();
  }

  /**
   * dyncode_modify: puts other immediates, displacements or call targets into a live piece, an
   * instruction at a time.
   *
   * @return 0 or -errno
   * @throws BadAddress when the source cannot be read
   */
  public synchronized long modify(long to, long from, long length) {
    if (dynamicEnd == dynamicStart) {
      return -Errno.EINVAL;
    }
    if (length == 0) {
      return 0;
    }
    Map.Entry<Long, Piece> piece = pieces.floorEntry(to);
    if (piece == null
        || !piece.getValue().live()
        || to + length > piece.getKey() + piece.getValue().length()) {
      return -Errno.EFAULT;
    }
    long start = to & -BUNDLE;
    long size = ((to + length + BUNDLE - 1) & -BUNDLE) - start;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment old = arena.allocate(size, BUNDLE);
      old.copyFrom(Kernel.MEMORY.asSlice(space.base() + start, size));
      MemorySegment replacement = arena.allocate(size, BUNDLE).copyFrom(old);
      memory.read(from, replacement.asSlice(to - start, length));
      List<LiveCode.Change> changes = validator.changes(old, replacement);
      if (changes == null) {
        return -Errno.EINVAL;
      }
      openView(start, size, READ_WRITE);
      MemorySegment there = Kernel.MEMORY.asSlice(writableView + (start - dynamicStart), size);
      for (LiveCode.Change change : changes) {
        LiveCode.replace(there, replacement, change, CodeRegion::serialize);
      }
      openView(start, size, Kernel.PROT_NONE);
      serialize();
    }
    return 0;
  }

  private boolean overlaps(long start, long length) {
    Map.Entry<Long, Piece> below = pieces.lowerEntry(start + length);
    return below != null && below.getKey() + below.getValue().length() > start;
  }

  /** Writes each bundle behind its head first, so that no thread ever runs half a bundle. */
  private void publish(long to, MemorySegment code) {
    long length = code.byteSize();
    long view = writableView + (to - dynamicStart);
    openView(to, length, READ_WRITE);
    appear(to, length);
    MemorySegment there = Kernel.MEMORY.asSlice(view, length);
    for (long i = 0; i < length; i += BUNDLE) {
      MemorySegment.copy(code, i + 4, there, i + 4, BUNDLE - 4);
    }
    serialize();
    for (long i = 0; i < length; i += BUNDLE) {
      there.set(ValueLayout.JAVA_INT, i, code.get(ValueLayout.JAVA_INT, i));
    }
    openView(to, length, Kernel.PROT_NONE);
    serialize();
  }

  /** Fills new pages with halts, then lets them appear in the module. */
  private void appear(long to, long length) {
    int first = page(to);
    int last = page(to + length - 1);
    for (int page = first; page <= last; page++) {
      if (!present.get(page)) {
        long offset = (long) page * AddressSpace.PAGE;
        Kernel.MEMORY.asSlice(writableView + offset, AddressSpace.PAGE).fill(HALT);
        VarHandle.fullFence();
        duplicate(executableView + offset, AddressSpace.PAGE, dynamicStart + offset);
        space.mark(dynamicStart + offset, AddressSpace.PAGE, READ_EXECUTE);
        present.set(page);
      }
    }
  }

  private void openView(long address, long length, int protection) {
    long from = (address - dynamicStart) & -AddressSpace.PAGE;
    long to = AddressSpace.roundUp(address - dynamicStart + length);
    Kernel.protect(writableView + from, to - from, protection);
  }

  /** All cores see the code as it is now. */
  private static void serialize() {
    VarHandle.fullFence();
    long unused = Kernel.call(Kernel.MEMBARRIER, BARRIER);
    assert unused <= 0;
  }
}
