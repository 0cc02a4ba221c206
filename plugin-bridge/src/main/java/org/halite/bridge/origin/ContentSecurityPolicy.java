package org.halite.bridge.origin;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a page's Content-Security-Policies say of modules: the directive {@code object-src}, else
 * {@code default-src}, of each (CSP Level 3, 6.1.7). A policy that cannot be read whole refuses.
 */
public final class ContentSecurityPolicy {
  /** Of a page without any. */
  public static final ContentSecurityPolicy NONE = new ContentSecurityPolicy(List.of());

  private static final int MAX_POLICIES = 100;
  private static final int MAX_CHARS = 256 << 10;

  private final List<Directive> directives;

  /** The directive that counts in one policy. */
  private record Directive(String text, List<SourceExpression> sources) {}

  private ContentSecurityPolicy(List<Directive> directives) {
    this.directives = directives;
  }

  /**
   * @param headers values of Content-Security-Policy, each one policy or several after commas
   */
  public static ContentSecurityPolicy of(List<String> headers) {
    List<Directive> directives = new ArrayList<>();
    int chars = 0;
    for (String header : headers) {
      chars += header.length();
      for (String policy : header.split(",", -1)) {
        if (chars > MAX_CHARS || directives.size() >= MAX_POLICIES) {
          directives.add(new Directive("more policies than can be read", List.of()));
          return new ContentSecurityPolicy(directives);
        }
        Directive directive = directive(policy);
        if (directive != null) {
          directives.add(directive);
        }
      }
    }
    return directives.isEmpty() ? NONE : new ContentSecurityPolicy(directives);
  }

  /** Of several directives of one name the first counts. */
  private static Directive directive(String policy) {
    Directive fallback = null;
    Set<String> seen = new HashSet<>();
    for (String text : policy.split(";", -1)) {
      String[] words = text.strip().split("[ \t\n\f\r]+", -1);
      String name = words[0].toLowerCase(Locale.ROOT);
      if (!seen.add(name)) {
        continue;
      }
      if (name.equals("object-src") || name.equals("default-src")) {
        List<SourceExpression> sources = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
          sources.add(new SourceExpression(words[i]));
        }
        Directive found = new Directive(String.join(" ", words), sources);
        if (name.equals("object-src")) {
          return found;
        }
        fallback = found;
      }
    }
    return fallback;
  }

  /**
   * The directive that forbids a URL, null when none does.
   *
   * @param page 'self'
   * @param redirected whether this is not the URL that was asked for: then paths do not count
   */
  String forbids(URI url, Origin page, boolean redirected) {
    for (Directive directive : directives) {
      boolean matched = false;
      for (SourceExpression source : directive.sources()) {
        matched |= source.matches(url, page, redirected);
      }
      if (!matched) {
        return directive.text();
      }
    }
    return null;
  }
}
