package org.halite.bridge.module;

import java.io.IOException;
import java.nio.file.Path;

/** {@code halite validate}: the runtime's own judgement of a file, printed by a runtime process. */
public final class ModuleValidation {
  private ModuleValidation() {}

  /**
   * Prints the verdict to standard output.
   *
   * @return 0 accepted, 1 refused, 2 the file could not be read (standard error says why)
   * @throws IOException when the runtime process cannot be started
   */
  public static int run(RuntimeCommand command, Path module)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command.line("--validate", module)).inheritIO().start();
    try {
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }
}
