package org.halite.bridge.srpc;

/** The module did not answer in time. */
public final class SrpcTimeoutException extends SrpcException {
  private static final long serialVersionUID = 1;

  SrpcTimeoutException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
