package org.halite.bridge.origin;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

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
      resolved = uri.isOpaque() || base.isOpaque() ? uri : merged(base, uri);
    }
    if (!resolved.isAbsolute()) {
      throw new URISyntaxException(shown(reference), "has no scheme");
    }
    return resolved;
  }

  /**
   * An absolute URL as the browser's engine wrote it, which leaves more characters as they are than
   * java.net.URI takes.
   */
  public static URI absolute(String url) throws URISyntaxException {
    URI read = new URI(escape(withoutFragment(url), true));
    if (!read.isAbsolute()) {
      throw new URISyntaxException(shown(url), "has no scheme");
    }
    return read;
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
    boolean opaque = reference.regionMatches(true, 0, "data:", 0, 5);
    int authorityEnd = authorityEnd(reference);
    for (int i = 0; i < reference.length(); ) {
      int c = reference.codePointAt(i);
      i += Character.charCount(c);
      if (c < 0x20 || c == 0x7f) {
        throw new URISyntaxException(
            shown(reference), String.format("contains the control character U+%04X", c));
      }
      query |= c == '?';
      if (c == '\\' && hierarchical && !query && !opaque) {
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

  /** RFC 3986 5.2.2, with the URL standard's dots; empty segments stay as they are. */
  private static URI merged(URI base, URI reference) throws URISyntaxException {
    boolean absolute = reference.getScheme() != null;
    boolean server = absolute || reference.getRawAuthority() != null;
    String scheme = Origin.scheme(absolute ? reference : base);
    if (scheme.isEmpty()) {
      throw new URISyntaxException(shown(reference.toString()), "has no scheme");
    }
    String authority = server ? reference.getRawAuthority() : base.getRawAuthority();
    String path = reference.getRawPath();
    if (!server && !path.startsWith("/")) {
      String folder = base.getRawPath();
      path = folder.substring(0, folder.lastIndexOf('/') + 1) + path;
    }
    path = withoutDots(path);
    String query = reference.getRawQuery() == null ? "" : "?" + reference.getRawQuery();
    return new URI(
        scheme + ":" + (authority == null ? "" : "//" + lowerHost(authority)) + path + query);
  }

  private static String lowerHost(String authority) {
    int at = authority.lastIndexOf('@') + 1;
    return authority.substring(0, at) + authority.substring(at).toLowerCase(Locale.ROOT);
  }

  /** An absolute path in which {@code .} and {@code ..}, also as %2e, have had their effect. */
  private static String withoutDots(String path) {
    String rooted = path.startsWith("/") ? path.substring(1) : path;
    List<String> kept = new ArrayList<>();
    String[] segments = rooted.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      String dots = segments[i].replace("%2e", ".").replace("%2E", ".");
      boolean up = dots.equals("..");
      if (up && !kept.isEmpty()) {
        kept.removeLast();
      }
      if (!up && !dots.equals(".")) {
        kept.add(segments[i]);
      } else if (i == segments.length - 1) {
        kept.add("");
      }
    }
    return "/" + String.join("/", kept);
  }
}
