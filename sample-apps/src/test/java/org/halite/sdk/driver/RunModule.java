package org.halite.sdk.driver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.halite.bridge.module.ExitReport;
import org.halite.bridge.module.ProgramRun;
import org.halite.bridge.module.RuntimeCommand;
import org.halite.bridge.store.ValidationCache;

/** A program of its own, for its standard streams become the module's: MODULE ARGUMENT... */
public final class RunModule {
  private RunModule() {}

  public static void main(String[] arguments) throws Exception {
    ProgramRun run =
        new ProgramRun(
            Path.of(arguments[0]),
            List.of(arguments).subList(1, arguments.length),
            Map.of(),
            0,
            Duration.ofSeconds(60));
    ExitReport report =
        run.run(RuntimeCommand.installed(), ValidationCache.none(), (level, text) -> {});
    if (report.status() < 0 || report.signal() != 0) {
      System.err.println(report.reason() + " " + report.backtrace());
    }
    System.exit(report.status() < 0 ? 1 : report.status());
  }
}
