package org.halite.runtime.jail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Escaped code in a process that was given a directory: it has that directory, and no other. */
@Timeout(120)
class FilesInJailTest {
  /** The calls themselves are EACCES by Landlock, EXDEV for a rename across its border. */
  private static final List<String> EXPECTED =
      List.of(
          "landlock true",
          "user id false",
          "read inside: done",
          "write inside: done",
          "create inside: done",
          "make a directory inside: done",
          "rename inside: done",
          "remove inside: done",
          "read through ..: errno 13",
          "write through ..: errno 13",
          "create through ..: errno 13",
          "list ..: errno 13",
          "read by an absolute path: errno 13",
          "read /etc/passwd: errno 13",
          "read /proc/self/maps: errno 13",
          "move out: errno 13",
          "move in: errno 13",
          "link in: errno 18",
          "remove outside: errno 13",
          "a directory outside: errno 13",
          "a symbolic link: errno 1",
          "a device: errno 1",
          "chmod by path: errno 1",
          "access by path: errno 1",
          "dates by path: errno 1",
          "openat: errno 1");

  @TempDir Path folder;

  @Test
  void escapedCodeHasTheDirectoryAndNothingElse() throws Exception {
    assumeTrue(Landlock.version() >= 2, "this kernel has no Landlock that allows renames");
    Path root = Files.createDirectory(folder.resolve("root"));
    Files.writeString(root.resolve("file"), "hello");
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    JailedJvm.Ending ending =
        JailedJvm.run(
            JailedJvm.production(), "", FilesProbe.class, root.toString(), secret.toString());
    assertEquals(String.join("\n", EXPECTED), ending.output().strip());
    assertEquals("secret", Files.readString(secret));
    assertTrue(Files.exists(root.resolve("file")));
    assertFalse(Files.exists(folder.resolve("made")));
    assertFalse(Files.exists(folder.resolve("dir")));
  }

  @Test
  void theFilterWithFilesAddsTheseCallsAndNoOther() {
    byte[] with = SystemCallPolicy.programWithFiles(4711).encode();
    byte[] without = SystemCallPolicy.program(4711).encode();
    java.util.TreeSet<String> more = new java.util.TreeSet<>();
    for (int number = 0; number < 600; number++) {
      for (long[] arguments : new long[][] {{0, 0, 0, 0, 0, 0}, {-1, -1, -1, -1, -1, -1}}) {
        int before = BpfInterpreter.run(without, BpfProgram.ARCHITECTURE_X86_64, number, arguments);
        int after = BpfInterpreter.run(with, BpfProgram.ARCHITECTURE_X86_64, number, arguments);
        if (before != after) {
          assertEquals("EPERM", CallTable.verdict(before));
          assertEquals("allow", CallTable.verdict(after));
          more.add(CallTable.NAMES.get(number) + (arguments[0] == 0 ? "" : " with any arguments"));
        }
      }
    }
    assertEquals(
        "[fchmod, fchmod with any arguments, fdatasync, fdatasync with any arguments, fsync,"
            + " fsync with any arguments, ftruncate, ftruncate with any arguments, getdents64,"
            + " getdents64 with any arguments, linkat, mkdirat, mkdirat with any arguments, openat2,"
            + " openat2 with any arguments, renameat, renameat with any arguments, unlinkat,"
            + " utimensat]",
        more.toString());
  }
}
