package org.halite.sdk.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A tool of GNU binutils that handles the SDK's objects as it is. */
public enum BinaryTool {
  AR("ar"),
  RANLIB("ranlib"),
  NM("nm"),
  OBJDUMP("objdump");

  private final String program;

  BinaryTool(String program) {
    this.program = program;
  }

  public String program() {
    return program;
  }

  /**
   * Runs it with these words.
   *
   * @return its exit status, or 1 when it cannot be started
   */
  public int run(List<String> words, Path folder, Streams streams) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(words);
    try {
      return new ToolProcess(folder, streams).run(command);
    } catch (DriverFailure | IOException e) {
      streams.err().println("halite " + program + ": " + e.getMessage());
      streams.err().flush();
      return CompilerDriver.FAILED;
    }
  }
}
