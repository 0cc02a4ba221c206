package org.halite.bridge.origin;

import java.net.URI;
import java.util.Locale;

/**
 * A web origin (HTML, "Origins"): a scheme, host and port, or an opaque one that equals only
 * itself.
 */
public sealed interface Origin {
  /**
   * As an {@code Origin} header says it: {@code http://a.test:8001} without a default port, or
   * {@code null}.
   */
  String serialize();

  /** Whether a document of this origin may read what {@code other} serves without asking it. */
  boolean sameOrigin(Origin other);

  /**
   * The origin of a document at {@code url}; opaque for every scheme but http and https, and for
   * URLs without a host.
   */
  static Origin of(URI url) {
    String scheme = scheme(url);
    boolean http = scheme.equals("http");
    if ((!http && !scheme.equals("https")) || url.getHost() == null || url.getPort() > 0xffff) {
      return new Opaque();
    }
    int port = url.getPort() < 0 ? (http ? 80 : 443) : url.getPort();
    String host = url.getHost().toLowerCase(Locale.ROOT);
    return new Tuple(scheme, host, port);
  }

  /** The scheme in lower case, empty for a relative URL. */
  static String scheme(URI url) {
    return url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
  }

  /**
   * The origin of an http or https URL.
   *
   * @param scheme {@code http} or {@code https}
   * @param host in lower case, an IPv6 address in brackets
   * @param port the effective port
   */
  record Tuple(String scheme, String host, int port) implements Origin {
    @Override
    public String serialize() {
      int usual = scheme.equals("http") ? 80 : 443;
      return scheme + "://" + host + (port == usual ? "" : ":" + port);
    }

    @Override
    public boolean sameOrigin(Origin other) {
      return equals(other);
    }

    /**
     * Whether nobody on the way can change what comes from there: encrypted, or this very machine
     * (Secure Contexts, "potentially trustworthy origin").
     */
    boolean isTrustworthy() {
      return scheme.equals("https")
          || host.equals("localhost")
          || host.endsWith(".localhost")
          || host.equals("[::1]")
          || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    @Override
    public String toString() {
      return serialize();
    }
  }

  /** The origin of file, data and about documents; each is unlike any other. */
  final class Opaque implements Origin {
    private Opaque() {}

    @Override
    public String serialize() {
      return "null";
    }

    @Override
    public boolean sameOrigin(Origin other) {
      return this == other;
    }

    @Override
    public String toString() {
      return "null";
    }
  }
}
