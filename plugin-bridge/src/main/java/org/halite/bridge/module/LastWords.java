package org.halite.bridge.module;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.halite.bridge.origin.UrlReference;

/**
 * The beginning of what a runtime process writes to standard error: read to its end, kept to a
 * bound.
 */
final class LastWords {
  private static final int MAX_BYTES = 4096;

  private final CompletableFuture<String> text = new CompletableFuture<>();

  LastWords(InputStream in) {
    Thread.ofVirtual().name("halite-stderr").start(() -> read(in));
  }

  /**
   * One line, control characters replaced; completes when the process closed its standard error.
   */
  CompletableFuture<String> text() {
    return text;
  }

  private void read(InputStream in) {
    byte[] kept = new byte[0];
    try (in) {
      kept = in.readNBytes(MAX_BYTES);
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The process is gone; what was kept is all there is.
    }
    String said = new String(kept, StandardCharsets.UTF_8).strip().replace('\n', ' ');
    text.complete(UrlReference.shown(said));
  }
}
