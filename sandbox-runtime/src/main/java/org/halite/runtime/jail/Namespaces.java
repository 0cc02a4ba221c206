package org.halite.runtime.jail;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import org.halite.runtime.jail.JailReport.Wall;
import org.halite.runtime.machine.Kernel;
import org.halite.wire.RuntimeNamespaces;

/**
 * The walls that need privilege or a namespace: an empty root directory, a network without a way
 * out, a user id of its own. Each stands where the process was started so that it can, and is told
 * as missing where not. Looked at before anything is taken away, put up while the other walls are.
 */
final class Namespaces {
  /**
   * First of the user ids that systemd's list of ranges calls unused, 0x70000000 to 0x7fffffff; the
   * process id is added: two processes that live at the same time have different ones.
   */
  static final int FIRST_USER = 0x7000_0000;

  // asm-generic, linux/mount.h, linux/capability.h
  private static final int CHDIR = 80;
  private static final int SETRESUID = 117;
  private static final int SETRESGID = 119;
  static final int SETGROUPS = 116;
  private static final long MS_RDONLY = 1;
  private static final long MS_NOSUID = 2;
  private static final long MS_NODEV = 4;
  private static final long MS_NOEXEC = 8;
  private static final long MNT_DETACH = 2;
  private static final int CAP_SETGID = 6;
  private static final int CAP_SETUID = 7;

  /** A directory that every system has; only its name is used, in this process's own mounts. */
  private static final String PLACE = "/tmp";

  private final boolean ownMounts;
  private final boolean ownNetwork;
  private final int user;
  private final String whyNoUser;
  private String rootRefusal = "";

  private Namespaces(boolean ownMounts, boolean ownNetwork, int user, String whyNoUser) {
    this.ownMounts = ownMounts;
    this.ownNetwork = ownNetwork;
    this.user = user;
    this.whyNoUser = whyNoUser;
  }

  /**
   * What this process was given, while /proc can be read.
   *
   * @param keepUser whether it must stay the person's, whose files it is to use
   */
  static Namespaces look(boolean keepUser) {
    String outside = System.getenv(RuntimeNamespaces.OUTSIDE);
    String status = read("/proc/self/status");
    long capabilities = Long.parseUnsignedLong(field(status, "CapEff:"), 16);
    boolean may = (capabilities >> CAP_SETUID & capabilities >> CAP_SETGID & 1) != 0;
    int user = FIRST_USER + (int) Kernel.call(Kernel.GETPID);
    String why = "";
    if (keepUser) {
      why = "it is the person's, whose files the module may use";
    } else if (RuntimeNamespaces.own(RuntimeNamespaces.USER, outside)) {
      why = "it is the person's, without rights outside of its user namespace";
    } else if (!may) {
      why = "it is the person's: only root can give a process another one";
    } else if (!mapped(user, "uid_map") || !mapped(user, "gid_map")) {
      why = "this container has no user id " + user;
    }
    return new Namespaces(
        RuntimeNamespaces.own(RuntimeNamespaces.MOUNTS, outside),
        RuntimeNamespaces.own(RuntimeNamespaces.NETWORK, outside),
        why.isEmpty() ? user : -1,
        why);
  }

  /** What each thread does to become nobody else's; nothing where it may not. */
  List<ThreadBroadcast.Call> becomeNobody() {
    if (user < 0) {
      return List.of();
    }
    return List.of(
        new ThreadBroadcast.Call(SETGROUPS, 0, 0, 0, 0),
        new ThreadBroadcast.Call(SETRESGID, user, user, user, 0),
        new ThreadBroadcast.Call(SETRESUID, user, user, user, 0));
  }

  /** Whether the kernel counts this process's threads apart from everybody else's. */
  boolean countedAlone() {
    return user >= 0;
  }

  /**
   * Leaves the file system for an empty directory, for all threads. Only in mounts that are this
   * process's own: elsewhere it would take the root directory from the machine.
   */
  void leaveFiles() {
    if (!ownMounts) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      long place = arena.allocateFrom(PLACE).address();
      long type = arena.allocateFrom("tmpfs").address();
      long options = arena.allocateFrom("size=4k,nr_inodes=1,mode=555").address();
      long here = arena.allocateFrom(".").address();
      long root = arena.allocateFrom("/").address();
      long flags = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;
      // pivot_root(2), "pivot_root(".", ".")": the old root lies over the new one, until detached.
      if (step(Kernel.call(CallNumbers.MOUNT, type, place, type, flags, options, 0), "mount")
          && step(Kernel.call(CHDIR, place), "chdir")
          && step(Kernel.call(CallNumbers.PIVOT_ROOT, here, here), "pivot_root")) {
        // From here on there is no way back, and half of the way is no place to run a module in.
        if (!step(Kernel.call(CallNumbers.UMOUNT2, here, MNT_DETACH), "umount2")
            || !step(Kernel.call(CHDIR, root), "chdir")) {
          throw new JailException("the old root directory could not be left: " + rootRefusal);
        }
      }
    }
  }

  private boolean step(long result, String call) {
    if (Kernel.failed(result)) {
      rootRefusal = call + " failed with errno " + -result;
      return false;
    }
    return true;
  }

  /** What stands, afterwards. */
  List<Wall> walls() {
    String none = "the browser could not start it with mounts and a network of its own";
    List<Wall> walls = new ArrayList<>();
    walls.add(
        !ownMounts
            ? new Wall(Jail.ROOT, false, none)
            : rootRefusal.isEmpty()
                ? new Wall(Jail.ROOT, true, "an empty directory in mounts of its own")
                : new Wall(Jail.ROOT, false, rootRefusal));
    walls.add(
        ownNetwork
            ? new Wall(Jail.NETWORK, true, "of its own, without an interface that is up")
            : new Wall(Jail.NETWORK, false, none));
    walls.add(
        user >= 0
            ? new Wall(Jail.USER, true, user + ", its own")
            : new Wall(Jail.USER, false, whyNoUser));
    return walls;
  }

  /** Whether the user namespace knows this id: lines of first inside, first outside, count. */
  private static boolean mapped(int id, String map) {
    StringTokenizer numbers = new StringTokenizer(read("/proc/self/" + map));
    while (numbers.countTokens() >= 3) {
      long first = Long.parseLong(numbers.nextToken());
      numbers.nextToken();
      long count = Long.parseLong(numbers.nextToken());
      if (id >= first && id - first < count) {
        return true;
      }
    }
    return false;
  }

  private static String field(String status, String name) {
    int at = status.indexOf("\n" + name);
    if (at < 0) {
      throw new JailException("/proc/self/status has no line " + name);
    }
    int from = at + 1 + name.length();
    return status.substring(from, status.indexOf('\n', from)).strip();
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new JailException(file + " could not be read");
    }
  }
}
