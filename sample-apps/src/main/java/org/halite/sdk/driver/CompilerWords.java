package org.halite.sdk.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Expands {@code @file} as gcc does: words of the file, with quotes and backslashes. */
final class CompilerWords {
  private static final int MAX_DEPTH = 20;
  private static final int MAX_WORDS = 200_000;

  private final Path folder;
  private final List<String> words = new ArrayList<>();

  private CompilerWords(Path folder) {
    this.folder = folder;
  }

  static List<String> expand(List<String> given, Path folder) throws DriverFailure, IOException {
    CompilerWords words = new CompilerWords(folder);
    words.addAll(given, 0);
    return words.words;
  }

  private void addAll(List<String> given, int depth) throws DriverFailure, IOException {
    for (String word : given) {
      Path file = word.startsWith("@") ? folder.resolve(word.substring(1)) : null;
      if (file == null || !Files.isRegularFile(file)) {
        if (words.size() == MAX_WORDS) {
          throw new DriverFailure("there are more than " + MAX_WORDS + " words");
        }
        words.add(word);
      } else if (depth == MAX_DEPTH) {
        throw new DriverFailure(
            word + " lies " + MAX_DEPTH + " files deep; does one of them name itself?");
      } else {
        addAll(split(Files.readString(file, StandardCharsets.UTF_8)), depth + 1);
      }
    }
  }

  private static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        word.append(text.charAt(++i));
        inWord = true;
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inWord = true;
      } else if (Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}
