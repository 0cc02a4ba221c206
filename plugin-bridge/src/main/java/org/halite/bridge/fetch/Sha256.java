package org.halite.bridge.fetch;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A file's SHA-256, as a manifest pins it.
 *
 * @param hex 64 hexadecimal digits in lower case
 */
public record Sha256(String hex) {
  private static final int DIGITS = 64;

  public Sha256 {
    if (!isHex(hex) || !hex.equals(hex.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("no SHA-256: " + hex);
    }
  }

  /**
   * The hash that a text of hexadecimal digits names, upper or lower case; null when it is none.
   */
  public static Sha256 parse(String text) {
    return isHex(text) ? new Sha256(text.toLowerCase(Locale.ROOT)) : null;
  }

  /** The hash of all that {@code digest} has taken, which begins anew. */
  static Sha256 of(MessageDigest digest) {
    return new Sha256(HexFormat.of().formatHex(digest.digest()));
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static boolean isHex(String text) {
    return text.length() == DIGITS && text.chars().allMatch(HexFormat::isHexDigit);
  }

  @Override
  public String toString() {
    return hex;
  }
}
