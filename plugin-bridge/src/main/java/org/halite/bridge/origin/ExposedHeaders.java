package org.halite.bridge.origin;

import java.net.http.HttpHeaders;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which headers of an answer its asker sees (Fetch standard, "forbidden response-header name" and
 * "CORS-safelisted response-header name").
 */
final class ExposedHeaders {
  private static final Set<String> FORBIDDEN = Set.of("set-cookie", "set-cookie2");
  private static final Set<String> SAFE =
      Set.of(
          "cache-control",
          "content-language",
          "content-length",
          "content-type",
          "expires",
          "last-modified",
          "pragma");

  /** Names in one answer's Access-Control-Expose-Headers that are looked at. */
  private static final int MAX_NAMES = 256;

  private ExposedHeaders() {}

  /**
   * @param foreign whether the answer was read by CORS
   * @param credentials whether {@code *} is the name of a header and no more
   */
  static Map<String, String> of(HttpHeaders headers, boolean foreign, boolean credentials) {
    Set<String> named = foreign ? named(headers) : Set.of();
    boolean all = !foreign || (!credentials && named.contains("*"));
    Map<String, String> exposed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers
        .map()
        .forEach(
            (given, values) -> {
              String name = given.toLowerCase(Locale.ROOT);
              boolean visible = all || SAFE.contains(name) || named.contains(name);
              // ":status" is no header but HTTP/2's way to say the status.
              if (visible && !FORBIDDEN.contains(name) && !name.startsWith(":")) {
                exposed.put(given, String.join(", ", values));
              }
            });
    return exposed;
  }

  private static Set<String> named(HttpHeaders headers) {
    Set<String> names = new HashSet<>();
    for (String line : headers.allValues("Access-Control-Expose-Headers")) {
      for (String name : line.split(",", MAX_NAMES)) {
        names.add(name.strip().toLowerCase(Locale.ROOT));
      }
      if (names.size() > MAX_NAMES) {
        break;
      }
    }
    return names;
  }
}
