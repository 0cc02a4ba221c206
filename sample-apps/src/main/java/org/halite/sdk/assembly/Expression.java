package org.halite.sdk.assembly;

import java.util.ArrayList;
import java.util.List;

/**
 * A number, or an expression with symbols in it.
 *
 * @param text as written; empty for nothing, which counts as 0
 */
public record Expression(String text) {
  public static final Expression NONE = new Expression("");

  /** Whether it names no symbol, so that its value is known here. */
  public boolean isNumber() {
    return text.isEmpty() || number() != null;
  }

  /** The value, 0 for nothing, or null if it is no plain number or sum of such. */
  public Long number() {
    long sum = 0;
    String rest = text.strip();
    while (!rest.isEmpty()) {
      int end = 1;
      while (end < rest.length() && rest.charAt(end) != '+' && rest.charAt(end) != '-') {
        end++;
      }
      try {
        sum = Math.addExact(sum, Long.decode(rest.substring(0, end).replace(" ", "")));
      } catch (ArithmeticException | NumberFormatException e) {
        return null;
      }
      rest = rest.substring(end).strip();
    }
    return sum;
  }

  /** The symbols it names; {@code 1f} and {@code 1b} are the label {@code 1}. */
  public List<String> symbols() {
    List<String> found = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (!isSymbolPart(c) && c != '@') {
        at++;
        continue;
      }
      int end = at + 1;
      while (end < text.length() && isSymbolPart(text.charAt(end))) {
        end++;
      }
      String word = text.substring(at, end);
      if (Character.isDigit(c)) {
        char last = word.charAt(word.length() - 1);
        boolean label =
            (last == 'f' || last == 'b')
                && word.chars().filter(Character::isDigit).count() == word.length() - 1;
        if (label) {
          found.add(word.substring(0, word.length() - 1));
        }
      } else if (c != '@') {
        found.add(word);
      }
      at = end;
    }
    return found;
  }

  static boolean isSymbolPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '$';
  }

  @Override
  public String toString() {
    return text;
  }
}
