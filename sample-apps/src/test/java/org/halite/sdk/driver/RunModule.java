package org.halite.sdk.driver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.halite.bridge.module.ExitReport;
import org.halite.bridge.module.ProgramRun;
import org.halite.bridge.module.RuntimeCommand;
import org.halite.bridge.store.ValidationCache;
import org.halite.wire.Powers;

/**
 * A program of its own, for its standard streams become the module's: MODULE FILES ARGUMENT...;
 * FILES is the directory that the module may use, or empty.
 */
public final class RunModule {
  private RunModule() {}

  public static void main(String[] arguments) throws Exception {
    boolean files = !arguments[1].isEmpty();
    ProgramRun run =
        new ProgramRun(
            Path.of(arguments[0]),
            List.of(arguments).subList(2, arguments.length),
            Map.of(),
            0,
            Duration.ofSeconds(60),
            new Powers(false, false, files),
            files ? Path.of(arguments[1]) : null);
    ExitReport report =
        run.run(RuntimeCommand.installed(), ValidationCache.none(), (level, text) -> {});
    if (report.status() < 0 || report.signal() != 0) {
      System.err.println(report.reason() + " " + report.backtrace());
    }
    System.exit(report.status() < 0 ? 1 : report.status());
  }
}
