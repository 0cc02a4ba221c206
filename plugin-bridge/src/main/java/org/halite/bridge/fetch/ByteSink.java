package org.halite.bridge.fetch;

import java.io.IOException;
import org.halite.bridge.kernel.SharedDescriptor;

/** Takes a body piece by piece. */
@FunctionalInterface
public interface ByteSink {
  /** Bytes of a piece, where somebody cuts a body into pieces. */
  int PIECE = 64 << 10;

  /** May block; the time is not counted against the server. The array is the sink's from now on. */
  void accept(byte[] piece) throws InterruptedException, FetchException;

  /**
   * Takes the whole body at once, as memory that nobody can change and others may use as well. The
   * caller gives up its hold afterwards: who keeps it holds it once more.
   */
  default void acceptSealed(SharedDescriptor body)
      throws IOException, InterruptedException, FetchException {
    for (long from = 0; from < body.size(); from += PIECE) {
      accept(body.read(from, PIECE));
    }
  }
}
