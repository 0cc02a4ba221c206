package org.halite.bridge.fetch;

/** A file that did not come; the message is one sentence for the page's developer. */
public final class FetchException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean refused;

  public FetchException(String sentence) {
    this(sentence, false);
  }

  /**
   * @param refused whether a rule forbade it, and not the network
   */
  FetchException(String sentence, boolean refused) {
    super(sentence);
    this.refused = refused;
  }

  public FetchException(String sentence, Throwable cause) {
    super(sentence, cause);
    refused = false;
  }

  /** Whether a rule forbade it: nothing is wrong with server or network. */
  public boolean isRefused() {
    return refused;
  }
}
