package org.halite.bridge.origin;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the element around a frame lets the frame's document do (Permissions Policy, "container
 * policy", and the older attribute of HTML). Of all features Halite knows {@code fullscreen}, whose
 * default is {@code 'self'}.
 *
 * @param allow the attribute {@code allow}, empty where there is none
 * @param allowFullscreen whether that older attribute is there
 */
public record ContainerPolicy(String allow, boolean allowFullscreen) {
  private static final String FULLSCREEN = "fullscreen";
  private static final Pattern SPACE = Pattern.compile("[ \t\n\f\r]+");

  /**
   * A frame's document.
   *
   * @param sameOrigin whether it is of the origin of the document around it
   * @param origin of what is in the frame now
   * @param declared the origin that the element's {@code src} names; null where it names none, and
   *     the frame begins with the origin around it
   */
  public record Document(boolean sameOrigin, Origin origin, Origin declared) {}

  /** Whether a frame's document may fill the screen if the one around it may. */
  public boolean allowsFullscreen(Document document) {
    for (String declaration : allow.split(";", -1)) {
      List<String> words = Arrays.asList(SPACE.split(declaration.strip(), -1));
      if (words.getFirst().equalsIgnoreCase(FULLSCREEN)) { // the first one counts
        List<String> allowed = words.subList(1, words.size());
        return allowed.isEmpty()
            ? isAllowed("'src'", document)
            : allowed.stream().anyMatch(each -> isAllowed(each, document));
      }
    }
    return allowFullscreen || document.sameOrigin;
  }

  private static boolean isAllowed(String word, Document document) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "*" -> true;
      case "'self'" -> document.sameOrigin;
      case "'src'" ->
          document.declared == null
              ? document.sameOrigin
              : document.declared.sameOrigin(document.origin);
      case "'none'" -> false;
      default -> isOf(word, document.origin);
    };
  }

  private static boolean isOf(String url, Origin origin) {
    try {
      return Origin.of(URI.create(url)).sameOrigin(origin);
    } catch (IllegalArgumentException e) {
      return false; // no URL
    }
  }
}
