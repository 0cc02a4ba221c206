package org.halite.app.bench;

import java.time.Duration;

/** Processor time of this process and of those that it has started. */
final class Processor {
  private Processor() {}

  static double seconds() {
    double all = seconds(ProcessHandle.current());
    for (ProcessHandle child : ProcessHandle.current().descendants().toList()) {
      all += seconds(child);
    }
    return all;
  }

  private static double seconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }
}
