package org.halite.bridge.module;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.halite.bridge.origin.UrlReference;
import org.halite.wire.RuntimeNamespaces;
import org.halite.wire.RuntimeWalls;
import org.halite.wire.WireException;

/** Asks a runtime process, started as for a module, which walls it can put around itself. */
public final class WallInspection {
  private static final int SECONDS = 20;
  private static final int MAX_BYTES = 64 << 10;
  private static final int MAX_WHY = 4096;

  private WallInspection() {}

  /**
   * The walls, in the order in which they are put up; the processor comes first.
   *
   * @throws IOException with a sentence when no runtime process can be asked
   */
  public static List<RuntimeWalls.Wall> of(RuntimeCommand command)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(RuntimeNamespaces.here().prefix());
    line.addAll(command.line(List.of("--walls")));
    ProcessBuilder builder =
        new ProcessBuilder(line).directory(new File("/")).redirectInput(new File("/dev/null"));
    builder.environment().clear();
    builder.environment().put(RuntimeNamespaces.OUTSIDE, RuntimeNamespaces.outside());
    Process process = builder.start();
    try {
      CompletableFuture<String> lastWords = new LastWords(process.getErrorStream()).text();
      // A process that does not end is ended; so ends the reading of what it says.
      CompletableFuture<Process> _ =
          process
              .onExit()
              .orTimeout(SECONDS, TimeUnit.SECONDS)
              .whenComplete((_, _) -> end(process));
      byte[] said = process.getInputStream().readNBytes(MAX_BYTES);
      int status = process.waitFor();
      List<RuntimeWalls.Wall> walls = RuntimeWalls.parse(new String(said, StandardCharsets.UTF_8));
      if (walls.isEmpty()) {
        throw new IOException(
            "the runtime process ended with status " + status + ": " + lastWords.join());
      }
      List<RuntimeWalls.Wall> shown = new ArrayList<>();
      for (RuntimeWalls.Wall wall : walls) {
        shown.add(
            new RuntimeWalls.Wall(
                UrlReference.shown(wall.name(), MAX_WHY),
                wall.stands(),
                UrlReference.shown(wall.why(), MAX_WHY)));
      }
      return shown;
    } catch (WireException e) {
      throw new IOException("the runtime process sent " + e.getMessage(), e);
    } finally {
      end(process);
    }
  }

  private static void end(Process process) {
    process.destroyForcibly();
  }
}
