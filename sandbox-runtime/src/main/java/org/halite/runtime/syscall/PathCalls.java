package org.halite.runtime.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.halite.runtime.imc.Descriptor;
import org.halite.runtime.imc.DescriptorTable;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.Kernel;
import org.halite.runtime.machine.ModuleMemory;

/**
 * The calls that name files, of a module that was given a directory: spec/nacl.md ch. 11 and 11.3.
 * Results are 0 or more, or -errno.
 */
public final class PathCalls {
  // spec/nacl.md ch. 12
  private static final int CREATE = 0100;
  private static final int EXCLUSIVE = 0200;
  private static final int TRUNCATE = 01000;
  private static final int APPEND = 02000;
  private static final int DIRECTORY = 0200000;
  private static final int ACCESS_MODE = 3;
  private static final int OPEN_MODE = 0600;
  private static final int PERMISSIONS = 0777;

  private static final int AT_REMOVEDIR = 0x200;
  private static final int GETEUID = 107;
  private static final int GETEGID = 108;

  /** What is done in the directory that holds a name. */
  private interface InParent {
    long call(int parent, long name);
  }

  /** What is done with a path. */
  private interface WithPath {
    long call(String canonical) throws Refusal;
  }

  private final FileTree tree;
  private final ModuleMemory memory;
  private final DescriptorTable descriptors;
  private final boolean oldAbi;

  PathCalls(FileTree tree, ModuleMemory memory, DescriptorTable descriptors, boolean oldAbi) {
    this.tree = tree;
    this.memory = memory;
    this.descriptors = descriptors;
    this.oldAbi = oldAbi;
  }

  private long with(long path, WithPath use) {
    String text = new String(memory.readText(path, FileTree.MAX_PATH), StandardCharsets.ISO_8859_1);
    try {
      return use.call(tree.canonical(text));
    } catch (Refusal refusal) {
      return -refusal.errno();
    }
  }

  /** The new descriptor. */
  public long open(long path, long flags, long mode) {
    return with(path, name -> open(name, (int) flags, (int) mode & OPEN_MODE));
  }

  /** As {@link #open}, of a path that does not stand in the module's memory. */
  public long openToRead(String path) {
    try {
      String bytes = new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      return open(tree.canonical(bytes), 0, 0);
    } catch (Refusal refusal) {
      return -refusal.errno();
    }
  }

  private long open(String name, int asked, int mode) throws Refusal {
    int flags = asked & (ACCESS_MODE | CREATE | EXCLUSIVE | TRUNCATE | APPEND | DIRECTORY);
    if ((flags & ACCESS_MODE) == ACCESS_MODE) {
      return -Errno.EINVAL;
    }
    HostStat there = statOrNull(name, flags);
    if (there != null && there.isDirectory()) {
      return (flags & EXCLUSIVE) != 0
          ? -Errno.EEXIST
          : descriptors.add(new HostDirectory(tree.openOrdinary(name, DIRECTORY, 0), name, oldAbi));
    }
    if ((flags & DIRECTORY) != 0) {
      return there == null ? -Errno.ENOENT : -Errno.ENOTDIR;
    }
    if (there != null && !there.isRegular()) {
      return -Errno.EACCES; // a device, FIFO, socket or link
    }
    boolean create = (flags & CREATE) != 0;
    int number = tree.openOrdinary(name, create ? flags : flags & ~EXCLUSIVE, create ? mode : 0);
    HostStat opened = HostStat.of(number);
    if (opened == null || !opened.isRegular()) { // it has become a directory
      FileTree.close(number);
      return -Errno.EACCES;
    }
    return descriptors.add(new HostFile(number, true));
  }

  private HostStat statOrNull(String name, int flags) throws Refusal {
    try {
      return tree.stat(name);
    } catch (Refusal refusal) {
      if (refusal.errno() == Errno.ENOENT && (flags & CREATE) != 0) {
        return null;
      }
      throw refusal;
    }
  }

  public long stat(long path, long address) {
    return with(path, name -> stat(notALink(name), address));
  }

  public long lstat(long path, long address) {
    return with(path, name -> stat(tree.stat(name), address));
  }

  private long stat(HostStat stat, long address) {
    memory.write(address, stat.encode(oldAbi));
    return 0;
  }

  private HostStat notALink(String name) throws Refusal {
    HostStat stat = tree.stat(name);
    if (stat.type() == HostStat.LINK) {
      throw new Refusal(Errno.EACCES);
    }
    return stat;
  }

  public long mkdir(long path, long mode) {
    return with(
        path,
        name ->
            name.isEmpty()
                ? -Errno.EEXIST
                : inParent(
                    name, (in, last) -> Kernel.call(Kernel.MKDIRAT, in, last, mode & PERMISSIONS)));
  }

  public long rmdir(long path) {
    return with(
        path,
        name ->
            name.isEmpty()
                ? -Errno.EBUSY
                : inParent(
                    name, (in, last) -> Kernel.call(Kernel.UNLINKAT, in, last, AT_REMOVEDIR)));
  }

  public long unlink(long path) {
    return with(
        path,
        name ->
            name.isEmpty()
                ? -Errno.EISDIR
                : inParent(name, (in, last) -> Kernel.call(Kernel.UNLINKAT, in, last, 0)));
  }

  public long link(long from, long to) {
    return with(from, old -> with(to, made -> twoPlaces(Kernel.LINKAT, old, made)));
  }

  public long rename(long from, long to) {
    return with(from, old -> with(to, made -> twoPlaces(Kernel.RENAMEAT, old, made)));
  }

