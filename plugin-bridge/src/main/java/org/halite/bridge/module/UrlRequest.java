package org.halite.bridge.module;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.halite.bridge.fetch.FetchRequest;
import org.halite.bridge.origin.RequestBody;
import org.halite.bridge.origin.RequestClient;
import org.halite.bridge.origin.RequestTerms;
import org.halite.bridge.origin.UrlReference;
import org.halite.wire.ControlWire;

/**
 * What a module asks a server for, as its process says it: read and checked here.
 *
 * @param url against the document's, as written
 * @param headers lines of {@code Name: value}
 * @param flags as of {@code url_open}
 */
record UrlRequest(String method, String url, String headers, int flags, RequestBody body) {
  /** A module that streams for ever is stopped here. */
  static final long MAX_BODY = 1L << 40;

  /** Methods that are the same in small letters (Fetch standard, "normalize a method"). */
  private static final Set<String> KNOWN =
      Set.of("DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT");

  boolean followsRedirects() {
    return (flags & ControlWire.URL_FOLLOWS) != 0;
  }

  /**
   * The absolute URL.
   *
   * @throws URISyntaxException with a phrase that follows "the URL"
   */
  URI absolute(RequestClient client) throws URISyntaxException {
    return UrlReference.resolve(client.document(), url);
  }

  /**
   * What the fetcher is asked for.
   *
   * @throws IllegalArgumentException with one sentence when a browser would never ask so
   */
  FetchRequest fetch(URI absolute, RequestClient client, String initiator) {
    boolean foreign = (flags & ControlWire.URL_CROSS_ORIGIN) != 0;
    RequestTerms terms =
        new RequestTerms(
            foreign ? RequestTerms.Mode.CORS : RequestTerms.Mode.SAME_ORIGIN,
            normalMethod(),
            headerMap(),
            foreign && (flags & ControlWire.URL_CREDENTIALS) != 0,
            body);
    return new FetchRequest(
        absolute, client, terms, FetchRequest.Use.ANSWER, initiator, MAX_BODY, null);
  }

  private String normalMethod() {
    String capitals = method.toUpperCase(Locale.ROOT);
    return method.isEmpty() ? "GET" : KNOWN.contains(capitals) ? capitals : method;
  }

  /** Each line one header, so that a line break in a value begins another: that is judged too. */
  private Map<String, String> headerMap() {
    Map<String, String> map = new TreeMap<>();
    for (String line : headers.split("[\r\n]", -1)) {
      if (line.isBlank()) {
        continue;
      }
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException(
            "\"" + UrlReference.shown(line) + "\" is no header: a name, a colon and a value are");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      map.merge(name, line.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
    }
    return map;
  }
}
