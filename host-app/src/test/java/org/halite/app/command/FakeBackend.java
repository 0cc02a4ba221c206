package org.halite.app.command;

import java.io.IOException;
import java.nio.file.Path;
import org.halite.app.page.FakeModuleHost;
import org.halite.bridge.module.ModuleHost;

/** Modules that follow a script; runs nothing and remembers what it was asked to run. */
public final class FakeBackend implements Backend {
  Program ran;
  Path validated;

  @Override
  public ModuleHost moduleHost(boolean validationCache) {
    return new FakeModuleHost();
  }

  @Override
  public int run(Program program) {
    ran = program;
    return 139;
  }

  @Override
  public int validate(Path module) throws IOException {
    validated = module;
    if (module.endsWith("broken.nexe")) {
      throw new IOException(module + " cannot be judged: it is empty.");
    }
    return 1;
  }

  /** The program with these modules, for tests that need a process of its own. */
  public static void main(String[] arguments) {
    System.exit(HaliteCommand.over(new FakeBackend()).execute(arguments));
  }
}
