package org.halite.runtime.irt;

import java.util.List;

/**
 * The interfaces of the integrated runtime for people: IRT.md is made of this and of what {@link
 * Irt} offers. Members in table order, as in spec/nacl.md ch. 13.
 */
final class IrtTableText {
  /**
   * One interface.
   *
   * @param members in table order
   * @param note what is to be said of it
   */
  record Row(String name, List<String> members, String note) {
    static Row of(String name, String members, String note) {
      return new Row("nacl-irt-" + name, List.of(members.split(" ")), note);
    }
  }

  private static final String FDIO = "close dup dup2 read write seek fstat getdents";
  private static final String CHANGES = FDIO + " fchdir fchmod fsync fdatasync ftruncate";
  private static final String NAMES = "open stat mkdir rmdir chdir getcwd unlink";

  static final List<Row> ROWS =
      List.of(
          Row.of("basic-0.1", "exit gettod clock nanosleep sched_yield sysconf", ""),
          Row.of("fdio-0.1", FDIO, ""),
          Row.of("dev-fdio-0.1", FDIO, ""),
          Row.of("dev-fdio-0.2", CHANGES, ""),
          Row.of("dev-fdio-0.3", CHANGES + " isatty", ""),
          Row.of("filename-0.1", "open stat", "without files both answer EACCES"),
          Row.of("dev-filename-0.2", NAMES, ""),
          Row.of(
              "dev-filename-0.3",
              NAMES + " truncate lstat link rename symlink chmod access readlink utimes",
              "symlink and readlink answer EACCES"),
          Row.of("memory-0.1", "sysbrk mmap munmap", "PROT_EXEC is dropped"),
          Row.of("memory-0.2", "sysbrk mmap munmap mprotect", ""),
          Row.of("memory-0.3", "mmap munmap mprotect", ""),
          Row.of("dyncode-0.1", "dyncode_create dyncode_modify dyncode_delete", ""),
          Row.of("thread-0.1", "thread_create thread_exit thread_nice", ""),
          Row.of("futex-0.1", "futex_wait_abs futex_wake", ""),
          Row.of("mutex-0.1", "create destroy lock unlock trylock", ""),
          Row.of("cond-0.1", "create destroy signal broadcast wait timed_wait_abs", ""),
          Row.of("sem-0.1", "create destroy post wait", ""),
          Row.of("tls-0.1", "tls_init tls_get", ""),
          Row.of("blockhook-0.1", "register_block_hooks", "taken, never called"),
          Row.of(
              "resource-open-0.1",
              "open_resource",
              "a page's module: a file of its manifest; with files: one below the variable"
                  + " NACL_IRT_OPEN_RESOURCE_BASE; else ENOENT"),
          Row.of("random-0.1", "get_random_bytes", ""),
          Row.of("clock_get-0.1", "clock_getres clock_gettime", ""),
          Row.of("dev-getpid-0.1", "getpid", ""),
          Row.of(
              "exception-handling-0.1",
              "exception_handler exception_stack exception_clear_flag",
              "ENOSYS without the right to handle faults (`halite run --exceptions`)"),
          Row.of("code-data-alloc-0.1", "allocate_code_data", ""),
          Row.of(
              "private-pnacl-translator-compile-0.1",
              "serve_translate_request",
              "work from the environment, on files; without it the translator waits"),
          Row.of("private-pnacl-translator-link-0.1", "serve_link_request", "likewise"),
          Row.of(
              "dev-list-mappings-0.1",
              "list_mappings",
              "a debugging aid, off in the reference as well unless a dangerous variable is set"));

  private IrtTableText() {}

  /**
   * The file's text.
   *
   * @param always the names that every module is offered
   * @param withFiles those of a module that may use files
   */
  static String markdown(List<String> always, List<String> withFiles) {
    StringBuilder text = new StringBuilder();
    text.append("# Interfaces of the integrated runtime\n\n");
    text.append("Made from `IrtInterfaces` by `IrtTableText`; not edited by hand. A page's module");
    text.append(" is offered PPAPI's as well.\n\n");
    text.append("| name | members | offered | |\n|---|---|---|---|\n");
    for (Row row : ROWS) {
      String offered =
          always.contains(row.name())
              ? "yes"
              : withFiles.contains(row.name()) ? "with files (`halite run --files DIR`)" : "no";
      text.append("| `").append(row.name()).append("` | ");
      text.append(String.join(", ", row.members())).append(" | ").append(offered);
      text.append(" | ").append(row.note()).append(" |\n");
    }
    return text.toString();
  }
}
