package org.halite.runtime.jail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.halite.runtime.machine.Kernel;

/**
 * A Landlock ruleset without a rule, or with one for the directory that the module was given: every
 * right the running kernel knows is handled, so every other one is denied. The second wall behind
 * the system call filter, in other kernel code. linux/landlock.h;
 * Documentation/userspace-api/landlock.rst.
 */
final class Landlock {
  private static final int CREATE_RULESET_VERSION = 1;
  private static final int CREATE_RULESET_ERRATA = 2;

  /**
   * struct landlock_ruleset_attr: u64 file system, u64 network, u64 scopes; older kernels have
   * less.
   */
  private static final int FILES = 0;

  private static final int NETWORK = 8;
  private static final int SCOPES = 16;
  private static final int SIZE = 24;

  private static final long SCOPE_SIGNAL = 2;

  /**
   * Kernels without this fix take a signal between two threads of one process for one that leaves
   * the domain.
   */
  private static final long ERRATUM_SIGNALS_WITHIN_A_PROCESS = 2;

  private static final int RULE_PATH_BENEATH = 1;

  /** struct landlock_path_beneath_attr, packed: u64 rights, s32 directory. */
  private static final int RULE_SIZE = 12;

  private static final int RULE_DIRECTORY = 8;

  /**
   * What a module may do in its directory: WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR,
   * REMOVE_FILE, MAKE_DIR, MAKE_REG, REFER, TRUNCATE. Not to execute, not to make devices, sockets,
   * FIFOs and symbolic links, no ioctl of devices.
   */
  private static final long DIRECTORY_RIGHTS = 0x61be;

  private Landlock() {}

  /** The version of Landlock's interface, 0 where the kernel has none or was started without it. */
  static int version() {
    long version = Kernel.call(Kernel.LANDLOCK_CREATE_RULESET, 0, 0, CREATE_RULESET_VERSION);
    return Kernel.failed(version) ? 0 : (int) version;
  }

  /**
   * A descriptor of the ruleset; the threads restrict themselves with it, then it is closed.
   *
   * @param directory the one that may be used, -1 for none
   */
  static int ruleset(int directory) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment rights = arena.allocate(SIZE, 8);
      handleAll(rights, FILES);
      handleAll(rights, NETWORK);
      handleAll(rights, SCOPES);
      long errata = Kernel.call(Kernel.LANDLOCK_CREATE_RULESET, 0, 0, CREATE_RULESET_ERRATA);
      if (Kernel.failed(errata) || (errata & ERRATUM_SIGNALS_WITHIN_A_PROCESS) == 0) {
        long scopes = rights.get(ValueLayout.JAVA_LONG, SCOPES);
        rights.set(ValueLayout.JAVA_LONG, SCOPES, scopes & ~SCOPE_SIGNAL);
      }
      long ruleset = create(rights);
      if (Kernel.failed(ruleset)) {
        throw new JailException(
            "Landlock refused a ruleset that denies everything (errno " + -ruleset + ")");
      }
      if (directory >= 0) {
        allow((int) ruleset, directory, rights.get(ValueLayout.JAVA_LONG, FILES));
      }
      return (int) ruleset;
    }
  }

  private static void allow(int ruleset, int directory, long handled) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment rule = arena.allocate(RULE_SIZE, 8);
      rule.set(ValueLayout.JAVA_LONG, 0, DIRECTORY_RIGHTS & handled);
      rule.set(ValueLayout.JAVA_INT, RULE_DIRECTORY, directory);
      long result =
          Kernel.call(Kernel.LANDLOCK_ADD_RULE, ruleset, RULE_PATH_BENEATH, rule.address(), 0);
      if (Kernel.failed(result)) {
        Kernel.call(Kernel.CLOSE, ruleset);
        throw new JailException(
            "Landlock refused the rule for the module's directory (errno " + -result + ")");
      }
    }
  }

  /**
   * Adds one right after the other until the kernel knows no more: rights are numbered without
   * gaps, so this finds those of kernels newer than this file.
   */
  private static void handleAll(MemorySegment rights, int field) {
    long handled = 0;
    for (int bit = 0; bit < 63; bit++) {
      rights.set(ValueLayout.JAVA_LONG, field, handled | 1L << bit);
      long ruleset = create(rights);
      if (Kernel.failed(ruleset)) {
        break;
      }
      Kernel.call(Kernel.CLOSE, ruleset);
      handled |= 1L << bit;
    }
    rights.set(ValueLayout.JAVA_LONG, field, handled);
  }

  private static long create(MemorySegment rights) {
    return Kernel.call(Kernel.LANDLOCK_CREATE_RULESET, rights.address(), SIZE, 0);
  }
}
