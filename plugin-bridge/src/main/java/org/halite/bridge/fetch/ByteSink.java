package org.halite.bridge.fetch;

/** Takes a body piece by piece. */
@FunctionalInterface
public interface ByteSink {
  /** May block; the time is not counted against the server. The array is the sink's from now on. */
  void accept(byte[] piece) throws InterruptedException, FetchException;
}
