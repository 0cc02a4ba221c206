package org.halite.bridge.origin;

import com.google.common.net.InternetDomainName;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What another origin's headers allow (Fetch standard, "CORS check", "CORS-preflight fetch",
 * "cross-origin resource policy check"). Every answer is a sentence that names the header.
 */
final class CorsCheck {
  private static final int MAX_LIST = 10_000;

  private final String name;
  private final String server;
  private final String asker;
  private final RequestTerms terms;

  /**
   * @param name of the file, for sentences
   * @param server the origin that answered
   * @param asker what the request said in its Origin header
   */
  CorsCheck(String name, String server, String asker, RequestTerms terms) {
    this.name = name;
    this.server = server;
    this.asker = asker;
    this.terms = terms;
  }

  Decision answer(HttpHeaders headers) {
    String refused = name + " was refused: " + server + " does not allow " + asker + " ";
    List<String> values = headers.allValues("Access-Control-Allow-Origin");
    if (values.isEmpty()) {
      return Decision.refuse(refused + "(no Access-Control-Allow-Origin header)");
    }
    String value = String.join(", ", values).strip();
    if (value.equals("*") && terms.credentials()) {
      return Decision.refuse(
          refused
              + "with credentials (Access-Control-Allow-Origin is *, which is for requests without"
              + " them)");
    }
    if (!value.equals("*") && !value.equals(asker)) {
      return Decision.refuse(
          refused + "(Access-Control-Allow-Origin is " + UrlReference.shown(value) + ")");
    }
    String credentials = String.join(", ", headers.allValues("Access-Control-Allow-Credentials"));
    if (terms.credentials() && !credentials.equals("true")) {
      return Decision.refuse(
          refused
              + "with credentials ("
              + (credentials.isEmpty()
                  ? "no Access-Control-Allow-Credentials header"
                  : "Access-Control-Allow-Credentials is " + UrlReference.shown(credentials))
              + ")");
    }
    return Decision.allow("CORS (Access-Control-Allow-Origin: " + value + ")");
  }

  Decision preflight(int status, HttpHeaders headers) {
    Decision origin = answer(headers);
    if (!origin.allowed()) {
      return origin;
    }
    String refused = name + " was refused: " + server + " ";
    if (status < 200 || status > 299) {
      return Decision.refuse(
          refused + "answered the preflight with " + status + ", 200 to 299 allow what is asked");
    }
    Set<String> methods = list(headers, "Access-Control-Allow-Methods", false);
    boolean any = !terms.credentials();
    if (!terms.hasSimpleMethod()
        && !methods.contains(terms.method())
        && !(any && methods.contains("*"))) {
      return Decision.refuse(
          refused
              + "does not allow the method "
              + terms.method()
              + " "
              + said(methods, "Access-Control-Allow-Methods"));
    }
    Set<String> allowed = list(headers, "Access-Control-Allow-Headers", true);
    for (String header : terms.unsafeHeaders()) {
      boolean wildcard = any && allowed.contains("*") && !header.equals("authorization");
      if (!wildcard && !allowed.contains(header)) {
        return Decision.refuse(
            refused
                + "does not allow the header "
                + header
                + " "
                + said(allowed, "Access-Control-Allow-Headers"));
      }
    }
    return Decision.allow("CORS, allowed by the preflight");
  }

  private static String said(Set<String> values, String header) {
    return values.isEmpty()
        ? "(no " + header + " header)"
        : "(" + header + " is " + UrlReference.shown(String.join(", ", values)) + ")";
  }

  private static Set<String> list(HttpHeaders headers, String header, boolean lower) {
    List<String> values = new ArrayList<>();
    for (String line : headers.allValues(header)) {
      String text = lower ? line.toLowerCase(Locale.ROOT) : line;
      for (String value : text.substring(0, Math.min(MAX_LIST, text.length())).split(",", -1)) {
        if (!value.isBlank()) {
          values.add(value.strip());
        }
      }
    }
    return new HashSet<>(values);
  }

  /**
   * An answer that was not asked for by CORS is opaque: refused whatever the headers say, and the
   * sentence tells whether a browser would at least have shown it.
   */
  Decision opaque(
      HttpHeaders headers, Origin page, Origin from, PolicyContainer.Embedder embedder) {
    String value = headers.firstValue("Cross-Origin-Resource-Policy").orElse("").strip();
    boolean required =
        embedder == PolicyContainer.Embedder.REQUIRE_CORP
            || (embedder == PolicyContainer.Embedder.CREDENTIALLESS && terms.credentials());
    boolean blocked =
        switch (value) {
          case "same-origin" -> true;
          case "same-site" -> !isSameSite(page, from);
          case "cross-origin" -> false;
          default -> required;
        };
    if (!blocked) {
      return Decision.refuse(
          name
              + " was refused: it comes from "
              + server
              + " without CORS, so it is opaque to "
              + page
              + " and cannot be read");
    }
    boolean known = value.equals("same-origin") || value.equals("same-site");
    return Decision.refuse(
        name
            + " was refused: "
            + (known
                ? server
                    + " keeps it to its own pages (Cross-Origin-Resource-Policy: "
                    + value
                    + ")"
                : "the page's Cross-Origin-Embedder-Policy wants a Cross-Origin-Resource-Policy"
                    + " header, and "
                    + server
                    + " sent none"));
  }

  private static boolean isSameSite(Origin page, Origin from) {
    return page instanceof Origin.Tuple a
        && from instanceof Origin.Tuple b
        && (a.scheme().equals("https") || b.scheme().equals("http"))
        && site(a.host()).equals(site(b.host()));
  }

  /** The registrable domain; an address or a name without one is a site by itself. */
  private static String site(String host) {
    if (!InternetDomainName.isValid(host)) {
      return host;
    }
    InternetDomainName domain = InternetDomainName.from(host);
    return domain.isUnderPublicSuffix() ? domain.topPrivateDomain().toString() : host;
  }
}
