package org.halite.sdk.driver;

/** A compilation cannot go on; the message is what the person reads, empty if a tool has spoken. */
public final class DriverFailure extends Exception {
  private static final long serialVersionUID = 1L;

  public DriverFailure(String sentence) {
    super(sentence);
  }

  public DriverFailure(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** A tool has told on standard error what is wrong. */
  static DriverFailure alreadyTold() {
    return new DriverFailure("");
  }
}
