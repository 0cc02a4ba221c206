package org.halite.runtime.jail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.halite.runtime.jail.JailReport.Wall;
import org.halite.runtime.machine.Kernel;

/**
 * Locks this process down, once and for ever, all threads of it, in two steps. {@link #enter} takes
 * files, network, privileges and the user id away; a spare process does it while it waits, so that
 * even the module's file is read and judged behind those walls. {@link #shut} sets the limits and
 * the system call filter, after the module's executable memory is mapped and before its first
 * instruction.
 */
public final class Jail {
  public static final String DESCRIPTORS = "descriptors";
  public static final String LIMITS = "limits";
  public static final String PRIVILEGES = "privileges";
  public static final String LANDLOCK = "landlock";
  public static final String ROOT = "root directory";
  public static final String NETWORK = "network";
  public static final String USER = "user id";
  public static final String FILTER = "system call filter";

  // linux/prctl.h
  private static final int PR_SET_DUMPABLE = 4;
  private static final int PR_SET_NO_NEW_PRIVS = 38;

  // linux/seccomp.h
  private static final int SECCOMP_SET_MODE_FILTER = 1;
  private static final int SECCOMP_FILTER_FLAG_TSYNC = 1;

  /** _LINUX_CAPABILITY_VERSION_3, linux/capability.h: two words of each set. */
  private static final int CAPABILITY_VERSION = 0x2008_0522;

  private static final int AT_FDCWD = -100;

  private final OpenDescriptors descriptors;
  private final ResourceLimits limits;
  private final List<Wall> threadWalls;

  /** Whether the module may use files. */
  private final boolean files;

  private boolean shut;

  private Jail(
      OpenDescriptors descriptors, ResourceLimits limits, List<Wall> threadWalls, boolean files) {
    this.descriptors = descriptors;
    this.limits = limits;
    this.threadWalls = threadWalls;
    this.files = files;
  }

  /**
   * Both steps. Returns when every wall that this kernel offers stands on every thread; a kernel
   * without Landlock is reported, not refused, but where a directory is to be used.
   *
   * @throws JailException when any other wall does not stand; the process must then not run
   *     untrusted code
   */
  public static JailReport close(JailOptions options) {
    return enter(options).shut(options);
  }

  /**
   * The first step: what can be done before there is a module. Afterwards no file can be opened.
   *
   * @param options of these, the descriptors and the directory
   * @throws JailException as for {@link #close}
   */
  public static Jail enter(JailOptions options) {
    HotSpotFlags.check();
    if (options.hasDirectory() && Landlock.version() == 0) {
      throw new JailException(
          "no files can be given to a module here: this kernel has no Landlock or was started"
              + " without it, and nothing else would keep the process to one directory");
    }
    JvmWarmup.touch();
    OpenDescriptors descriptors =
        OpenDescriptors.closeAllBut(options.descriptors(), options.moreDescriptors());
    Namespaces namespaces = Namespaces.look(options.hasDirectory());
    ResourceLimits limits = ResourceLimits.look(descriptors.most(), namespaces.countedAlone());

    // Nobody else's ptrace, no core: also keeps another process of the same person out of this one.
    required(Kernel.call(Kernel.PRCTL, PR_SET_DUMPABLE, 0), "PR_SET_DUMPABLE");
    List<Wall> walls = restrictThreads(namespaces, options.directory());
    // A new user id has set it back to what the machine says of such programs.
    required(Kernel.call(Kernel.PRCTL, PR_SET_DUMPABLE, 0), "PR_SET_DUMPABLE");
    return new Jail(descriptors, limits, walls, options.hasDirectory());
  }

  /**
   * The second step, once: descriptors that came meanwhile are closed, limits set, and the filter
   * put up.
   *
   * @throws JailException as for {@link #close}
   */
  public JailReport shut(JailOptions options) {
    if (shut) {
      throw new JailException("the jail was shut before");
    }
    if (options.hasDirectory() != files) {
      throw new JailException("the jail was entered for other files than it is shut for");
    }
    shut = true;
    List<Wall> walls = new ArrayList<>();
    String set = limits.set(options);
    int closed = descriptors.closeNew();
    walls.add(new Wall(DESCRIPTORS, true, closed + " that nothing needs were closed"));
    walls.add(new Wall(LIMITS, true, set));
    walls.addAll(threadWalls);
    walls.add(new Wall(FILTER, true, filter(options) + " instructions on all threads"));
    proveFilter();
    return new JailReport(walls);
  }

