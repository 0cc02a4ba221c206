package org.halite.bridge.module;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code halite validate}: the runtime's own judgement of files, printed by a runtime process.
 *
 * @param modules the files, at least one
 * @param json one JSON object a line instead of text
 * @param all text lists all violations, not only the first thousand of a file
 * @param anyProcessor whatever instructions the rules allow at all are allowed
 * @param features names of the only CPU features allowed, separated by commas; null for those of
 *     this processor
 */
public record ModuleValidation(
    List<Path> modules, boolean json, boolean all, boolean anyProcessor, String features) {

  public ModuleValidation {
    modules = List.copyOf(modules);
  }

  /**
   * Prints the verdicts to standard output.
   *
   * @return 0 all accepted, 1 one was refused, 2 one could not be read or a feature is unknown
   *     (standard error says why)
   * @throws IOException when the runtime process cannot be started
   */
  public int run(RuntimeCommand command) throws IOException, InterruptedException {
    return wait(command.line(words()));
  }

  /**
   * Judges records from standard input, a character each on standard output.
   *
   * @param size bytes of a record, a multiple of 32 from 32 to 65536
   * @return 0, or 2 if the last record was not whole (standard error says so)
   * @throws IOException when the runtime process cannot be started
   */
  public static int records(RuntimeCommand command, int size)
      throws IOException, InterruptedException {
    return wait(command.forLongWork().line(List.of("--validate", "--records=" + size)));
  }

  private List<String> words() {
    List<String> words = new ArrayList<>(List.of("--validate"));
    if (json) {
      words.add("--json");
    }
    if (all) {
      words.add("--all");
    }
    if (anyProcessor) {
      words.add("--any-processor");
    }
    if (features != null) {
      words.add("--features=" + features);
    }
    words.add("--");
    for (Path module : modules) {
      words.add(module.toString());
    }
    return words;
  }

  private static int wait(List<String> line) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(line).inheritIO().start();
    try {
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }
}
