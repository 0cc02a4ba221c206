package org.halite.bridge.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Map;

/**
 * A file on its way into the store: written beside the others as it comes, then put into its place
 * by a thread that nobody waits for. Never fails: where the disk refuses, nothing is kept, and the
 * log hears why. It does the same work whether or not the store has these bytes. Used by one
 * thread.
 */
public final class Intake implements AutoCloseable {
  /** What is known of a file when all of it has come. */
  public record Answer(String site, String url, String asker, Map<String, String> headers) {}

  private final LibraryStore store;
  private final LibraryStore.Log log;
  private final MessageDigest digest = StoredFiles.digest();
  private Path path;
  private FileChannel out;
  private long length;

  /** Takes nothing any more. */
  private boolean over;

  Intake(LibraryStore store, LibraryStore.Log log) {
    this.store = store;
    this.log = log;
  }

  /** The next bytes of the file. */
  public void write(byte[] piece) {
    if (over) {
      return;
    }
    if (length + piece.length > store.quota().file() || !store.reserve(piece.length)) {
      close();
      return;
    }
    length += piece.length;
    try {
      if (out == null) {
        path = store.newFile();
        out = FileChannel.open(path, StandardOpenOption.WRITE);
      }
      digest.update(piece);
      ByteBuffer left = ByteBuffer.wrap(piece);
      while (left.hasRemaining()) {
        int _ = out.write(left);
      }
    } catch (IOException e) {
      log.say("a file is not kept in the library store: " + Reason.of(e));
      close();
    }
  }

  /**
   * All has come and may be kept.
   *
   * @param shareable whether a site that pins these bytes by their hash may have them without
   *     asking the server, where the person wants that
   */
  public void keep(Answer answer, boolean shareable) {
    if (over || out == null) {
      return;
    }
    over = true;
    try {
      out.close();
    } catch (IOException e) {
      log.say("a file is not kept in the library store: " + Reason.of(e));
      drop();
      return;
    }
    String sha256 = StoredFiles.hex(digest.digest());
    KeptAnswer kept =
        new KeptAnswer(
            answer.site(),
            answer.url(),
            answer.asker(),
            sha256,
            length,
            System.currentTimeMillis(),
            answer.headers());
    if (!store.later(() -> finish(kept, shareable), log)) {
      drop();
    }
  }

  /** On the store's own thread: the disk has the bytes before they have a name. */
  private void finish(KeptAnswer kept, boolean shareable) throws IOException {
    try {
      try (FileChannel whole = FileChannel.open(path, StandardOpenOption.WRITE)) {
        whole.force(true);
      }
      store.put(path, kept, shareable);
    } finally {
      drop();
    }
  }

  /** Keeps nothing, unless it was told to before. */
  @Override
  public void close() {
    if (!over) {
      over = true;
      drop();
    }
  }

  private void drop() {
    store.giveBack(length);
    length = 0;
    try {
      if (out != null) {
        out.close();
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      log.say("a file that is not kept was left in the library store: " + Reason.of(e));
    }
  }
}
