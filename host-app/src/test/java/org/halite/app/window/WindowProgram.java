package org.halite.app.window;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The whole program in a window on a display of its own, for tests. */
public final class WindowProgram {
  private WindowProgram() {}

  /**
   * Starts {@code halite open}.
   *
   * @param folder gets what it writes: its profile, and {@code out} and {@code err}
   * @param environment besides the usual
   * @param words after {@code open}
   */
  public static Process open(Path folder, Map<String, String> environment, List<String> words)
      throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                "xvfb-run",
                "-a",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dcom.sun.webkit.useHTTP2Loader=false",
                "-Dhalite.profile=" + folder.resolve("profile"),
                "-cp",
                System.getProperty("java.class.path"),
                "org.halite.app.Main",
                "open"));
    line.addAll(words);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }
}
