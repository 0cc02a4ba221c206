package org.halite.sdk.driver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.halite.bridge.module.ExitReport;
import org.halite.bridge.module.ProgramRun;
import org.halite.bridge.module.RuntimeCommand;
import org.halite.bridge.store.ValidationCache;
import org.halite.wire.Powers;

/**
 * A program of its own, for its standard streams become the module's: MODULE [--files=FOLDER]
 * ARGUMENT...
 */
public final class RunModule {
  private RunModule() {}

  public static void main(String[] arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of(arguments));
    Path module = Path.of(words.removeFirst());
    Path files = null;
    if (!words.isEmpty() && words.getFirst().startsWith("--files=")) {
      files = Path.of(words.removeFirst().substring("--files=".length()));
    }
    ProgramRun run =
        new ProgramRun(
            module,
            words,
            Map.of("HOME", "/"), // or SQLite's shell warns that it has none
            0,
            Duration.ofSeconds(60),
            new Powers(false, false, files != null),
            files);
    ExitReport report =
        run.run(RuntimeCommand.installed(), ValidationCache.none(), (level, text) -> {});
    if (report.status() < 0 || report.signal() != 0) {
      System.err.println(report.reason() + " " + report.backtrace());
    }
    System.exit(report.status() < 0 ? 1 : report.status());
  }
}
