package org.halite.bridge.srpc;

import java.io.IOException;

/** A call did not succeed; the message is one sentence. */
public final class SrpcException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Who is to blame, and whether the connection lives. */
  public enum Kind {
    /** The caller: nothing was sent, the connection lives. */
    REFUSED,
    /** The method itself failed and said so; the connection lives. */
    FAILED,
    /** No answer in time; the connection is ended, for a late answer could be taken for another. */
    TIMED_OUT,
    /** The module's bytes were no SRPC; the connection is ended. */
    BROKEN,
    /** The module has closed the connection, or is gone. */
    GONE
  }

  private final Kind kind;

  public SrpcException(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
  }

  public SrpcException(Kind kind, String sentence, Throwable cause) {
    super(sentence, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  static SrpcException refused(String sentence) {
    return new SrpcException(Kind.REFUSED, sentence);
  }
}
