package org.halite.bridge.origin;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Resolves the URL references of manifests and redirects as browsers do, where java.net.URI is
 * stricter than the web.
 */
public final class UrlReference {
  /** As long a URL as Chrome takes (2 MiB) is no use here; servers end at some 8 KiB. */
  public static final int MAX_LENGTH = 8192;

  private static final String ESCAPED = " \"<>`{}|^";

  private UrlReference() {}

  /**
   * The absolute URL that {@code reference} means in a document at {@code base}, without a
   * fragment.
   *
   * @throws URISyntaxException with a phrase that follows "the URL"
   */
  public static URI resolve(URI base, String reference) throws URISyntaxException {
    if (reference.isEmpty()) {
      throw new URISyntaxException(reference, "is empty");
    }
    if (reference.length() > MAX_LENGTH) {
      throw new URISyntaxException(
          shown(reference), "is longer than " + MAX_LENGTH + " characters");
    }
    URI uri = new URI(escape(withoutFragment(reference), isHierarchical(base)));
    URI resolved;
    if (uri.getScheme() == null && uri.getRawAuthority() == null && uri.getRawPath().isEmpty()) {
      // java.net.URI drops the last path segment of the base for "?query"; RFC 3986 5.2.2 keeps it.
      String start = withoutFragment(base.toString());
      int query = start.indexOf('?');
      start = query < 0 ? start : start.substring(0, query);
      resolved = new URI(uri.getRawQuery() == null ? start : start + "?" + uri.getRawQuery());
    } else {
      resolved = withoutParentsOfTheRoot(base.resolve(uri).normalize());
    }
    if (!resolved.isAbsolute()) {
      throw new URISyntaxException(shown(reference), "has no scheme");
    }
    return resolved;
  }

  /** The last path segment, for sentences: {@code libfoo.so}; the host where the path is empty. */
  public static String name(URI url) {
    String path = url.getPath();
    if (path == null || path.isEmpty() || path.equals("/")) {
      return url.getHost() == null ? shown(url.toString()) : url.getHost();
    }
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return shown(trimmed.substring(trimmed.lastIndexOf('/') + 1));
  }

  /**
   * Text from outside made fit for a sentence: at most 200 characters, control characters as
   * U+FFFD.
   */
  public static String shown(String text) {
    return shown(text, 200);
  }

  /** The same with another bound. */
  public static String shown(String text, int most) {
    String head = text.length() <= most ? text : text.substring(0, most) + "…";
    StringBuilder out = new StringBuilder(head.length());
    for (int i = 0; i < head.length(); i++) {
      char c = head.charAt(i);
      out.append(Character.isISOControl(c) ? '\uFFFD' : c);
    }
    return out.toString();
  }

  private static boolean isHierarchical(URI base) {
    return !base.isOpaque();
  }

  private static String withoutFragment(String url) {
    int hash = url.indexOf('#');
    return hash < 0 ? url : url.substring(0, hash);
  }

  /**
   * Percent-encodes what the URL standard does, and turns the backslashes of hierarchical URLs into
   * slashes.
   */
  private static String escape(String reference, boolean hierarchical) throws URISyntaxException {
    StringBuilder out = new StringBuilder(reference.length() + 16);
    boolean query = false;
    int authorityEnd = authorityEnd(reference);
    for (int i = 0; i < reference.length(); ) {
      int c = reference.codePointAt(i);
      i += Character.charCount(c);
      if (c < 0x20 || c == 0x7f) {
        throw new URISyntaxException(
            shown(reference), String.format("contains the control character U+%04X", c));
      }
      query |= c == '?';
      if (c == '\\' && hierarchical && !query) {
        out.append('/');
      } else if (c >= 0x80
          || ESCAPED.indexOf(c) >= 0
          || c == '\\'
          || (i > authorityEnd && "[]".indexOf(c) >= 0)) {
        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
          out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
        }
      } else if (c == '%' && !hexFollows(reference, i)) {
        out.append("%25");
      } else {
        out.appendCodePoint(c);
      }
    }
    return out.toString();
  }

  /** Where the host with its brackets ends; 0 without a host. */
  private static int authorityEnd(String reference) {
    int at = reference.indexOf("//");
    if (at < 0 || (at > 0 && reference.charAt(at - 1) != ':')) {
      return 0;
    }
    at += 2;
    while (at < reference.length() && "/?\\".indexOf(reference.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  private static boolean hexFollows(String text, int at) {
    return at + 1 < text.length()
        && HexFormat.isHexDigit(text.charAt(at))
        && HexFormat.isHexDigit(text.charAt(at + 1));
  }

  private static URI withoutParentsOfTheRoot(URI url) throws URISyntaxException {
    String path = url.getRawPath();
    if (path == null || !(path.startsWith("/../") || path.equals("/.."))) {
      return url;
    }
    while (path.startsWith("/../")) {
      path = path.substring(3);
    }
    if (path.equals("/..")) {
      path = "/";
    }
    String authority = url.getRawAuthority() == null ? "" : url.getRawAuthority();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return new URI(url.getScheme() + "://" + authority + path + query);
  }
}
