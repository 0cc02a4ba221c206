package org.halite.wire;

import java.util.List;

/**
 * The options of the JVM that becomes a runtime process. Here because both ends need them: the browser starts the process with
 * them, and the runtime's jail holds only a JVM that has them.
 */
public final class RuntimeFlags {
  /**
   * Without these the locked JVM breaks, for after the lock no memory can be made executable and no file opened: the whole code
   * cache is committed at start, in one piece, and nothing is left to create or remove in the file system.
   */
  public static final List<String> REQUIRED =
      List.of(
          "-XX:ReservedCodeCacheSize=16m",
          "-XX:InitialCodeCacheSize=16m",
          "-XX:-SegmentedCodeCache",
          "-Xmx64m", // the jail bounds memory: a heap that grew into the bound would end the JVM
          "-XX:-UsePerfData", // its file in /tmp could not be removed at exit
          "-XX:+DisableAttachMechanism", // a door for other processes of the same person
          "--enable-native-access=ALL-UNNAMED");

  /** Small and quick to start; the jail holds without them. */
  public static final List<String> LEAN =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UseContainerSupport", // reads control group files now and then; they are out of reach
          "-XX:-CreateCoredumpOnCrash",
          "-XX:+DisplayVMOutputToStderr"); // standard output belongs to the module

  private RuntimeFlags() {}
}
