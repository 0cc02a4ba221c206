package org.halite.bridge.origin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How something is asked for (Fetch standard, "request").
 *
 * @param mode what may become of an answer from another origin
 * @param method in capitals
 * @param headers the asker's own, names in lower case, one value each
 * @param credentials whether the asker wants the person's cookies to go along to other origins;
 *     none are ever sent there, but the answer must allow it
 * @param body what is sent along
 */
public record RequestTerms(
    Mode mode, String method, Map<String, String> headers, boolean credentials, RequestBody body) {
  private static final Set<String> SIMPLE_METHODS = Set.of("GET", "HEAD", "POST");
  private static final Set<String> FORBIDDEN_METHODS = Set.of("CONNECT", "TRACE", "TRACK");
  private static final Set<String> SIMPLE_TYPES =
      Set.of("application/x-www-form-urlencoded", "multipart/form-data", "text/plain");
  private static final Set<String> FORBIDDEN_HEADERS =
      Set.of(
          "accept-charset",
          "accept-encoding",
          "access-control-request-headers",
          "access-control-request-method",
          "connection",
          "content-length",
          "cookie",
          "cookie2",
          "date",
          "dnt",
          "expect",
          "host",
          "keep-alive",
          "origin",
          "referer",
          "set-cookie",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "via");
  private static final String UNSAFE = "\"():<>?@[\\]{}\u007f";
  private static final int SIMPLE_VALUE = 128;
  private static final int MAX_HEADERS = 64;
  private static final int MAX_HEADER = 8192;

  /** What manifests, modules and their files are asked for with. */
  public static final RequestTerms GET = new RequestTerms(Mode.CORS, "GET", Map.of(), false);

  /** What may become of an answer from another origin. */
  public enum Mode {
    /** Nothing: it is never asked for. */
    SAME_ORIGIN,
    /** It is read when the other origin allows it. */
    CORS,
    /** It would be opaque; a module may not read such answers, so none is given. */
    NO_CORS
  }

  /** Without a body. */
  public RequestTerms(Mode mode, String method, Map<String, String> headers, boolean credentials) {
    this(mode, method, headers, credentials, RequestBody.NONE);
  }

  /**
   * @throws IllegalArgumentException with one sentence when a browser would never ask so
   */
  public RequestTerms {
    if (body.size() > 0 && (method.equals("GET") || method.equals("HEAD"))) {
      throw new IllegalArgumentException("A request by " + method + " has no body");
    }
    if (!isToken(method)) {
      throw new IllegalArgumentException(
          "\"" + UrlReference.shown(method) + "\" is no method of HTTP");
    }
    if (FORBIDDEN_METHODS.contains(method.toUpperCase(Locale.ROOT))) {
      throw new IllegalArgumentException("The method " + method + " may not be used by pages");
    }
    if (headers.size() > MAX_HEADERS) {
      throw new IllegalArgumentException("A request may have " + MAX_HEADERS + " headers");
    }
    headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    headers.forEach(RequestTerms::check);
  }

  private static void check(String name, String value) {
    if (!isToken(name) || !name.equals(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "\"" + UrlReference.shown(name) + "\" is no header's name in lower case");
    }
    if (FORBIDDEN_HEADERS.contains(name) || name.startsWith("proxy-") || name.startsWith("sec-")) {
      throw new IllegalArgumentException("The header " + name + " may not be set by pages");
    }
    if (value.length() > MAX_HEADER
        || value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f || c > 0xff)) {
      throw new IllegalArgumentException("The value of the header " + name + " cannot be sent");
    }
  }

  private static boolean isToken(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(
                c ->
                    (c >= '0' && c <= '9')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= 'a' && c <= 'z')
                        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }

  /** Whether the method alone needs no preflight. */
  boolean hasSimpleMethod() {
    return SIMPLE_METHODS.contains(method);
  }

  /** Names of the headers that need a preflight, in order (Fetch, "CORS-unsafe header names"). */
  List<String> unsafeHeaders() {
    List<String> unsafe = new ArrayList<>();
    headers.forEach(
        (name, value) -> {
          if (!isSimple(name, value)) {
            unsafe.add(name);
          }
        });
    return unsafe;
  }

  private static boolean isSimple(String name, String value) {
    if (value.length() > SIMPLE_VALUE) {
      return false;
    }
    return switch (name) {
      case "accept" -> value.chars().noneMatch(c -> isUnsafe(c));
      case "accept-language", "content-language" ->
          value
              .chars()
              .allMatch(
                  c -> (c < 0x80 && Character.isLetterOrDigit(c)) || " *,-.;=".indexOf(c) >= 0);
      case "content-type" -> value.chars().noneMatch(c -> isUnsafe(c)) && isSimpleType(value);
      case "range" -> isSimpleRange(value);
      default -> false;
    };
  }

  private static boolean isUnsafe(int c) {
    return (c < ' ' && c != '\t') || UNSAFE.indexOf(c) >= 0;
  }

  private static boolean isSimpleType(String value) {
    int semicolon = value.indexOf(';');
    String essence = semicolon < 0 ? value : value.substring(0, semicolon);
    return SIMPLE_TYPES.contains(essence.strip().toLowerCase(Locale.ROOT));
  }

  /** {@code bytes=0-99} or {@code bytes=100-}. */
  private static boolean isSimpleRange(String value) {
    int dash = value.indexOf('-');
    return value.startsWith("bytes=")
        && dash > "bytes=".length()
        && digits(value.substring("bytes=".length(), dash))
        && digits(value.substring(dash + 1));
  }

  private static boolean digits(String text) {
    return text.length() < 19 && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** After a redirect with this status (Fetch, "HTTP-redirect fetch", step 12). */
  public RequestTerms redirected(int status) {
    boolean again =
        (status == 301 || status == 302)
            ? !method.equals("POST")
            : status != 303 || method.equals("GET") || method.equals("HEAD");
    if (again) {
      return this;
    }
    Map<String, String> kept = new TreeMap<>(headers);
    for (String name :
        List.of("content-encoding", "content-language", "content-location", "content-type")) {
      kept.remove(name);
    }
    return new RequestTerms(mode, "GET", kept, credentials, RequestBody.NONE);
  }
}
