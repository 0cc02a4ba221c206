package org.halite.runtime.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.Kernel;

/**
 * The directory that is a module's root, and paths in it: spec/nacl.md 11.3. Paths are texts with a
 * character a byte, for names of files are bytes. A path is first made canonical, then opened by
 * the kernel below the root's descriptor: never above it, not through a link that leads out, nor
 * into another mount, whatever others do to the directory meanwhile.
 */
public final class FileTree {
  /** The longest path, without its end. */
  static final int MAX_PATH = 1023;

  static final int MAX_NAME = 255;

  // asm-generic/fcntl.h
  static final int WRITE_ONLY = 1;
  static final int NO_TERMINAL = 0400;
  static final int NO_WAIT = 04000;
  static final int DIRECTORY = 0200000;
  static final int NO_FOLLOW = 0400000;
  static final int CLOSE_ON_EXEC = 02000000;
  static final int PATH = 010000000;
  private static final int AT_FDCWD = -100;

  /** How every file is opened: a FIFO or terminal that came in between stops nothing. */
  private static final int CAREFULLY = NO_TERMINAL | NO_WAIT | NO_FOLLOW | CLOSE_ON_EXEC;

  // linux/openat2.h: struct open_how is u64 flags, u64 mode, u64 resolve
  private static final int HOW_SIZE = 24;
  private static final long NO_XDEV = 1;
  private static final long NO_MAGICLINKS = 2;
  private static final long BENEATH = 8;

  /** The kernel gives up when directories are renamed while it looks. */
  private static final int ATTEMPTS = 32;

  /**
   * File systems that are doors into the kernel (linux/magic.h): proc, sysfs, debugfs, tracefs,
   * cgroup, cgroup2, securityfs, bpf, configfs, efivarfs. In {@code proc} a process may write its
   * own memory.
   */
  private static final long[] KERNEL_FILE_SYSTEMS = {
    0x9fa0,
    0x62656572,
    0x64626720,
    0x74726163,
    0x27e0eb,
    0x63677270,
    0x73636673,
    0xcafe4a11L,
    0x62656570,
    0xde5e81e4L
  };

  private final int root;

  /** Of relative paths; canonical. */
  private volatile String current = "";

  private FileTree(int root) {
    this.root = root;
  }

  /**
   * Opens a directory; before the process is locked down.
   *
   * @throws IllegalArgumentException with a sentence when it cannot be a module's root
   */
  public static FileTree open(String directory) {
    long root;
    try (Arena arena = Arena.ofConfined()) {
      long path = arena.allocateFrom(directory, StandardCharsets.UTF_8).address();
      root = Kernel.call(Kernel.OPENAT, AT_FDCWD, path, PATH | DIRECTORY | CLOSE_ON_EXEC, 0);
      if (Kernel.failed(root)) {
        throw new IllegalArgumentException(
            directory + " cannot be given to a module: it is no directory that can be opened");
      }
      MemorySegment statfs = arena.allocate(120, 8);
      long failed = Kernel.call(Kernel.FSTATFS, root, statfs.address());
      long kind = statfs.get(ValueLayout.JAVA_LONG, 0) & 0xffffffffL;
      for (long refused : KERNEL_FILE_SYSTEMS) {
        if (Kernel.failed(failed) || kind == refused) {
          Kernel.call(Kernel.CLOSE, root);
          throw new IllegalArgumentException(
              directory
                  + " cannot be given to a module: its files are the kernel's own interfaces");
        }
      }
    }
    return new FileTree((int) root);
  }

  /** The root's descriptor: the only one that the process has to keep. */
  public int root() {
    return root;
  }

  /** The current directory, from the root. */
  String current() {
    return "/" + current;
  }

  void setCurrent(String canonical) {
    current = canonical;
  }

  /**
   * The names from the root to what a path means, joined by slashes; the root itself is empty. What
   * {@code ..} takes back must be a directory; above the root there is the root.
   */
  String canonical(String path) throws Refusal {
    if (path.isEmpty()) {
      throw new Refusal(Errno.ENOENT);
    }
    List<String> names = new ArrayList<>();
    add(names, path.charAt(0) == '/' ? "" : current, false);
    add(names, path, true);
    String canonical = String.join("/", names);
    if (canonical.length() > MAX_PATH) {
      throw new Refusal(Errno.ENAMETOOLONG);
    }
    return canonical;
  }

  private void add(List<String> names, String path, boolean judge) throws Refusal {
    int start = 0;
    while (start < path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      String name = path.substring(start, end);
      start = end + 1;
      if (name.length() > MAX_NAME) {
        throw new Refusal(Errno.ENAMETOOLONG);
      }
      if (name.equals("..") && judge) {
        if (!names.isEmpty()) {
          close(open(String.join("/", names), PATH | DIRECTORY | CLOSE_ON_EXEC, 0));
          names.removeLast();
        }
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
  }

  /** Opens what a canonical path means; the host's number. */
  int open(String canonical, int flags, int mode) throws Refusal {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment how = arena.allocate(HOW_SIZE, 8);
      how.set(ValueLayout.JAVA_LONG, 0, Integer.toUnsignedLong(flags));
      how.set(ValueLayout.JAVA_LONG, 8, mode);
      how.set(ValueLayout.JAVA_LONG, 16, BENEATH | NO_MAGICLINKS | NO_XDEV);
      long path = text(arena, canonical.isEmpty() ? "." : canonical);
      long result = -Errno.EAGAIN;
      for (int i = 0; i < ATTEMPTS && result == -Errno.EAGAIN; i++) {
        result = Kernel.call(Kernel.OPENAT2, root, path, how.address(), HOW_SIZE);
      }
      // Out of the root, into another mount, or a link at the end: spec/nacl.md 11.3.
      return (int)
          Refusal.check(result == -Errno.EXDEV || result == -Errno.ELOOP ? -Errno.EACCES : result);
    }
  }

  /** Opens a regular file or directory, and nothing else: not a device, FIFO or link. */
  int openOrdinary(String canonical, int flags, int mode) throws Refusal {
    int number = open(canonical, flags | CAREFULLY, mode);
    HostStat stat = HostStat.of(number);
    if (stat == null || !stat.isRegular() && !stat.isDirectory()) {
      close(number);
      throw new Refusal(Errno.EACCES);
    }
    return number;
  }

  /** What a path's last name is, links not followed. Opens nothing. */
  HostStat stat(String canonical) throws Refusal {
    int number = open(canonical, PATH | NO_FOLLOW | CLOSE_ON_EXEC, 0);
    try {
      HostStat stat = HostStat.of(number);
      if (stat == null) {
        throw new Refusal(Errno.EIO);
      }
      return stat;
    } finally {
      close(number);
    }
  }

  /** The directory that holds a path's last name; the root has none. */
  int openParent(String canonical) throws Refusal {
    int slash = canonical.lastIndexOf('/');
    return open(
        slash < 0 ? "" : canonical.substring(0, slash), PATH | DIRECTORY | CLOSE_ON_EXEC, 0);
  }

  /** A path's last name. */
  static String last(String canonical) {
    return canonical.substring(canonical.lastIndexOf('/') + 1);
  }

  /** A text for the kernel. */
  static long text(Arena arena, String text) {
    return arena.allocateFrom(text, StandardCharsets.ISO_8859_1).address();
  }

  static void close(int number) {
    Kernel.call(Kernel.CLOSE, number);
  }
}
