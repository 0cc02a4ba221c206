package org.halite.bridge.srpc;

import java.io.IOException;

/** A call that did not bring a result; the message is a sentence for people. */
public final class SrpcException extends IOException {
  private static final long serialVersionUID = 1;

  SrpcException(String sentence) {
    super(sentence);
  }

  SrpcException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
