package org.halite.app.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code halite validate}. */
@Command(
    name = "validate",
    description = "Tell whether a module's code is accepted, and if not, which rules it breaks.")
final class ValidateCommand implements Callable<Integer> {
  private final Backend backend;

  @Parameters(paramLabel = "MODULE", description = "The .nexe file.")
  private Path module;

  ValidateCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return backend.validate(ModuleFile.check(module));
  }
}
