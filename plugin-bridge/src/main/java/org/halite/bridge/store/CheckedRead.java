package org.halite.bridge.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.halite.bridge.kernel.SharedDescriptor;
import org.halite.bridge.kernel.SpareMemory;

/**
 * A file of the store on its way into sealed memory. Its bytes are hashed where only we have them,
 * and what was hashed is what goes into the memory: the file may change meanwhile.
 */
final class CheckedRead implements AutoCloseable {
  /** Bytes that are read, hashed and written at a time: what stays in a processor's own cache. */
  private static final int PORTION = 64 << 10;

  /** More processors than these have nothing to do with a file of usual size. */
  private static final int MAX_WORKERS = 8;

  /** It is not the file that it should be. */
  static final class Changed extends IOException {
    private static final long serialVersionUID = 1;

    Changed(String phrase) {
      super(phrase);
    }
  }

  private final FileChannel in;
  private final SharedDescriptor.Unfrozen out;
  private final long length;

  CheckedRead(Path file, long length, SpareMemory spare) throws IOException {
    this.length = length;
    in = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    try {
      out = spare.take(length);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /**
   * All of it, by its own hash.
   *
   * @throws Changed when that is another
   */
  SharedDescriptor whole(String sha256) throws IOException {
    MessageDigest digest = StoredFiles.digest();
    copy(0, length, digest);
    String found = StoredFiles.hex(digest.digest());
    if (!found.equals(sha256)) {
      throw new Changed("its SHA-256 is " + found + ", so it was changed or cut off");
    }
    return out.freeze();
  }

  /**
   * All of it, by the hashes of its pieces, on several processors.
   *
   * @throws Changed when one of them is another
   */
  SharedDescriptor pieces(PieceHashes pieces) throws IOException {
    AtomicInteger next = new AtomicInteger();
    int workers = Math.min(Runtime.getRuntime().availableProcessors(), MAX_WORKERS);
    List<Future<?>> others = new ArrayList<>();
    for (int i = 1; i < Math.min(workers, pieces.count()); i++) {
      others.add(
          ForkJoinPool.commonPool()
              .submit(
                  () -> {
                    takePieces(pieces, next);
                    return null;
                  }));
    }
    IOException failed = null;
    try {
      takePieces(pieces, next);
    } catch (IOException e) {
      failed = e;
    }
    for (Future<?> other : others) { // none may go on when the file is closed
      failed = join(other, failed);
    }
    if (failed != null) {
      throw failed;
    }
    return out.freeze();
  }

  private static IOException join(Future<?> other, IOException before) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          Object _ = other.get();
          return before;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          return e.getCause() instanceof IOException why ? why : new IOException(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void takePieces(PieceHashes pieces, AtomicInteger next) throws IOException {
    MessageDigest digest = StoredFiles.digest();
    for (int i = next.getAndIncrement(); i < pieces.count(); i = next.getAndIncrement()) {
      long from = (long) i * PieceHashes.PIECE;
      copy(from, Math.min(length, from + PieceHashes.PIECE), digest);
      if (!pieces.isPiece(i, digest.digest())) {
        next.set(pieces.count()); // the rest is not worth the work
        throw new Changed("piece " + i + " has another SHA-256, so it was changed or cut off");
      }
    }
  }

  private void copy(long from, long to, MessageDigest digest) throws IOException {
    int portion = Math.clamp(to - from, 1, PORTION);
    byte[] own = new byte[portion];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(portion);
      for (long at = from; at < to; ) {
        ByteBuffer into = bytes.asByteBuffer();
        into.limit((int) Math.min(portion, to - at));
        int n = in.read(into, at);
        if (n < 0) {
          return; // it was cut off meanwhile, and its hash will say so
        }
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, own, 0, n);
        digest.update(own, 0, n);
        out.write(at, bytes.asSlice(0, n));
        at += n;
      }
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
    in.close();
  }
}
