package org.halite.runtime.jail;

import static org.halite.runtime.jail.BpfProgram.Argument.intIn;
import static org.halite.runtime.jail.BpfProgram.Argument.longIn;
import static org.halite.runtime.jail.BpfProgram.Argument.upperIs;
import static org.halite.runtime.jail.BpfProgram.Argument.without;
import static org.halite.runtime.jail.CallNumbers.*;

import org.halite.runtime.jail.BpfProgram.Action;
import org.halite.runtime.jail.BpfProgram.Argument;

/**
 * Which system calls the process keeps once it is locked: what HotSpot and the module's machinery
 * need on memory, threads and descriptors that exist already, and nothing that names a file, an
 * address or another process.
 */
final class SystemCallPolicy {
  // asm-generic/errno-base.h, errno.h
  static final int EPERM = 1;
  static final int EACCES = 13;
  static final int EINVAL = 22;
  static final int ENOSYS = 38;

  /**
   * The flags with which glibc starts a thread, all of them and no other: VM, FS, FILES, SIGHAND,
   * THREAD, SYSVSEM, SETTLS, PARENT_SETTID, CHILD_CLEARTID. Without THREAD it would be a process,
   * with CLONE_NEW* a namespace.
   */
  static final long THREAD_OF_GLIBC = 0x3d0f00;

  /** The same of musl, which adds CLONE_DETACHED. */
  static final long THREAD_OF_MUSL = 0x7d0f00;

  static final long PROT_EXEC = 4;
  private static final long PROT_READ_EXEC = 5;

  /** Half of a module's 4 GiB; its code lies in the lower one. */
  private static final long HALF = 1L << 31;

  /** MAP_SHARED and MAP_FIXED. */
  private static final long SHARED_FIXED = 0x11;

  static final long MAP_HUGETLB = 0x40000;

  private static final int PR_SET_NAME = 15;
  private static final int PR_SET_VMA = 0x53564d41;
  private static final int F_DUPFD = 0;
  private static final int F_GETFD = 1;
  private static final int F_GETFL = 3;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int F_GET_SEALS = 1034;
  private static final int TCGETS = 0x5401;
  private static final int FIONREAD = 0x541b;

  /**
   * MADV_NORMAL, WILLNEED, DONTNEED, FREE, HUGEPAGE, NOHUGEPAGE, DONTDUMP, POPULATE_WRITE,
   * GUARD_INSTALL, GUARD_REMOVE: what HotSpot's heaps and glibc's allocator and stacks ask for.
   */
  private static final int[] ADVICE = {0, 3, 4, 8, 14, 15, 16, 23, 102, 103};

  /** The first number that this policy does not know by name; glibc expects ENOSYS to fall back. */
  private static final int NEWER = 451;

  private SystemCallPolicy() {}

  /** AT_REMOVEDIR, linux/fcntl.h. */
  private static final int REMOVE_DIRECTORY = 0x200;

  /** The filter of the process with this process id. */
  static BpfProgram program(int processId) {
    return finish(dataMappings(existingThings(processId)));
  }

  /**
   * The same for a process whose module maps code of files that nobody can change (spec/nacl.md
   * 11.2): that is allowed within the lower half of the 4 GiB whose addresses have this upper word,
   * and no longer than such a half, so that it never reaches beyond them. Neither memory without a
   * file nor a private copy can be mapped so, and MAP_FIXED makes the address what it says.
   */
  static BpfProgram programWithCode(int processId, int upperWord) {
    return finish(
        existingThings(processId)
            .allowWhenEqual(
                MMAP,
                Action.errno(EACCES),
                2,
                PROT_READ_EXEC,
                new Argument[] {
                  upperIs(0, upperWord),
                  without(0, HALF),
                  without(1, -HALF),
                  longIn(3, SHARED_FIXED)
                },
                DATA));
  }

  /**
   * The same for a process that may use a directory. Which paths these calls reach is not for a
   * filter to see, for they lie in memory: Landlock says so. No call is here that Landlock does not
   * judge and that takes a path: chmod, utimes, stat and access of a path are made of openat2 and a
   * call on its descriptor.
   */
  static BpfProgram programWithFiles(int processId) {
    Action refused = Action.errno(EPERM);
    return finish(
        dataMappings(existingThings(processId))
            .allow(OPENAT2, MKDIRAT, RENAMEAT, GETDENTS64)
            .allowWhen(UNLINKAT, refused, intIn(2, 0, REMOVE_DIRECTORY))
            .allowWhen(LINKAT, refused, intIn(4, 0)) // never through a symbolic link
            .allow(FSYNC, FDATASYNC, FTRUNCATE, FCHMOD)
            .allowWhen(UTIMENSAT, refused, longIn(1, 0), intIn(3, 0))); // no path
  }

