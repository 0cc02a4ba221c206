package org.halite.runtime.pepper;

import java.util.HashSet;
import java.util.Set;
import org.halite.ppapi.PpLogLevel;

/** The runtime's words to the developer about a module: each once, and not without end. */
final class Notices {
  /** Different notices of one module. */
  static final int LIMIT = 100;

  /** Characters of one notice. */
  private static final int MAX_LENGTH = 1000;

  private final Browser browser;
  private final Set<String> said = new HashSet<>();

  Notices(Browser browser) {
    this.browser = browser;
  }

  /**
   * Says {@code text} unless it was said before; control characters, which a module may have put
   * in, become '?'.
   */
  void warnOnce(String text) {
    say(PpLogLevel.WARNING, text);
  }

  /** As {@link #warnOnce}, for what keeps the module from working. */
  void errorOnce(String text) {
    say(PpLogLevel.ERROR, text);
  }

  private void say(int level, String text) {
    String plain = printable(text);
    int number;
    synchronized (said) {
      if (said.size() > LIMIT || !said.add(plain)) {
        return;
      }
      number = said.size();
    }
    browser.log(
        level,
        number <= LIMIT ? plain : "more was left out: the module has caused " + LIMIT + " notices");
  }

  private static String printable(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length() && i < MAX_LENGTH; i++) {
      char c = text.charAt(i);
      plain.append(Character.isISOControl(c) ? '?' : c);
    }
    return plain.toString();
  }
}
