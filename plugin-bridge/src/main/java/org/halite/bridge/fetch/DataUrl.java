package org.halite.bridge.fetch;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** The bytes that a {@code data:} URL says itself (Fetch, "data: URL processor"). */
final class DataUrl {
  private DataUrl() {}

  /**
   * The body.
   *
   * @throws IllegalArgumentException with a phrase that follows the URL's name
   */
  static byte[] body(URI url) {
    String text = url.toString();
    int comma = text.indexOf(',');
    if (comma < 0) {
      throw new IllegalArgumentException("has no comma before its body");
    }
    String head = text.substring("data:".length(), comma).strip().toLowerCase(Locale.ROOT);
    int hash = text.indexOf('#', comma);
    byte[] body = unescaped(text.substring(comma + 1, hash < 0 ? text.length() : hash));
    int semicolon = head.lastIndexOf(';');
    if (semicolon < 0 || !head.substring(semicolon + 1).strip().equals("base64")) {
      return body;
    }
    String packed = new String(body, StandardCharsets.ISO_8859_1);
    StringBuilder digits = new StringBuilder(packed.length());
    for (int i = 0; i < packed.length(); i++) {
      if (" \t\n\f\r".indexOf(packed.charAt(i)) < 0) {
        digits.append(packed.charAt(i));
      }
    }
    try {
      return Base64.getDecoder().decode(digits.toString());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is no base64 text", e);
    }
  }

  /** Percent signs decoded once; one that no two digits follow stands for itself. */
  private static byte[] unescaped(String text) {
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int n = 0;
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '%'
          && i + 2 < in.length
          && HexFormat.isHexDigit(in[i + 1])
          && HexFormat.isHexDigit(in[i + 2])) {
        out[n++] =
            (byte) (HexFormat.fromHexDigit(in[i + 1]) << 4 | HexFormat.fromHexDigit(in[i + 2]));
        i += 2;
      } else {
        out[n++] = in[i];
      }
    }
    return java.util.Arrays.copyOf(out, n);
  }
}
