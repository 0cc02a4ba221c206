package org.halite.bridge.origin;

import java.net.URI;

/**
 * Who asks (Fetch standard, "client"): a document and what its server said about what it may load.
 *
 * @param document its URL gives the origin
 * @param page the URL of the whole page, which may hold the document in a frame
 * @param policies of the document
 */
public record RequestClient(URI document, URI page, PolicyContainer policies) {
  /** A document that is the whole page, of a server that said nothing. */
  public static RequestClient of(URI document) {
    return new RequestClient(document, document, PolicyContainer.NONE);
  }

  /**
   * Whether what is asked for must be encrypted, since the page or the frame is (Mixed Content 4.3,
   * by scheme as browsers do it: a page of http://localhost may load from anywhere).
   */
  boolean prohibitsMixedContent() {
    return Origin.scheme(document).equals("https") || Origin.scheme(page).equals("https");
  }
}
