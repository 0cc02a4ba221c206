package org.halite.bridge.origin;

import java.net.URI;
import java.util.List;

/**
 * The journey of one request from a page through its redirects, judged hop by hop: same-origin,
 * else CORS without credentials (Fetch standard, "HTTP-redirect fetch" and "CORS check"). One
 * object a request; not thread-safe.
 */
public final class OriginPolicy {
  /** Chrome gives up at 20 hops, servers that mean well need one or two. */
  public static final int MAX_REDIRECTS = 10;

  private final URI document;
  private final Origin page;
  private URI current;

  /**
   * Once a hop was cross-origin every later answer must pass the CORS check, same-origin ones as
   * well.
   */
  private boolean cors;

  /** The request went from one foreign origin to another: it now says {@code Origin: null}. */
  private boolean tainted;

  private int redirects;

  /** A request by the page at {@code document}, whose URL gives the origin. */
  public OriginPolicy(URI document) {
    this.document = document;
    this.page = Origin.of(document);
  }

  /** Judges the first URL before anything is sent. */
  public Decision begin(URI url) {
    return go(url);
  }

  /** Judges the next URL of a redirect before anything is sent there. */
  public Decision redirect(URI to) {
    redirects++;
    String name = UrlReference.name(current);
    if (redirects > MAX_REDIRECTS) {
      return Decision.refuse(
          name
              + " was refused: more than "
              + MAX_REDIRECTS
              + " redirects, the last one to "
              + UrlReference.shown(to.toString()));
    }
    String scheme = Origin.scheme(to);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return Decision.refuse(
          name
              + " was refused: "
              + Origin.of(current)
              + " redirects to a "
              + scheme
              + ": URL; only http and https may be redirected to");
    }
    Origin from = Origin.of(current);
    if (!from.sameOrigin(Origin.of(to)) && !page.sameOrigin(from)) {
      tainted = true;
    }
    return go(to);
  }

  /**
   * The value of the Origin header for the hop that was last allowed, or null when none is sent.
   */
  public String originHeader() {
    return cors ? requestOrigin() : null;
  }

  /**
   * Judges the answer of the hop that was last allowed, redirects as well as bodies.
   *
   * @param allowOrigin all values of the answer's Access-Control-Allow-Origin header
   */
  public Decision answer(List<String> allowOrigin) {
    if (!cors) {
      return Decision.allow("same-origin");
    }
    String refused =
        UrlReference.name(current)
            + " was refused: "
            + Origin.of(current)
            + " does not allow "
            + requestOrigin()
            + " ";
    if (allowOrigin.isEmpty()) {
      return Decision.refuse(refused + "(no Access-Control-Allow-Origin header)");
    }
    String value = String.join(", ", allowOrigin).strip();
    if (value.equals("*") || value.equals(requestOrigin())) {
      return Decision.allow("CORS (Access-Control-Allow-Origin: " + value + ")");
    }
    return Decision.refuse(
        refused + "(Access-Control-Allow-Origin is " + UrlReference.shown(value) + ")");
  }

  /**
   * Whether the hop that was last allowed goes to the page's own origin and no other was on the
   * way.
   */
  public boolean sameOrigin() {
    return !cors;
  }

  private String requestOrigin() {
    return tainted ? "null" : page.serialize();
  }

  private Decision go(URI url) {
    String name = UrlReference.name(url);
    String scheme = Origin.scheme(url);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return Decision.refuse(
          name
              + " was refused: modules are not loaded from "
              + scheme
              + ": URLs; use http, https or, from a page opened"
              + " from disk, file");
    }
    if (!(Origin.of(url) instanceof Origin.Tuple to)) {
      return Decision.refuse(
          name + " was refused: " + UrlReference.shown(url.toString()) + " has no usable host");
    }
    if (url.getRawUserInfo() != null) {
      return Decision.refuse(
          name + " was refused: its URL carries a user name; credentials are never sent in URLs");
    }
    if (page instanceof Origin.Tuple secure
        && secure.scheme().equals("https")
        && scheme.equals("http")) {
      return Decision.refuse(
          name
              + " was refused: the page is "
              + page
              + " and "
              + to
              + " is not encrypted (mixed content); serve the file over https");
    }
    current = url;
    cors |= !page.sameOrigin(to);
    return Decision.allow(cors ? "cross-origin, asks by CORS" : "same-origin");
  }

  /** The page this request is for. */
  public URI document() {
    return document;
  }
}