  /**
   * What the kernel keeps for each thread: no_new_privs, the user id, the Landlock domain,
   * capabilities. In this order; and the root directory, which all threads share, between the
   * others and the calling one.
   *
   * @param directory the one that may be used, -1 for none
   */
  static List<Wall> restrictThreads(Namespaces namespaces, int directory) {
    int landlock = Landlock.version();
    int ruleset = landlock > 0 ? Landlock.ruleset(directory) : -1;
    try (Arena arena = Arena.ofConfined()) { // other threads read it in machine code only
      MemorySegment header = arena.allocate(8, 4);
      header.set(ValueLayout.JAVA_INT, 0, CAPABILITY_VERSION); // and pid 0: the calling thread
      MemorySegment none = arena.allocate(24, 4); // effective, permitted, inheritable; twice

      ThreadBroadcast.Call noNewPrivileges =
          new ThreadBroadcast.Call(Kernel.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0);
      ThreadBroadcast.Call noCapabilities =
          new ThreadBroadcast.Call(CallNumbers.CAPSET, header.address(), none.address(), 0, 0);
      List<ThreadBroadcast.Call> calls = new ArrayList<>();
      calls.add(noNewPrivileges);
      calls.addAll(namespaces.becomeNobody());
      if (ruleset >= 0) {
        calls.add(new ThreadBroadcast.Call(Kernel.LANDLOCK_RESTRICT_SELF, ruleset, 0, 0, 0));
      }
      calls.add(noCapabilities);
      int threads =
          ThreadBroadcast.onEveryThread(
              namespaces::leaveFiles, calls.toArray(new ThreadBroadcast.Call[0]));
      String reach = "on " + threads + " threads";
      List<Wall> walls = new ArrayList<>(namespaces.walls());
      walls.add(new Wall(PRIVILEGES, true, "no_new_privs, no capabilities, " + reach));
      walls.add(
          ruleset >= 0
              ? new Wall(LANDLOCK, true, "version " + landlock + rights(directory) + reach)
              : new Wall(LANDLOCK, false, "this kernel has no Landlock or was started without it"));
      return walls;
    } finally {
      if (ruleset >= 0) {
        Kernel.call(Kernel.CLOSE, ruleset);
      }
    }
  }

  private static String rights(int directory) {
    return directory < 0 ? ", no right left, " : ", no right but to files of one directory, ";
  }

  /** Installs the system call filter on all threads at once; returns its length. */
  private static int filter(JailOptions options) {
    BpfProgram program = program(options, (int) Kernel.call(Kernel.GETPID));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocateFrom(ValueLayout.JAVA_BYTE, program.encode());
      MemorySegment description = arena.allocate(16, 8); // struct sock_fprog: u16 length, pointer
      description.set(ValueLayout.JAVA_SHORT, 0, (short) program.length());
      description.set(ValueLayout.JAVA_LONG, 8, code.address());
      long result =
          Kernel.call(
              Kernel.SECCOMP,
              SECCOMP_SET_MODE_FILTER,
              SECCOMP_FILTER_FLAG_TSYNC,
              description.address());
      if (result > 0) { // TSYNC answers with the id of a thread that has another filter
        throw new JailException("thread " + result + " cannot take the system call filter");
      }
      required(result, "the system call filter (CONFIG_SECCOMP_FILTER)");
    }
    return program.length();
  }

  private static BpfProgram program(JailOptions options, int processId) {
    if (options.hasDirectory()) {
      return SystemCallPolicy.programWithFiles(processId);
    }
    return options.codeWord() == 0
        ? SystemCallPolicy.program(processId)
        : SystemCallPolicy.programWithCode(processId, options.codeWord());
  }

  /**
   * One call that must fail now. A kernel that accepts a filter and does not apply it is no jail.
   */
  private static void proveFilter() {
    try (Arena arena = Arena.ofConfined()) {
      long directory = arena.allocateFrom("/").address();
      long result = Kernel.call(CallNumbers.OPENAT, AT_FDCWD, directory, 0);
      if (result != -SystemCallPolicy.EPERM) {
        throw new JailException("the system call filter is in place but a file could be opened");
      }
    }
  }

  private static void required(long result, String what) {
    if (Kernel.failed(result)) {
      throw new JailException("the kernel refused " + what + " (errno " + -result + ")");
    }
  }
}
