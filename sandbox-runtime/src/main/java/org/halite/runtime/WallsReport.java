package org.halite.runtime;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.halite.runtime.jail.Jail;
import org.halite.runtime.jail.JailException;
import org.halite.runtime.jail.JailOptions;
import org.halite.runtime.jail.JailReport;
import org.halite.runtime.machine.Machine;
import org.halite.wire.RuntimeWalls;

/**
 * {@code --walls}: locks this process down as if for a module, and prints what stands then, in the
 * form of {@link RuntimeWalls}. What {@code halite doctor} shows is what was tried.
 */
final class WallsReport {
  private WallsReport() {}

  /** 0 when a module could run here, else 1. */
  static int run() {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    boolean fit = true;
    String refusal = Machine.refusal();
    try {
      String features = new SandboxCode().features();
      say(out, RuntimeWalls.PROCESSOR, refusal == null, refusal == null ? features : refusal);
      fit = refusal == null;
    } catch (IOException e) {
      say(out, RuntimeWalls.PROCESSOR, false, "its features could not be read: " + e.getMessage());
      fit = false;
    }
    try {
      ServiceRuntime.installHandlers();
      JailReport report = Jail.close(JailOptions.defaults());
      for (JailReport.Wall wall : report.walls()) {
        say(out, wall.name(), wall.stands(), wall.why());
      }
    } catch (JailException e) {
      say(out, RuntimeWalls.JAIL, false, e.getMessage());
      fit = false;
    }
    out.flush();
    return fit ? 0 : 1;
  }

  private static void say(PrintStream out, String name, boolean stands, String why) {
    out.print(RuntimeWalls.line(name, stands, why));
  }
}
