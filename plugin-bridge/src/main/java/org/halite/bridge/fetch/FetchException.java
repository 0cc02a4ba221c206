package org.halite.bridge.fetch;

/** A file that did not come; the message is one sentence for the page's developer. */
public final class FetchException extends Exception {
  private static final long serialVersionUID = 1L;

  public FetchException(String sentence) {
    super(sentence);
  }

  public FetchException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
