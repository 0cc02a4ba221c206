package org.halite.app.command;

import java.nio.file.Files;
import java.nio.file.Path;

/** A module named on the command line. */
final class ModuleFile {
  private ModuleFile() {}

  /** The path itself, when a readable file is there. */
  static Path check(Path module) {
    if (!Files.exists(module)) {
      throw new Failure(ExitCodes.FAILURE, module + " does not exist.");
    }
    if (!Files.isRegularFile(module)) {
      throw new Failure(ExitCodes.FAILURE, module + " is no regular file.");
    }
    if (!Files.isReadable(module)) {
      throw new Failure(ExitCodes.FAILURE, module + " may not be read by you.");
    }
    return module;
  }
}
