package org.halite.runtime.jail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.halite.runtime.machine.Kernel;
import org.halite.runtime.syscall.FileTree;

/**
 * Locks itself down with a directory, and then plays escaped code: it says what each attempt gets.
 * Arguments: the directory, and a file outside of it.
 */
final class FilesProbe {
  private static final int AT_FDCWD = -100;
  private static final int O_RDWR = 2;
  private static final int O_CREAT = 0100;
  private static final int SYMLINKAT = 266;
  private static final int MKNODAT = 259;
  private static final int FCHMODAT = 268;
  private static final int FACCESSAT = 269;
  private static final int EXECVEAT_NO_PATH = 0;

  private static Arena arena;

  private FilesProbe() {}

  public static void main(String[] arguments) {
    arena = Arena.ofShared();
    Path outside = Path.of(arguments[1]);
    FileTree tree = FileTree.open(arguments[0]);
    int root = tree.root();
    JailReport report = Jail.close(JailOptions.defaults().withDirectory(root));
    JailedJvm.say("landlock " + report.stands(Jail.LANDLOCK));
    JailedJvm.say("user id " + report.stands(Jail.USER));
    say("read inside", open(root, "file", 0, 0));
    say("write inside", open(root, "file", O_RDWR, 0));
    say("create inside", open(root, "made", O_CREAT | O_RDWR, 0600));
    say("make a directory inside", Kernel.call(Kernel.MKDIRAT, root, text("dir"), 0700));
    say("rename inside", rename(root, "made", root, "dir/renamed"));
    say("remove inside", Kernel.call(Kernel.UNLINKAT, root, text("dir/renamed"), 0));
    say("read through ..", open(root, "../" + outside.getFileName(), 0, 0));
    say("write through ..", open(root, "../" + outside.getFileName(), O_RDWR, 0));
    say("create through ..", open(root, "../made", O_CREAT | O_RDWR, 0600));
    say("list ..", open(root, "..", 0200000, 0));
    say("read by an absolute path", open(AT_FDCWD, outside.toString(), 0, 0));
    say("read /etc/passwd", open(AT_FDCWD, "/etc/passwd", 0, 0));
    say("read /proc/self/maps", open(AT_FDCWD, "/proc/self/maps", 0, 0));
    say("move out", rename(root, "file", root, "../file"));
    say("move in", rename(root, "../" + outside.getFileName(), root, "taken"));
    say("link in", Kernel.call(Kernel.LINKAT, root, text("../secret"), root, text("taken")));
    say("remove outside", Kernel.call(Kernel.UNLINKAT, root, text("../secret"), 0));
    say("a directory outside", Kernel.call(Kernel.MKDIRAT, root, text("../dir"), 0700));
    say("a symbolic link", Kernel.call(SYMLINKAT, text("/etc"), root, text("link")));
    say("a device", Kernel.call(MKNODAT, root, text("null"), 0020666, 0x103));
    say("chmod by path", Kernel.call(FCHMODAT, root, text("../secret"), 0777));
    say("access by path", Kernel.call(FACCESSAT, root, text("../secret"), EXECVEAT_NO_PATH));
    say("dates by path", Kernel.call(Kernel.UTIMENSAT, root, text("../secret"), 0, 0));
    say("openat", Kernel.call(Kernel.OPENAT, root, text("file"), 0));
  }

  private static long rename(int from, String old, int to, String made) {
    return Kernel.call(Kernel.RENAMEAT, from, text(old), to, text(made));
  }

  /** openat2 without any of the rules that the runtime itself adds. */
  private static long open(int directory, String path, int flags, int mode) {
    MemorySegment how = arena.allocate(24, 8);
    how.set(ValueLayout.JAVA_LONG, 0, flags);
    how.set(ValueLayout.JAVA_LONG, 8, mode);
    return Kernel.call(Kernel.OPENAT2, directory, text(path), how.address(), 24);
  }

  private static long text(String text) {
    return arena.allocateFrom(text).address();
  }

  private static void say(String attempt, long result) {
    String outcome = Kernel.failed(result) ? "errno " + -result : "done";
    JailedJvm.say(attempt + ": " + outcome);
  }
}
