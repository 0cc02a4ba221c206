package org.halite.runtime.jail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether this JVM can live in the jail. One whose code cache still has to grow would die in the
 * middle of a module, at the first commit of executable memory that the filter refuses: better to
 * say so before.
 */
final class HotSpotFlags {
  private static final String RESERVED = "-XX:ReservedCodeCacheSize=";
  private static final String INITIAL = "-XX:InitialCodeCacheSize=";
  private static final String ONE_SEGMENT = "-XX:-SegmentedCodeCache\0";
  private static final String SEGMENTS = "-XX:+SegmentedCodeCache\0";

  private HotSpotFlags() {}

  static void check() {
    byte[] commandLine;
    try {
      commandLine = Files.readAllBytes(Path.of("/proc/self/cmdline"));
    } catch (IOException e) {
      throw new JailException("/proc/self/cmdline could not be read");
    }
    check(new String(commandLine, StandardCharsets.UTF_8));
  }

  /** The command line, a NUL behind each word. As in HotSpot, the last of several counts. */
  static void check(String commandLine) {
    String reserved = last(commandLine, RESERVED);
    if (reserved == null
        || !reserved.equals(last(commandLine, INITIAL))
        || commandLine.lastIndexOf("\0" + ONE_SEGMENT)
            <= commandLine.lastIndexOf("\0" + SEGMENTS)) {
      throw new JailException(
          "the JVM's code cache is not committed as a whole; start it with "
              + (RESERVED + "16m " + INITIAL + "16m " + "-XX:-SegmentedCodeCache"));
    }
  }

  /** What follows the prefix in the last argument that starts with it, or null. */
  private static String last(String commandLine, String prefix) {
    int at = commandLine.lastIndexOf("\0" + prefix);
    if (at < 0) {
      return null;
    }
    int from = at + 1 + prefix.length();
    return commandLine.substring(from, commandLine.indexOf('\0', from));
  }
}
