package org.halite.runtime.syscall;

import java.util.List;

/**
 * The system calls by name, for people: the table in SYSTEM-CALLS.md is made of this and of what
 * {@link SystemCalls} does. Numbers and prototypes are those of spec/nacl.md ch. 11.
 */
final class SystemCallTableText {
  private static final String FILES = "only with the right to use files (`halite run --files DIR`)";
  private static final String LINK_TEXTS =
      "never: what a link says may tell of places outside of the module's directory";
  private static final String LINKS =
      "never: a link made by a module would lead others out of its directory";
  private static final String SOCKETS =
      "only with the right to make sockets (`halite run --sockets`)";
  private static final String EXCEPTIONS =
      "only with the right to handle faults (`halite run --exceptions`), else ENOSYS";
  private static final String FOR_TESTS = "a hook for tests of the reference";

  /**
   * One call.
   *
   * @param number of its trampoline
   * @param prototype in C
   * @param reason why it is refused where it is, or a note that begins with "always" or "only"
   */
  record Row(int number, String name, String prototype, String reason) {}

  static final List<Row> ROWS =
      List.of(
          new Row(1, "null", "void(void)", ""),
          new Row(
              2,
              "nameservice",
              "int(int *desc)",
              "there is no name service: a page's module has its browser's interfaces"),
          new Row(8, "dup", "int(int fd)", ""),
          new Row(9, "dup2", "int(int old, int new)", ""),
          new Row(
              10, "open", "int(const char *path, int flags, mode_t mode)", FILES + ", else EACCES"),
          new Row(11, "close", "int(int)", ""),
          new Row(12, "read", "int(int, void *, size_t)", ""),
          new Row(13, "write", "int(int, const void *, size_t)", ""),
          new Row(14, "lseek", "int(int, int64 *off, int whence)", ""),
          new Row(
              15, "ioctl", "int(int, unsigned, void *)", "of 2013 only, and only for debugging"),
          new Row(16, "stat", "int(const char *, struct stat *)", FILES),
          new Row(17, "fstat", "int(int, struct stat *)", ""),
          new Row(18, "chmod", "int(const char *, mode_t)", FILES),
          new Row(19, "isatty", "int(int)", FILES),
          new Row(20, "brk", "void *(void *new)", ""),
          new Row(
              21,
              "mmap",
              "void *(void *start, size_t len, int prot, int flags, int fd, int64 *off)",
              ""),
          new Row(22, "munmap", "int(void *, size_t)", ""),
          new Row(23, "getdents", "int(int, void *, size_t)", FILES),
          new Row(24, "mprotect", "int(void *, size_t, int)", ""),
          new Row(
              25,
              "list_mappings",
              "int(struct NaClMemMappingInfo *, size_t n)",
              "a debugging aid, off in the reference as well unless a dangerous variable is set"),
          new Row(26, "fsync", "int(int)", FILES),
          new Row(27, "fdatasync", "int(int)", FILES),
          new Row(28, "fchmod", "int(int, mode_t)", FILES),
          new Row(30, "exit", "void(int)", ""),
          new Row(31, "getpid", "int(void)", FILES),
          new Row(32, "sched_yield", "int(void)", ""),
          new Row(33, "sysconf", "int(int name, int *value)", ""),
          new Row(40, "gettimeofday", "int(struct timeval *)", ""),
          new Row(41, "clock", "clock_t(void)", ""),
          new Row(42, "nanosleep", "int(const struct timespec *, struct timespec *rem)", ""),
          new Row(43, "clock_getres", "int(int clk, struct timespec *)", ""),
          new Row(44, "clock_gettime", "int(int clk, struct timespec *)", ""),
          new Row(45, "mkdir", "int(const char *, mode_t)", FILES),
          new Row(46, "rmdir", "int(const char *)", FILES),
          new Row(47, "chdir", "int(const char *)", FILES),
          new Row(48, "getcwd", "int(char *, int len)", FILES),
          new Row(49, "unlink", "int(const char *)", FILES),
          new Row(50, "fchdir", "int(int)", FILES),
          new Row(52, "ftruncate", "int(int, int64 *len)", FILES),
          new Row(60, "imc_makeboundsock", "int(int pair[2])", SOCKETS),
          new Row(61, "imc_accept", "int(int boundsock)", ""),
          new Row(62, "imc_connect", "int(int conncap)", SOCKETS),
          new Row(63, "imc_sendmsg", "int(int, const struct NaClImcMsgHdr *, int flags)", ""),
          new Row(64, "imc_recvmsg", "int(int, struct NaClImcMsgHdr *, int flags)", ""),
          new Row(65, "imc_mem_obj_create", "int(size_t)", SOCKETS),
          new Row(66, "imc_socketpair", "int(int pair[2])", SOCKETS),
          new Row(70, "mutex_create", "int(void)", ""),
          new Row(71, "mutex_lock", "int(int)", ""),
          new Row(72, "mutex_trylock", "int(int)", ""),
          new Row(73, "mutex_unlock", "int(int)", ""),
          new Row(74, "cond_create", "int(void)", ""),
          new Row(75, "cond_wait", "int(int cv, int mutex)", ""),
          new Row(76, "cond_signal", "int(int)", ""),
          new Row(77, "cond_broadcast", "int(int)", ""),
          new Row(79, "cond_timed_wait_abs", "int(int cv, int mutex, const struct timespec *)", ""),
          new Row(80, "thread_create", "int(void *pc, void *sp, void *tls1, void *tls2)", ""),
          new Row(81, "thread_exit", "void(int32 *flag)", ""),
          new Row(82, "tls_init", "int(void *tls1)", ""),
          new Row(83, "thread_nice", "int(int)", "only checked: the scheduler is left alone"),
          new Row(84, "tls_get", "void *(void)", ""),
          new Row(85, "second_tls_set", "int(void *)", ""),
          new Row(86, "second_tls_get", "void *(void)", ""),
          new Row(87, "exception_handler", "int(handler, handler *old)", EXCEPTIONS),
          new Row(88, "exception_stack", "int(void *, size_t)", EXCEPTIONS),
          new Row(89, "exception_clear_flag", "int(void)", EXCEPTIONS),
          new Row(100, "sem_create", "int(int value)", ""),
          new Row(101, "sem_wait", "int(int)", ""),
          new Row(102, "sem_post", "int(int)", ""),
          new Row(103, "sem_get_value", "int(int)", "always EINVAL, as in the reference"),
          new Row(104, "dyncode_create", "int(void *dst, const void *src, size_t)", ""),
          new Row(105, "dyncode_modify", "int(void *dst, const void *src, size_t)", ""),
          new Row(106, "dyncode_delete", "int(void *dst, size_t)", ""),
          new Row(109, "test_infoleak", "int(void)", FOR_TESTS),
          new Row(110, "test_crash", "int(int kind)", FOR_TESTS),
          new Row(111, "test_syscall_1", "int(...)", FOR_TESTS),
          new Row(112, "test_syscall_2", "int(...)", FOR_TESTS),
          new Row(
              120, "futex_wait_abs", "int(int *addr, int value, const struct timespec *abs)", ""),
          new Row(121, "futex_wake", "int(int *addr, int n)", ""),
          new Row(130, "pread", "int(int, void *, size_t, int64 *off)", ""),
          new Row(131, "pwrite", "int(int, const void *, size_t, int64 *off)", ""),
          new Row(140, "truncate", "int(const char *, int64 *len)", FILES),
          new Row(141, "lstat", "int(const char *, struct stat *)", FILES),
          new Row(142, "link", "int(const char *, const char *)", FILES),
          new Row(143, "rename", "int(const char *, const char *)", FILES),
          new Row(144, "symlink", "int(const char *, const char *)", LINKS),
          new Row(145, "access", "int(const char *, int mode)", FILES),
          new Row(146, "readlink", "int(const char *, char *, size_t)", LINK_TEXTS),
          new Row(147, "utimes", "int(const char *, const struct timeval[2])", FILES),
          new Row(150, "get_random_bytes", "int(void *, size_t)", ""));

  private SystemCallTableText() {}

  /** Whether the words stand by a call that is answered. */
  private static boolean isNote(String reason) {
    return reason.startsWith("always ") || reason.startsWith("only ");
  }

  /** The file's text. */
  static String markdown(SystemCalls calls) {
    StringBuilder text = new StringBuilder();
    text.append("# System calls\n\n");
    text.append("Made from `SystemCalls` by `SystemCallTableText`; not edited by hand.\n");
    text.append("A call is made to `0x10000 + 32 * number`. A number that is not here answers");
    text.append(" ENOSYS; from 151 on, EINVAL.\n\n");
    text.append("| number | name | prototype | answer |\n|---|---|---|---|\n");
    for (Row row : ROWS) {
      String answer =
          switch (calls.standing(row.number())) {
            case ANSWERED -> isNote(row.reason()) ? "yes; " + row.reason() : "yes";
            case NO_PRIVILEGE -> "EACCES: " + row.reason();
            case MISSING -> "ENOSYS: " + row.reason();
          };
      text.append("| ").append(row.number()).append(" | `").append(row.name()).append("` | `");
      text.append(row.prototype()).append("` | ").append(answer).append(" |\n");
    }
    return text.toString();
  }
}
