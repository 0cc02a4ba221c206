package org.halite.bridge.fetch;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a server's headers say of keeping its answer (RFC 9111). Where they contradict themselves or
 * cannot be read, the server is asked again. Lifetimes are never guessed.
 *
 * @param storable whether it may be kept at all
 * @param shareable whether it is for others than who asked
 * @param lifetime how long after its receipt it may be used without asking; zero for never
 */
record Freshness(boolean storable, boolean shareable, Duration lifetime) {
  /** What is kept of an answer's head: for the next request, and to judge the answer again. */
  private static final List<String> KEPT =
      List.of(
          "access-control-allow-credentials",
          "access-control-allow-origin",
          "age",
          "cache-control",
          "cross-origin-resource-policy",
          "date",
          "etag",
          "expires",
          "last-modified",
          "vary");

  private static final int MAX_VALUE = 2048;
  private static final long MAX_SECONDS = Duration.ofDays(365).toSeconds();

  /** The headers that matter, names in lower case; null when one is too long to keep. */
  static Map<String, String> kept(HttpHeaders headers) {
    Map<String, String> kept = new TreeMap<>();
    for (String name : KEPT) {
      List<String> values = headers.allValues(name);
      if (!values.isEmpty()) {
        String value = String.join(", ", values);
        if (value.length() > MAX_VALUE) {
          return null;
        }
        kept.put(name, value);
      }
    }
    return kept;
  }

  static Freshness of(Map<String, String> headers) {
    List<String> directives = words(headers.getOrDefault("cache-control", ""));
    boolean any = words(headers.getOrDefault("vary", "")).contains("*");
    boolean storable = !directives.contains("no-store") && !any;
    boolean isPrivate = directives.stream().anyMatch(word -> word.startsWith("private"));
    return new Freshness(storable, storable && !isPrivate, lifetime(headers, directives));
  }

  private static Duration lifetime(Map<String, String> headers, List<String> directives) {
    if (directives.stream().anyMatch(word -> word.startsWith("no-cache"))) {
      return Duration.ZERO;
    }
    long seconds = 0;
    List<String> ages = directives.stream().filter(word -> word.startsWith("max-age")).toList();
    if (ages.size() == 1) {
      seconds = seconds(ages.getFirst().replaceFirst("^max-age=\"?(\\d+)\"?$", "$1"));
    } else if (ages.isEmpty() && headers.containsKey("expires") && headers.containsKey("date")) {
      seconds = between(headers.get("date"), headers.get("expires"));
    }
    long age = headers.containsKey("age") ? seconds(headers.get("age")) : 0;
    return Duration.ofSeconds(Math.clamp(seconds - age, 0, MAX_SECONDS));
  }

  private static List<String> words(String value) {
    List<String> words = new ArrayList<>();
    for (String word : value.split(",", -1)) {
      words.add(word.strip().toLowerCase(Locale.ROOT));
    }
    return words;
  }

  /** Zero when it is no number; much when it is too large for one. */
  private static long seconds(String digits) {
    if (digits.isEmpty() || digits.chars().anyMatch(c -> c < '0' || c > '9')) {
      return 0;
    }
    return digits.length() > 9 ? MAX_SECONDS : Long.parseLong(digits);
  }

  private static long between(String from, String to) {
    try {
      DateTimeFormatter http = DateTimeFormatter.RFC_1123_DATE_TIME;
      return Duration.between(ZonedDateTime.parse(from, http), ZonedDateTime.parse(to, http))
          .toSeconds();
    } catch (DateTimeException | ArithmeticException e) {
      return 0; // "Expires: 0" is in the past
    }
  }

  /**
   * How long an answer may still be used without asking; zero or less when it may not.
   *
   * @param received when it came, milliseconds since 1970
   */
  Duration left(long received, long now) {
    return now < received ? Duration.ZERO : lifetime.minusMillis(now - received);
  }
}
