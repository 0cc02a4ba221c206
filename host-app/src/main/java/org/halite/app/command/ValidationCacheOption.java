package org.halite.app.command;

import picocli.CommandLine.Option;

/** The option of all commands that run modules. */
final class ValidationCacheOption {
  @Option(
      names = "--no-validation-cache",
      description =
          "Validate each module, whether or not it was validated before, and keep no verdict.")
  private boolean off;

  boolean isOn() {
    return !off;
  }
}
