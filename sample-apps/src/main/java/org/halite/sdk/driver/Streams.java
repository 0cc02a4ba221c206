package org.halite.sdk.driver;

import java.io.PrintStream;

/**
 * Where the driver and its tools write.
 *
 * @param areInherited tools write to the process's own standard streams directly
 */
public record Streams(PrintStream out, PrintStream err, boolean areInherited) {
  /** The process's own. */
  public static Streams standard() {
    return new Streams(System.out, System.err, true);
  }
}
