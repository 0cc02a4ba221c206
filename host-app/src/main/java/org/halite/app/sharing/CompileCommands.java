package org.halite.app.sharing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands of {@code halite cc} that make a sample: the lines of its {@code compile.txt}. A
 * line {@code with FOLDER: words} counts only where that folder is, {@code without FOLDER: words}
 * only where it is not; it is counted from the sample, as are words that begin so.
 */
public final class CompileCommands {
  private static final String FILE = "compile.txt";

  private CompileCommands() {}

  /**
   * The words of each command, for a copy of the sample anywhere.
   *
   * @throws IOException with a sentence when a line is of no known form
   */
  public static List<List<String>> of(Path sample) throws IOException {
    List<List<String>> commands = new ArrayList<>();
    for (String line : Files.readAllLines(sample.resolve(FILE))) {
      List<String> words = new ArrayList<>(List.of(line.strip().split("\\s+", -1)));
      String when = words.getFirst();
      if (!when.equals("with") && !when.equals("without")) {
        commands.add(words);
        continue;
      }
      if (words.size() < 3 || !words.get(1).endsWith(":")) {
        throw new IOException(
            sample.resolve(FILE)
                + " has the line `"
                + line
                + "`; it must be `"
                + when
                + " FOLDER: words`");
      }
      String name = words.get(1).substring(0, words.get(1).length() - 1);
      Path folder = sample.resolve(name).toAbsolutePath().normalize();
      if (Files.isDirectory(folder) == when.equals("with")) {
        commands.add(
            words.subList(2, words.size()).stream()
                .map(
                    word ->
                        word.startsWith(name + "/") ? folder + word.substring(name.length()) : word)
                .toList());
      }
    }
    return commands;
  }
}
