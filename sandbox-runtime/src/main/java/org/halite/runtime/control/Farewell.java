package org.halite.runtime.control;

import java.util.List;
import org.halite.runtime.machine.Exit;
import org.halite.runtime.machine.Sandbox;
import org.halite.wire.ControlWire;

/**
 * The module's end: waits for it, tells the browser how it was, and ends this process with a status
 * that says the same to whoever started it.
 */
final class Farewell implements Runnable {
  /** How long the last word may take to reach a browser that does not read. */
  private static final long MILLIS = 500;

  private final Sandbox sandbox;
  private final BrowserCalls calls;

  Farewell(Sandbox sandbox, BrowserCalls calls) {
    this.sandbox = sandbox;
    this.calls = calls;
  }

  @Override
  public void run() {
    Exit exit;
    try {
      exit = sandbox.awaitExit();
    } catch (InterruptedException e) {
      exit = new Exit.Killed("the runtime was interrupted");
    }
    int status =
        switch (exit) {
          case Exit.Normal normal ->
              say(normal.status(), 0, -1, -1, List.of(), "exit(" + normal.status() + ")");
          case Exit.Fault fault ->
              say(
                  128 + fault.signal(),
                  fault.signal(),
                  fault.pc(),
                  fault.address(),
                  fault.backtrace(),
                  Faults.sentence(fault));
          case Exit.Killed killed -> say(137, 9, -1, -1, List.of(), killed.reason());
        };
    Runtime.getRuntime().halt(status);
  }

  private int say(
      int status, int signal, long pc, long address, List<String> backtrace, String reason) {
    boolean heard =
        calls.callAndWait(
            MILLIS,
            ControlWire.EXIT,
            status,
            signal,
            pc,
            address,
            String.join("\n", backtrace),
            reason);
    return heard ? status : 1;
  }
}
