package org.halite.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * The options of the JVM that becomes a runtime process. Here because both ends need them: the
 * browser starts the process with them, and the runtime's jail refuses a JVM that lacks what it
 * must have.
 */
public final class RuntimeFlags {
  /**
   * Without these the locked JVM breaks, for after the lock no memory can be made executable and no
   * file opened: the whole code cache is committed at start, in one piece, and nothing is left to
   * create or remove in the file system.
   */
  public static final List<String> REQUIRED =
      List.of(
          "-XX:ReservedCodeCacheSize=16m",
          "-XX:InitialCodeCacheSize=16m",
          "-XX:-SegmentedCodeCache",
          "-XX:-UsePerfData", // its file in /tmp could not be removed at exit
          "-XX:+DisableAttachMechanism", // a door for other processes of the same person
          "--enable-native-access=ALL-UNNAMED");

  /**
   * Small, quick to start, silent on standard output, nothing left behind by a crash; the jail
   * holds without them.
   */
  public static final List<String> LEAN =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xms32m",
          "-XX:NewSize=5m", // what a load leaves behind stays resident; collections are short
          "-Xmx640m", // a 64 MiB message is in it several times over while it is taken and sent
          "-XX:-UseContainerSupport", // reads control group files now and then; they are out of
          // reach
          "-Xlog:disable",
          "-Xlog:all=off",
          "-XX:+DisplayVMOutputToStderr", // standard output belongs to the module
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:-CreateCoredumpOnCrash",
          "-XX:ErrorFile=/dev/null");

  private RuntimeFlags() {}

  /** Both lists, as a command line takes them. */
  public static List<String> all() {
    List<String> all = new ArrayList<>(REQUIRED);
    all.addAll(LEAN);
    return all;
  }
}
