package org.halite.bridge.fetch;

/** Takes an answer whatever its status: its head, then its body. Called on the fetching thread. */
public interface ResponseReader extends ByteSink {
  /** An answer has come that is no redirect; its body follows. */
  void head(ResponseHead head) throws InterruptedException, FetchException;

  /**
   * A redirect has come, allowed so far; whether its target is allowed is judged afterwards. May
   * block, and the time counts against the request's.
   */
  void redirect(ResponseHead head) throws InterruptedException, FetchException;
}
