package org.halite.app.command;

/** What the program's exit status says, {@code halite run} apart, which gives the module's own. */
final class ExitCodes {
  static final int OK = 0;
  static final int FAILURE = 1;
  static final int USAGE = 2;
  static final int TIMEOUT = 3;

  private ExitCodes() {}
}
