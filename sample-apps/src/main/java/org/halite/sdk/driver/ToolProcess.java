package org.halite.sdk.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A stock tool that is started and waited for. */
final class ToolProcess {
  private static final int PIPE_BUFFER = 64 * 1024;

  private final Path folder;
  private final Streams streams;

  /**
   * @param folder where tools are started
   */
  ToolProcess(Path folder, Streams streams) {
    this.folder = folder;
    this.streams = streams;
  }

  /** Starts it with the driver's standard streams; its exit status. */
  int run(List<String> command) throws DriverFailure, IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    if (streams.areInherited()) {
      return start(builder.inheritIO(), command).waitFor();
    }
    Process process = start(builder, command);
    process.getOutputStream().close();
    Thread errors = Thread.ofVirtual().start(() -> copy(process));
    process.getInputStream().transferTo(streams.out());
    errors.join();
    return process.waitFor();
  }

  private void copy(Process process) {
    try {
      process.getErrorStream().transferTo(streams.err());
    } catch (IOException e) {
      process.destroy();
    }
  }

  /** Starts it with this input and takes what it says on both streams. */
  String ask(List<String> command, byte[] input, int[] status)
      throws DriverFailure, IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    Process process = start(builder, command);
    Thread feeder = Thread.ofVirtual().start(() -> feed(process, input));
    byte[] said = process.getInputStream().readAllBytes();
    feeder.join();
    status[0] = process.waitFor();
    return new String(said, StandardCharsets.UTF_8);
  }

  private static void feed(Process process, byte[] input) {
    try (var to = process.getOutputStream()) {
      for (int at = 0; at < input.length; at += PIPE_BUFFER) {
        to.write(input, at, Math.min(PIPE_BUFFER, input.length - at));
      }
    } catch (IOException e) {
      process.destroy(); // it ended early, and its words say why
    }
  }

  private static Process start(ProcessBuilder builder, List<String> command) throws DriverFailure {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new DriverFailure(
          command.getFirst()
              + " cannot be started ("
              + e.getMessage()
              + "); install it with: sudo apt-get install "
              + (command.getFirst().contains("++")
                  ? "g++"
                  : command.getFirst().contains("gcc") ? "gcc" : "binutils"),
          e);
    }
  }
}