  private long twoPlaces(int call, String from, String to) throws Refusal {
    if (from.isEmpty() || to.isEmpty()) {
      return -Errno.EBUSY;
    }
    int second = tree.openParent(to);
    try (Arena arena = Arena.ofConfined()) {
      long made = FileTree.text(arena, FileTree.last(to));
      return inParent(from, (in, last) -> Kernel.call(call, in, last, second, made));
    } finally {
      FileTree.close(second);
    }
  }

  private long inParent(String name, InParent call) throws Refusal {
    int parent = tree.openParent(name);
    try (Arena arena = Arena.ofConfined()) {
      return call.call(parent, FileTree.text(arena, FileTree.last(name)));
    } finally {
      FileTree.close(parent);
    }
  }

  public long chdir(long path) {
    return with(path, this::enter);
  }

  private long enter(String name) throws Refusal {
    if (!notALink(name).isDirectory()) {
      return -Errno.ENOTDIR;
    }
    tree.setCurrent(name);
    return 0;
  }

  public long fchdir(long number) {
    Descriptor descriptor = descriptors.get((int) number);
    if (descriptor == null) {
      return -Errno.EBADF;
    }
    if (!(descriptor instanceof HostDirectory directory)) {
      return -Errno.ENOTDIR;
    }
    try {
      return enter(directory.path());
    } catch (Refusal refusal) {
      return -refusal.errno();
    }
  }

  /** The path and its end; at most 1023 bytes. */
  public long getcwd(long address, long length) {
    byte[] path = (tree.current() + "\0").getBytes(StandardCharsets.ISO_8859_1);
    if ((int) length < 0 || path.length > Math.min((int) length, FileTree.MAX_PATH)) {
      return -Errno.ERANGE;
    }
    memory.write(address, path);
    return 0;
  }

  public long truncate(long path, long length) {
    return with(
        path,
        name -> {
          if (notALink(name).isDirectory()) {
            return -Errno.EISDIR;
          }
          return onFile(
              tree.openOrdinary(requireOrdinary(name), FileTree.WRITE_ONLY, 0),
              Kernel.FTRUNCATE,
              length,
              0);
        });
  }

  public long chmod(long path, long mode) {
    return with(path, name -> onFile(openToChange(name), Kernel.FCHMOD, mode & PERMISSIONS, 0));
  }

  /** The name, once it is no device, FIFO, socket or link: such must not even be opened. */
  private String requireOrdinary(String name) throws Refusal {
    HostStat stat = tree.stat(name);
    if (!stat.isRegular() && !stat.isDirectory()) {
      throw new Refusal(Errno.EACCES);
    }
    return name;
  }

  /** Whoever may write but not read a file may change what is said of it. */
  private int openToChange(String name) throws Refusal {
    requireOrdinary(name);
    try {
      return tree.openOrdinary(name, 0, 0);
    } catch (Refusal unreadable) {
      return tree.openOrdinary(name, FileTree.WRITE_ONLY, 0);
    }
  }

  private static long onFile(int number, int call, long second, long third) {
    try {
      return Kernel.call(call, number, second, third);
    } finally {
      FileTree.close(number);
    }
  }

  /** Two timeval, of access and change; NULL is now. */
  public long utimes(long path, long times) {
    if (times == 0) {
      return with(path, name -> onFile(openToChange(name), Kernel.UTIMENSAT, 0, 0));
    }
    int size = oldAbi ? 8 : 16;
    long[] specs = new long[4];
    for (int i = 0; i < 2; i++) {
      long at = times + (long) i * size;
      specs[2 * i] = oldAbi ? memory.readInt(at) : memory.readLong(at);
      int micros = memory.readInt(at + size / 2);
      if (micros < 0 || micros >= 1_000_000) {
        return -Errno.EINVAL;
      }
      specs[2 * i + 1] = micros * 1000L;
    }
    return with(
        path,
        name -> {
          int number = openToChange(name);
          try (Arena arena = Arena.ofConfined()) {
            MemorySegment native4 = arena.allocateFrom(ValueLayout.JAVA_LONG, specs);
            return onFile(number, Kernel.UTIMENSAT, 0, native4.address());
          }
        });
  }

  /** spec/nacl.md ch. 12: F 0, X 1, W 2, R 4. */
  public long access(long path, long mode) {
    return (mode & ~7) != 0 ? -Errno.EINVAL : with(path, name -> access(name, (int) mode));
  }

  private long access(String name, int mode) throws Refusal {
    HostStat stat = notALink(name);
    // Files are asked by opening them; the permission bits know neither lists nor mounts.
    boolean ordinary = stat.isRegular() || stat.isDirectory();
    if ((mode & 4) != 0) {
      FileTree.close(tree.openOrdinary(requireOrdinary(name), 0, 0));
    }
    if ((mode & 2) != 0 && stat.isRegular()) {
      FileTree.close(tree.openOrdinary(requireOrdinary(name), FileTree.WRITE_ONLY, 0));
    }
    int rest = mode & (stat.isRegular() ? 1 : 3);
    return !ordinary && mode != 0 || !allows(stat, rest) ? -Errno.EACCES : 0;
  }

  private static boolean allows(HostStat stat, int wanted) {
    int shift = 0;
    if (Kernel.call(GETEUID) == stat.user()) {
      shift = 6;
    } else if (Kernel.call(GETEGID) == stat.group()) {
      shift = 3;
    }
    return (stat.mode() >> shift & wanted) == wanted;
  }
}
