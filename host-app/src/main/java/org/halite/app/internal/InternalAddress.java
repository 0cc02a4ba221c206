package org.halite.app.internal;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The address of a page of the browser's own: {@code halite://network?decision=refused}. It means
 * something in the address line and on the command line; to a web page it is an URL that nobody
 * serves.
 *
 * @param query what of the page is shown; names that a page does not know have no effect
 */
public record InternalAddress(Place place, Map<String, String> query) {
  private static final String SCHEME = "halite:";
  private static final int MAX_LENGTH = 16_384;

  /** The pages there are. */
  public enum Place {
    NETWORK,
    STORE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public InternalAddress {
    query = Map.copyOf(query);
  }

  /** Whether a person means one of these pages, or would if it were spelled right. */
  public static boolean isMeant(String text) {
    return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException with one sentence when there is no such page
   */
  public static InternalAddress parse(String text) {
    if (!isMeant(text) || text.length() > MAX_LENGTH) {
      throw unknown(text);
    }
    String rest = text.substring(SCHEME.length());
    rest = rest.startsWith("//") ? rest.substring(2) : rest;
    int hash = rest.indexOf('#');
    rest = hash < 0 ? rest : rest.substring(0, hash);
    int mark = rest.indexOf('?');
    String name = mark < 0 ? rest : rest.substring(0, mark);
    name = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    for (Place place : Place.values()) {
      if (place.word().equals(name.toLowerCase(Locale.ROOT))) {
        return new InternalAddress(place, query(text, mark < 0 ? "" : rest.substring(mark + 1)));
      }
    }
    throw unknown(text);
  }

  private static IllegalArgumentException unknown(String text) {
    String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
    return new IllegalArgumentException(
        shown + " is no page of Halite: there are halite://network and halite://store.");
  }

  private static Map<String, String> query(String text, String written) {
    Map<String, String> query = new TreeMap<>();
    for (String pair : written.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        try {
          query.put(
              pair.substring(0, equals),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              InternalAddress.unknown(text).getMessage()
                  + " What follows % must be two hexadecimal digits.",
              e);
        }
      }
    }
    return query;
  }

  /** What the query says under a name, else the empty text. */
  String get(String name) {
    return query.getOrDefault(name, "");
  }

  /** The same page with another choice; an empty value leaves the name out. */
  InternalAddress with(String name, String value) {
    Map<String, String> other = new TreeMap<>(query);
    other.remove(name);
    if (!value.isEmpty()) {
      other.put(name, value);
    }
    return new InternalAddress(place, other);
  }

  /** As it is written. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("halite://").append(place.word());
    char mark = '?';
    for (Map.Entry<String, String> pair : new TreeMap<>(query).entrySet()) {
      text.append(mark)
          .append(pair.getKey())
          .append('=')
          .append(URLEncoder.encode(pair.getValue(), StandardCharsets.UTF_8));
      mark = '&';
    }
    return text.toString();
  }
}
