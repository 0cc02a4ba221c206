package org.halite.bridge.origin;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a page's Content-Security-Policies say of modules and of what modules ask for: the directive
 * {@code object-src} or {@code connect-src}, else {@code default-src}, of each (CSP Level 3, 6.1.7
 * and 6.1.2). A policy that cannot be read whole refuses.
 */
public final class ContentSecurityPolicy {
  /** Of a page without any. */
  public static final ContentSecurityPolicy NONE = new ContentSecurityPolicy(List.of());

  private static final int MAX_POLICIES = 100;
  private static final int MAX_CHARS = 256 << 10;

  private final List<Policy> policies;

  /** Why something is asked for. */
  public enum Purpose {
    /** A module, and the files of its manifest. */
    OBJECT("object-src"),
    /** What a module asks for itself. */
    CONNECT("connect-src");

    private final String directive;

    Purpose(String directive) {
      this.directive = directive;
    }
  }

  /** The directives of one policy that count; null where it has none. */
  private record Policy(Directive object, Directive connect) {
    Directive of(Purpose purpose) {
      return purpose == Purpose.OBJECT ? object : connect;
    }
  }

  private record Directive(String text, List<SourceExpression> sources) {}

  private ContentSecurityPolicy(List<Policy> policies) {
    this.policies = policies;
  }

  /**
   * @param headers values of Content-Security-Policy, each one policy or several after commas
   */
  public static ContentSecurityPolicy of(List<String> headers) {
    List<Policy> policies = new ArrayList<>();
    int chars = 0;
    for (String header : headers) {
      chars += header.length();
      for (String text : header.split(",", -1)) {
        if (chars > MAX_CHARS || policies.size() >= MAX_POLICIES) {
          Directive unread = new Directive("more policies than can be read", List.of());
          policies.add(new Policy(unread, unread));
          return new ContentSecurityPolicy(policies);
        }
        Policy policy = policy(text);
        if (policy.object != null || policy.connect != null) {
          policies.add(policy);
        }
      }
    }
    return policies.isEmpty() ? NONE : new ContentSecurityPolicy(policies);
  }

  private static Policy policy(String text) {
    Map<String, Directive> found = new HashMap<>();
    for (String part : text.split(";", -1)) {
      String[] words = part.strip().split("[ \t\n\f\r]+", -1);
      String name = words[0].toLowerCase(Locale.ROOT);
      List<SourceExpression> sources = new ArrayList<>();
      for (int i = 1; i < words.length; i++) {
        sources.add(new SourceExpression(words[i]));
      }
      // Of several directives of one name the first counts.
      found.putIfAbsent(name, new Directive(String.join(" ", words), sources));
    }
    Directive fallback = found.get("default-src");
    return new Policy(
        found.getOrDefault(Purpose.OBJECT.directive, fallback),
        found.getOrDefault(Purpose.CONNECT.directive, fallback));
  }

  /**
   * The directive that forbids a URL, null when none does.
   *
   * @param page 'self'
   * @param redirected whether this is not the URL that was asked for: then paths do not count
   */
  String forbids(Purpose purpose, URI url, Origin page, boolean redirected) {
    for (Policy policy : policies) {
      Directive directive = policy.of(purpose);
      if (directive == null) {
        continue;
      }
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
