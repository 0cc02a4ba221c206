package org.halite.bridge.manifest;

/** A manifest that cannot be used; the message is one sentence for the page's developer. */
public final class ManifestException extends Exception {
  private static final long serialVersionUID = 1L;

  public ManifestException(String sentence) {
    super(sentence);
  }
}
