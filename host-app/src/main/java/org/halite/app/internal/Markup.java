package org.halite.app.internal;

import java.util.Locale;

/**
 * HTML of which the texts are always escaped: what a page, a server or a module said stays text.
 * Called by the pages of this package.
 */
final class Markup {
  /** Scripts could not run even where the escaping failed, nor anything be fetched. */
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
      <title>%s</title>
      <style>
      *{box-sizing:border-box}
      body{margin:0;background:#f4f5f7;color:#1d2733;font:14px/1.45 system-ui,"DejaVu Sans",sans-serif}
      header{background:#1d2733;color:#fff;padding:14px 30px 14px 22px;display:flex;align-items:baseline;gap:18px}
      header b{font-size:17px;letter-spacing:.2px}
      header a{color:#b9c7d6} header a.here{color:#fff;font-weight:600}
      header span{margin-left:auto;color:#b9c7d6;font-size:12.5px}
      main{padding:16px 30px 40px 22px}
      a{color:#1c5fa8;text-decoration:none;cursor:pointer} a:hover{text-decoration:underline}
      p{margin:6px 0 12px;max-width:70em}
      .chips{margin:0 0 10px} .chips .name{display:inline-block;width:5.2em;color:#5b6775;padding:3px 0;margin-bottom:5px;vertical-align:bottom}
      .chips a,.chips b{display:inline-block;padding:2px 11px;margin:0 6px 5px 0;border-radius:12px;background:#fff;border:1px solid #d5dbe2;max-width:34em;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;vertical-align:bottom}
      .chips b{background:#1d2733;border-color:#1d2733;color:#fff;font-weight:500}
      table{border-collapse:collapse;width:100%%;background:#fff;border:1px solid #d5dbe2;border-radius:6px}
      th{text-align:left;font-size:12px;color:#5b6775;font-weight:600;padding:7px 10px;border-bottom:1px solid #d5dbe2}
      td{padding:6px 10px;border-bottom:1px solid #edf0f3;vertical-align:top;overflow-wrap:anywhere}
      tr:last-child td{border-bottom:0}
      .what{width:47%%}
      .num{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums;overflow-wrap:normal}
      .tag{display:inline-block;padding:0 8px;border-radius:9px;font-size:12px;color:#fff;background:#6b7785}
      .fetch{background:#3d6ea5}.store{background:#2f8060}.link{background:#7a5aa6}.module,.no{background:#b3392f}
      .soft{color:#5b6775;font-size:12.5px} .refused{color:#a32a20}
      code{font:12.5px "DejaVu Sans Mono",monospace}
      .box{background:#fff;border:1px solid #d5dbe2;border-left:4px solid #3d6ea5;border-radius:6px;padding:10px 14px;margin:0 0 14px}
      .box.ask{border-left-color:#b3392f} .box.good{border-left-color:#2f8060}
      .button{display:inline-block;padding:5px 14px;margin-right:8px;border-radius:5px;background:#1d2733;color:#fff}
      .button.danger{background:#b3392f} .button.quiet{background:#e4e8ed;color:#1d2733}
      .sum{display:flex;gap:12px;margin:0 0 14px} .sum div{background:#fff;border:1px solid #d5dbe2;border-radius:6px;padding:8px 16px}
      .sum b{display:block;font-size:19px;font-weight:600}
      </style></head><body>
      """;

  private final StringBuilder text = new StringBuilder(16_384);

  Markup(String title, InternalAddress here) {
    text.append(HEAD.formatted(escaped(title)));
    raw("<header><b>Halite</b>");
    for (InternalAddress.Place place : InternalAddress.Place.values()) {
      String classes = place == here.place() ? "here" : "";
      link("halite://" + place.word(), classes, place.word());
    }
    raw("<span>a page of the browser; no web page can read it</span></header><main>");
  }

  /** Markup of ours, as it is. */
  Markup raw(String markup) {
    text.append(markup);
    return this;
  }

  /** Anybody's words. */
  Markup text(String words) {
    text.append(escaped(words));
    return this;
  }

  /** A link to another page of the browser; the window opens it, WebKit cannot. */
  Markup link(String address, String classes, String words) {
    return raw("<a data-open=\"")
        .text(address)
        .raw("\" class=\"" + classes + "\">")
        .text(words)
        .raw("</a>");
  }

  String end() {
    return text + "</main></body></html>\n";
  }

  /** A number of bytes as people read it. */
  static String size(long bytes) {
    if (bytes < 0) {
      return "";
    }
    if (bytes < 10_000) {
      return bytes + " B";
    }
    return bytes < 10_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  private static String escaped(String words) {
    StringBuilder out = new StringBuilder(words.length() + 16);
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> {
          if (isPlain(c)) {
            out.append(c);
          } else {
            out.append('\uFFFD');
          }
        }
      }
    }
    return out.toString();
  }

  /** Not what turns the direction of the words that follow, so that a name reads as it is. */
  private static boolean isPlain(char c) {
    return (c >= ' ' || c == '\n' || c == '\t')
        && !(c >= 0x7f && c <= 0x9f)
        && !(c >= 0x202a && c <= 0x202e)
        && !(c >= 0x2066 && c <= 0x2069)
        && c != 0x200e
        && c != 0x200f;
  }
}
