package org.halite.runtime.check;

import java.io.PrintStream;

/**
 * Writes one JSON value (RFC 8259) piece by piece, so that a list may be longer than memory. ASCII
 * only: what is not is escaped. The caller sees to it that objects and arrays are closed.
 */
final class JsonWriter {
  private final PrintStream out;

  /** Whether something stands before in the same object or array. */
  private boolean more;

  JsonWriter(PrintStream out) {
    this.out = out;
  }

  /** Opens an object or array with its bracket. */
  JsonWriter open(char bracket) {
    separate();
    out.append(bracket);
    more = false;
    return this;
  }

  JsonWriter close(char bracket) {
    out.append(bracket);
    more = true;
    return this;
  }

  /** The name of the value that follows. */
  JsonWriter name(String name) {
    separate();
    quote(name);
    out.append(':');
    more = false;
    return this;
  }

  /** {@code null} for null. */
  JsonWriter value(String text) {
    separate();
    if (text == null) {
      out.append("null");
    } else {
      quote(text);
    }
    more = true;
    return this;
  }

  JsonWriter value(long number) {
    separate();
    out.print(number);
    more = true;
    return this;
  }

  JsonWriter value(boolean truth) {
    separate();
    out.print(truth);
    more = true;
    return this;
  }

  private void separate() {
    if (more) {
      out.append(',');
    }
  }

  private void quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c >= 0x20 && c < 0x7f) {
            quoted.append(c);
          } else {
            quoted.append("\\u").append(Integer.toHexString(c | 0x10000), 1, 5);
          }
        }
      }
    }
    out.append(quoted.append('"'));
  }
}
