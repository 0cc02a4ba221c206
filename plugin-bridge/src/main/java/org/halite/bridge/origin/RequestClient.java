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

  /**
   * For whom the browser keeps what it learned: the origin of the whole page and that of the
   * document, since neither another page nor another frame of this one shall learn what was loaded
   * here. A page from disk speaks for its folder. Null when either has no origin to tell it by.
   */
  public String site() {
    String whole = keeper(page);
    String own = keeper(document);
    return whole == null || own == null ? null : whole + " " + own;
  }

  private static String keeper(URI url) {
    Origin origin = Origin.of(url);
    if (origin instanceof Origin.Tuple) {
      return origin.serialize();
    }
    return Origin.scheme(url).equals("file") ? url.resolve(".").toString() : null;
  }
}
