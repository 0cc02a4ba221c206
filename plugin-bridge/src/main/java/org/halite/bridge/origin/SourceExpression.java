package org.halite.bridge.origin;

import java.net.URI;
import java.util.Locale;

/**
 * One word of a Content-Security-Policy's source list (CSP Level 3, 6.7.2.8). Words that are of no
 * concern to URLs, such as 'none', nonces and hashes, match nothing.
 */
final class SourceExpression {
  private final String word;
  private final String scheme;
  private final String host;
  private final String port;
  private final String path;

  SourceExpression(String word) {
    this.word = word.toLowerCase(Locale.ROOT);
    String rest = word;
    int slashes = rest.indexOf("://");
    scheme = slashes < 0 ? "" : rest.substring(0, slashes).toLowerCase(Locale.ROOT);
    rest = slashes < 0 ? rest : rest.substring(slashes + 3);
    int slash = rest.indexOf('/');
    path = slash < 0 ? "" : rest.substring(slash);
    rest = slash < 0 ? rest : rest.substring(0, slash);
    int colon = rest.lastIndexOf(':');
    boolean hasPort = colon > rest.lastIndexOf(']');
    port = hasPort ? rest.substring(colon + 1) : "";
    host = (hasPort ? rest.substring(0, colon) : rest).toLowerCase(Locale.ROOT);
  }

  boolean matches(URI url, Origin page, boolean redirected) {
    String of = Origin.scheme(url);
    if (word.equals("*")) {
      return of.equals("http")
          || of.equals("https")
          || (page instanceof Origin.Tuple self && of.equals(self.scheme()));
    }
    if (word.startsWith("'")) {
      return word.equals("'self'") && isSelf(url, page);
    }
    if (word.endsWith(":") && word.indexOf('/') < 0) {
      return isScheme(word.substring(0, word.length() - 1), of);
    }
    if (!(Origin.of(url) instanceof Origin.Tuple to) || host.isEmpty()) {
      return false;
    }
    boolean schemeFits =
        scheme.isEmpty()
            ? page instanceof Origin.Tuple self && isScheme(self.scheme(), of)
            : isScheme(scheme, of);
    return schemeFits && isHost(to.host()) && isPort(to) && (redirected || isPath(url));
  }

  /** The page's own origin, or the same server over https. */
  private static boolean isSelf(URI url, Origin page) {
    Origin origin = Origin.of(url);
    if (page.sameOrigin(origin)) {
      return true;
    }
    return page instanceof Origin.Tuple self
        && origin instanceof Origin.Tuple to
        && self.host().equals(to.host())
        && self.scheme().equals("http")
        && to.scheme().equals("https")
        && self.port() == 80
        && to.port() == 443;
  }

  private static boolean isScheme(String wanted, String scheme) {
    return wanted.equals(scheme) || (wanted.equals("http") && scheme.equals("https"));
  }

  private boolean isHost(String of) {
    if (host.equals("*")) {
      return true;
    }
    return host.startsWith("*.") ? of.endsWith(host.substring(1)) : of.equals(host);
  }

  private boolean isPort(Origin.Tuple to) {
    if (port.equals("*")) {
      return true;
    }
    int usual = to.scheme().equals("http") ? 80 : 443;
    if (port.isEmpty()) {
      return to.port() == usual;
    }
    return port.equals(Integer.toString(to.port()))
        || (port.equals("80") && to.scheme().equals("https") && to.port() == 443);
  }

  private boolean isPath(URI url) {
    if (path.isEmpty() || path.equals("/")) {
      return true;
    }
    String of = url.getPath() == null || url.getPath().isEmpty() ? "/" : url.getPath();
    String wanted;
    try {
      wanted = URI.create(path).getPath();
    } catch (IllegalArgumentException e) {
      return false;
    }
    return wanted.endsWith("/") ? of.startsWith(wanted) : of.equals(wanted);
  }
}
