package org.halite.app.shim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The script injected before a page's own, and the test whether a prompt comes from it. Each page
 * has a secret of 256 bits that only the shim's closure and this object know; a prompt without it
 * is the page's own and never reaches the browser.
 */
public final class PageShim {
  /** In the order in which they are joined. */
  static final List<String> PARTS =
      List.of(
          "originals.js",
          "values.js",
          "pictures.js",
          "wishes.js",
          "views.js",
          "input.js",
          "elements.js",
          "navigator.js",
          "install.js");

  private static final String MARK = "\u0001halite:";
  private static final int SECRET_LENGTH = 64;

  private final String secret;

  public PageShim() {
    byte[] random = new byte[SECRET_LENGTH / 2];
    new SecureRandom().nextBytes(random);
    this.secret = HexFormat.of().formatHex(random);
  }

  /** A question of the shim: what it wants and with what. */
  public record Call(String operation, String payload) {}

  /**
   * The script's text. It installs itself once a window and only watches anew when it runs again.
   */
  public String source() {
    StringBuilder script = new StringBuilder(40_000);
    // A page's <div id="__halite"> would be a configurable property: only the shim's own counts.
    script.append(
        """
        (function (secret) {
        'use strict';
        const installed = Object.getOwnPropertyDescriptor(window, '__halite');
        if (installed !== undefined && !installed.configurable) {
          installed.value.watch();
          return;
        }
        """);
    for (String part : PARTS) {
      script.append(read(part)).append('\n');
    }
    return script.append("})('").append(secret).append("');\n").toString();
  }

  /** The call that a prompt carries, empty when the prompt is the page's own. */
  public Optional<Call> parse(String message, String payload) {
    if (message == null || !message.startsWith(MARK)) {
      return Optional.empty();
    }
    int colon = MARK.length() + SECRET_LENGTH;
    if (message.length() <= colon || message.charAt(colon) != ':') {
      return Optional.empty();
    }
    byte[] said = message.substring(MARK.length(), colon).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(said, secret.getBytes(StandardCharsets.UTF_8))) {
      return Optional.empty();
    }
    return Optional.of(new Call(message.substring(colon + 1), payload == null ? "" : payload));
  }

  private static String read(String part) {
    try (InputStream in = PageShim.class.getResourceAsStream(part)) {
      if (in == null) {
        throw new IllegalStateException("the shim's part " + part + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
