package org.halite.app;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.halite.app.command.Backend;
import org.halite.bridge.module.ExitReport;
import org.halite.bridge.module.LocalModuleHost;
import org.halite.bridge.module.ModuleHost;
import org.halite.bridge.module.ModuleValidation;
import org.halite.bridge.module.ProgramRun;
import org.halite.bridge.module.RuntimeCommand;

/** Joins the commands to the bridge. */
final class BridgeBackend implements Backend {
  @Override
  public ModuleHost moduleHost() throws IOException {
    return LocalModuleHost.create();
  }

  @Override
  public int run(Program program) throws IOException, InterruptedException {
    ProgramRun run =
        new ProgramRun(
            program.module(),
            program.arguments(),
            program.environment(),
            program.memoryBytes(),
            program.timeout() == null ? Duration.ZERO : program.timeout());
    ExitReport report =
        run.run(
            RuntimeCommand.installed(),
            (level, text) ->
                System.err.println("halite: " + level.name().toLowerCase(Locale.ROOT) + ": " + text));
    if (report.status() < 0) {
      throw new IOException(report.reason());
    }
    if (report.signal() != 0) {
      printDeath(program.module(), report, System.err);
    }
    return report.status();
  }

  @Override
  public int validate(Path module) throws IOException, InterruptedException {
    return ModuleValidation.run(RuntimeCommand.installed(), module);
  }

  private static void printDeath(Path module, ExitReport report, PrintStream err) {
    err.println("halite: " + module.getFileName() + " died: " + report.reason());
    if (report.pc() >= 0) {
      err.println(
          "halite: signal "
              + report.signal()
              + ", pc 0x"
              + Long.toHexString(report.pc())
              + (report.address() >= 0 ? ", address 0x" + Long.toHexString(report.address()) : ""));
    }
    for (String frame : report.backtrace()) {
      err.println("  " + frame);
    }
  }
}
