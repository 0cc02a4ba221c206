package org.halite.bridge.origin;

import java.util.List;
import java.util.Locale;

/**
 * What a document's server, or its own meta elements, say about what it may load (HTML, "policy
 * container").
 *
 * @param contentSecurity its Content-Security-Policies, all of which must agree
 * @param embedder its Cross-Origin-Embedder-Policy
 */
public record PolicyContainer(ContentSecurityPolicy contentSecurity, Embedder embedder) {
  /** Of a server that said nothing. */
  public static final PolicyContainer NONE =
      new PolicyContainer(ContentSecurityPolicy.NONE, Embedder.UNSAFE_NONE);

  /** What a document demands of others before it takes in what they did not mean to be read. */
  public enum Embedder {
    UNSAFE_NONE,
    CREDENTIALLESS,
    REQUIRE_CORP;

    /** The value of a header, without its parameters; anything unknown is unsafe-none. */
    static Embedder of(String header) {
      int semicolon = header.indexOf(';');
      String token =
          (semicolon < 0 ? header : header.substring(0, semicolon))
              .strip()
              .toLowerCase(Locale.ROOT);
      return switch (token) {
        case "require-corp" -> REQUIRE_CORP;
        case "credentialless" -> CREDENTIALLESS;
        default -> UNSAFE_NONE;
      };
    }
  }

  /**
   * From a document's headers and meta elements.
   *
   * @param contentSecurity each value of Content-Security-Policy
   * @param embedder the value of Cross-Origin-Embedder-Policy, null for none
   */
  public static PolicyContainer of(List<String> contentSecurity, String embedder) {
    return new PolicyContainer(
        ContentSecurityPolicy.of(contentSecurity),
        embedder == null ? Embedder.UNSAFE_NONE : Embedder.of(embedder));
  }
}
