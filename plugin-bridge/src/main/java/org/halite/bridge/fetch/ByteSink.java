package org.halite.bridge.fetch;

import java.util.Arrays;

/** Takes a body piece by piece. */
@FunctionalInterface
public interface ByteSink {
  /** Bytes of a piece, where somebody cuts a body into pieces. */
  int PIECE = 64 << 10;

  /** May block; the time is not counted against the server. The array is the sink's from now on. */
  void accept(byte[] piece) throws InterruptedException, FetchException;

  /**
   * Takes the whole body at once, in an array that others read as well: nobody may change it, now
   * or later.
   */
  default void acceptWhole(byte[] body) throws InterruptedException, FetchException {
    for (int from = 0; from < body.length; from += PIECE) {
      accept(Arrays.copyOfRange(body, from, Math.min(body.length, from + PIECE)));
    }
  }
}
