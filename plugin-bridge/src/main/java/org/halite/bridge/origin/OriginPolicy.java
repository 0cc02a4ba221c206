package org.halite.bridge.origin;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;

/**
 * The journey of one request from a page through its redirects, judged hop by hop: same-origin,
 * else CORS (Fetch standard, "HTTP-redirect fetch" and "CORS check"), under the page's own
 * policies. One object a request; not thread-safe.
 */
public final class OriginPolicy {
  /** Fetch standard, "HTTP-redirect fetch". */
  public static final int MAX_REDIRECTS = 20;

  private final RequestClient client;
  private final ContentSecurityPolicy.Purpose purpose;
  private final Origin page;
  private RequestTerms terms;
  private URI current;

  /**
   * Once a hop was cross-origin every later answer must pass the CORS check, same-origin ones as
   * well.
   */
  private boolean cors;

  /** The request went from one foreign origin to another: it now says {@code Origin: null}. */
  private boolean tainted;

  private int redirects;

  /** A request by {@code client} for a module or a file of its manifest. */
  public OriginPolicy(RequestClient client, RequestTerms terms) {
    this(client, terms, ContentSecurityPolicy.Purpose.OBJECT);
  }

  /** A request by {@code client}. */
  public OriginPolicy(
      RequestClient client, RequestTerms terms, ContentSecurityPolicy.Purpose purpose) {
    this.client = client;
    this.purpose = purpose;
    this.page = Origin.of(client.document());
    this.terms = terms;
  }

  /** What is asked of the hop that was last allowed. */
  public RequestTerms terms() {
    return terms;
  }

  /** Judges the first URL before anything is sent. */
  public Decision begin(URI url) {
    return go(url);
  }

  /**
   * Judges the next URL of a redirect before anything is sent there.
   *
   * @param status of the redirect
   */
  public Decision redirect(URI to, int status) {
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
    terms = terms.redirected(status);
    return go(to);
  }

  /**
   * The value of the Origin header for the hop that was last allowed, or null when none is sent.
   */
  public String originHeader() {
    boolean reads = terms.method().equals("GET") || terms.method().equals("HEAD");
    boolean asks = cors && terms.mode() == RequestTerms.Mode.CORS;
    return asks || !reads ? requestOrigin() : null;
  }

  /**
   * Whether the hop that was last allowed must be asked by OPTIONS first, since it does what no
   * form or image of a page could do.
   */
  public boolean needsPreflight() {
    return cors
        && terms.mode() == RequestTerms.Mode.CORS
        && (!terms.hasSimpleMethod() || !terms.unsafeHeaders().isEmpty());
  }

  /** The names for Access-Control-Request-Headers, empty for none. */
  public List<String> headersToAskFor() {
    return terms.unsafeHeaders();
  }

  /** Judges the answer to OPTIONS; a redirect is no answer. */
  public Decision preflightAnswer(int status, HttpHeaders headers) {
    return check().preflight(status, headers);
  }

  /** Judges the answer of the hop that was last allowed, redirects as well as bodies. */
  public Decision answer(HttpHeaders headers) {
    if (!cors) {
      return Decision.allow("same-origin");
    }
    return terms.mode() == RequestTerms.Mode.NO_CORS
        ? check().opaque(headers, page, Origin.of(current), client.policies().embedder())
        : check().answer(headers);
  }

  /**
   * The headers of an answer, already allowed, that the asker may see (Fetch standard,
   * "CORS-exposed header-name list"), with their values; names as the server wrote them, and found
   * however they are written.
   */
  public Map<String, String> exposed(HttpHeaders headers) {
    return ExposedHeaders.of(headers, cors, terms.credentials());
  }

  private CorsCheck check() {
    return new CorsCheck(
        UrlReference.name(current), Origin.of(current).serialize(), requestOrigin(), terms);
  }

  private String requestOrigin() {
    return tainted ? "null" : page.serialize();
  }

  /**
   * What a page's own policies say of a URL that no server is asked for, {@code data:} or {@code
   * file:}.
   *
   * @param allowed what is answered when they do not forbid it
   */
  public static Decision underPolicies(
      RequestClient client, ContentSecurityPolicy.Purpose purpose, URI url, Decision allowed) {
    String forbidden = forbidden(client, purpose, url, false);
    return forbidden == null ? allowed : Decision.refuse(forbidden);
  }

  private static String forbidden(
      RequestClient client, ContentSecurityPolicy.Purpose purpose, URI url, boolean redirected) {
    String directive =
        client
            .policies()
            .contentSecurity()
            .forbids(purpose, url, Origin.of(client.document()), redirected);
    if (directive == null) {
      return null;
    }
    String what = Origin.scheme(url).equals("data") ? "the data: manifest" : UrlReference.name(url);
    Origin origin = Origin.of(url);
    String from =
        origin instanceof Origin.Tuple ? origin.serialize() : Origin.scheme(url) + ": URLs";
    return what
        + " was refused: the page's Content-Security-Policy does not name "
        + from
        + " ("
        + UrlReference.shown(directive)
        + ")";
  }

  private Decision go(URI url) {
    String name = UrlReference.name(url);
    String scheme = Origin.scheme(url);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return Decision.refuse(
          name
              + (purpose == ContentSecurityPolicy.Purpose.OBJECT
                  ? " was refused: modules are not loaded from "
                  : " was refused: modules ask for nothing at ")
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
    if (client.prohibitsMixedContent() && !to.isTrustworthy()) {
      return Decision.refuse(
          name
              + " was refused: the page is "
              + (Origin.scheme(client.document()).equals("https") ? page : Origin.of(client.page()))
              + " and "
              + to
              + " is not encrypted (mixed content); serve the file over https");
    }
    String forbidden = forbidden(client, purpose, url, redirects > 0);
    if (forbidden != null) {
      return Decision.refuse(forbidden);
    }
    boolean foreign = !page.sameOrigin(to);
    if (foreign && terms.mode() == RequestTerms.Mode.SAME_ORIGIN) {
      return Decision.refuse(
          name
              + " was refused: "
              + to
              + " is not "
              + page
              + ", and the request is for its own origin only");
    }
    current = url;
    cors |= foreign;
    return Decision.allow(cors ? "cross-origin, asks by CORS" : "same-origin");
  }
}