  /**
   * Memory, never executable: code is the module's validated text and HotSpot's code cache, both
   * mapped before the lock. MAP_HUGETLB would draw on the machine's common pool.
   */
  private static final Argument[] DATA = {without(2, PROT_EXEC), without(3, MAP_HUGETLB)};

  private static BpfProgram.Builder dataMappings(BpfProgram.Builder rules) {
    return rules.allowWhen(MMAP, Action.errno(EACCES), DATA);
  }

  private static BpfProgram.Builder existingThings(int processId) {
    Action refused = Action.errno(EPERM);
    return BpfProgram.builder()
        // Waiting and time. First, because they are called most.
        .allow(FUTEX, CLOCK_GETTIME, SCHED_YIELD, CLOCK_NANOSLEEP, NANOSLEEP, RESTART_SYSCALL)
        .allow(CLOCK_GETRES, GETTIMEOFDAY, TIMES, POLL, PPOLL)
        // Descriptors that are open already: none of these calls can name a new thing.
        .allow(READ, WRITE, READV, WRITEV, PREAD64, PWRITE64, LSEEK, CLOSE, FSTAT)
        // Descriptors come by recvmsg from the browser; without sendmsg none can be given away.
        .allow(RECVMSG, RECVFROM, SHUTDOWN, DUP, DUP2, DUP3)
        .allowWhen(SENDTO, refused, longIn(4, 0)) // no address: only to the peer it has
        .allowWhen(
            FCNTL, refused, intIn(1, F_DUPFD, F_GETFD, F_GETFL, F_DUPFD_CLOEXEC, F_GET_SEALS))
        // Never TIOCSTI, which types into the terminal that `halite run` was started from.
        .allowWhen(IOCTL, refused, intIn(1, TCGETS, FIONREAD))
        .allowWhen(MPROTECT, Action.errno(EACCES), without(2, PROT_EXEC))
        .allow(MUNMAP, MREMAP, BRK, MEMBARRIER)
        .allowWhen(MADVISE, Action.errno(EINVAL), intIn(2, ADVICE))
        // Threads of this process.
        .allowWhen(CLONE, refused, longIn(0, THREAD_OF_GLIBC, THREAD_OF_MUSL))
        .errno(ENOSYS, CLONE3) // its flags lie in memory, out of a filter's sight; libc falls back
        .allow(SET_ROBUST_LIST, RSEQ, SET_TID_ADDRESS, EXIT, EXIT_GROUP)
        .allow(GETTID, GETPID, GETPPID, GETUID, GETEUID, GETGID, GETEGID)
        .allow(SCHED_GETAFFINITY, GETCPU, GETRUSAGE, SYSINFO, UNAME, GETRANDOM)
        .allowWhen(PRCTL, refused, intIn(0, PR_SET_NAME, PR_SET_VMA))
        // Signals: masks and stacks of one's own thread, and to threads of this process.
        .allow(RT_SIGPROCMASK, RT_SIGRETURN, SIGALTSTACK)
        .allowWhen(TGKILL, refused, intIn(0, processId));
  }

  private static BpfProgram finish(BpfProgram.Builder rules) {
    return rules
        // Calls that HotSpot never makes. Whoever makes one has escaped: the process ends at once.
        .kill(EXECVE, EXECVEAT, PTRACE, PROCESS_VM_READV, PROCESS_VM_WRITEV, KCMP, PIDFD_GETFD)
        .kill(PROCESS_MADVISE, SECCOMP, BPF, PERF_EVENT_OPEN, USERFAULTFD, MODIFY_LDT, PERSONALITY)
        .kill(IO_URING_SETUP, IO_URING_ENTER, IO_URING_REGISTER, ADD_KEY, REQUEST_KEY, KEYCTL)
        .kill(INIT_MODULE, FINIT_MODULE, DELETE_MODULE, KEXEC_LOAD, KEXEC_FILE_LOAD, REBOOT)
        .kill(IOPL, IOPERM, UNSHARE, SETNS, CHROOT, PIVOT_ROOT, MOUNT, UMOUNT2, MOVE_MOUNT)
        .kill(OPEN_TREE, FSOPEN, FSCONFIG, FSMOUNT, FSPICK, MOUNT_SETATTR, SWAPON, SWAPOFF, ACCT)
        .kill(NAME_TO_HANDLE_AT, OPEN_BY_HANDLE_AT, REMAP_FILE_PAGES, PKEY_MPROTECT)
        // Everything else fails quietly: Java code that tries gets its usual IOException.
        .from(NEWER, Action.errno(ENOSYS))
        .otherwise(Action.errno(EPERM));
  }
}
