package org.halite.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Resident memory of a process, from the kernel's own account of it. */
record Memory(long residentKiB, long proportionalKiB) {
  /** The resident set, and the share of it that is this process's when shared pages are divided. */
  static Memory of(long pid) throws IOException {
    Path folder = Path.of("/proc", Long.toString(pid));
    List<String> rollup = Files.readAllLines(folder.resolve("smaps_rollup"));
    return new Memory(field(rollup, "Rss:"), field(rollup, "Pss:"));
  }

  private static long field(List<String> lines, String name) throws IOException {
    for (String line : lines) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("the kernel gives no " + name + " of the process");
  }

  @Override
  public String toString() {
    return residentKiB / 1024 + " MiB resident, " + proportionalKiB / 1024 + " MiB proportional";
  }
}
