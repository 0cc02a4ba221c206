package org.halite.bridge.module;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Programs are killed when they have ended or are to end, often before all of it was read. */
class ProcessEndTest {
  @Test
  void whatAKilledProcessWroteCanStillBeRead() throws Exception {
    Process process = new ProcessBuilder("sh", "-c", "echo here; exec sleep 600").start();
    while (process.getInputStream().available() == 0) {
      Thread.onSpinWait();
    }
    RuntimeProcess.end(process);
    process.waitFor();
    assertEquals("here\n", new String(process.getInputStream().readAllBytes(), UTF_8));
  }

  @Test
  void itsChildrenEndWithIt() throws Exception {
    Process process = new ProcessBuilder("sh", "-c", "sleep 600 & echo $!; wait").start();
    long child = Long.parseLong(process.inputReader(UTF_8).readLine());
    ProcessHandle handle = ProcessHandle.of(child).orElseThrow();
    RuntimeProcess.end(process);
    handle.onExit().join();
  }
}
