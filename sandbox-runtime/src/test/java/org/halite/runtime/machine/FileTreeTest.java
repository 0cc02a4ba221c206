package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.halite.runtime.syscall.FileTree;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The files of a directory that a module was given, and all ways out of it. */
@Timeout(60)
class FileTreeTest {
  private static final int BUFFER = CallScript.BUFFER;
  private static final int CREATE = 0102; // and to read and write
  private static final int OPEN = 10;
  private static final int CLOSE = 11;
  private static final int READ = 12;
  private static final int WRITE = 13;
  private static final int SEEK = 14;
  private static final int STAT = 16;
  private static final int FSTAT = 17;
  private static final int CHMOD = 18;
  private static final int MMAP = 21;
  private static final int GETDENTS = 23;
  private static final int MKDIR = 45;
  private static final int RMDIR = 46;
  private static final int CHDIR = 47;
  private static final int GETCWD = 48;
  private static final int UNLINK = 49;
  private static final int FCHDIR = 50;
  private static final int FTRUNCATE = 52;
  private static final int TRUNCATE = 140;
  private static final int LSTAT = 141;
  private static final int LINK = 142;
  private static final int RENAME = 143;
  private static final int SYMLINK = 144;
  private static final int ACCESS = 145;
  private static final int READLINK = 146;
  private static final int UTIMES = 147;

  @TempDir Path outside;
  private Path root;
  private FileTree tree;
  private CallScript script;

  @BeforeEach
  void giveADirectory() throws IOException {
    root = Files.createDirectory(outside.resolve("root"));
    Files.writeString(outside.resolve("secret"), "secret");
    Files.writeString(root.resolve("file"), "hello");
    Files.createDirectory(root.resolve("sub"));
    Files.writeString(root.resolve("sub/inner"), "inner");
    tree = FileTree.open(root.toString());
    script = new CallScript();
    script.module.systemCalls.allowFiles(tree);
  }

  @AfterEach
  void closeRoot() {
    Kernel.call(Kernel.CLOSE, tree.root());
  }

  private int text(String path) {
    return script.text(path + "\0");
  }

  private CallScript path(int number, String path, int... more) {
    int[] arguments = new int[1 + more.length];
    arguments[0] = text(path);
    System.arraycopy(more, 0, arguments, 1, more.length);
    return script.call(number, arguments);
  }

  private static boolean fifo(Path place) throws IOException, InterruptedException {
    return new ProcessBuilder("mkfifo", place.toString()).start().waitFor() == 0;
  }

  @Test
  void aFileIsMadeWrittenReadAndRemoved() throws Exception {
    int start = script.words(0, 0);
    path(OPEN, "/new", CREATE, 0644).gives(3);
    script.call(WRITE, 3, text("some words"), 10).gives(10);
    script.call(SEEK, 3, start, 0).gives(0).call(READ, 3, BUFFER, 100).gives(10);
    script.call(FTRUNCATE, 3, script.words(4, 0)).gives(0).call(FSTAT, 3, BUFFER + 0x100).gives(0);
    script.call(26, 3).gives(0).call(27, 3).gives(0).call(28, 3, 0640).gives(0);
    script.call(19, 3).gives(-Errno.ENOTTY).call(CLOSE, 3).gives(0);
    path(STAT, "new", BUFFER + 0x200).gives(0);
    path(UNLINK, "file").gives(0);
    path(OPEN, "file", 0).gives(-Errno.ENOENT);
    script.run();
    assertEquals("some words", script.string(BUFFER, 10));
    assertEquals(4, script.word(BUFFER + 0x100 + 40));
    assertEquals(0100640, script.word(BUFFER + 0x200 + 16));
    assertEquals("some", Files.readString(root.resolve("new")));
    long inode = (Long) Files.getAttribute(root.resolve("new"), "unix:ino");
    assertEquals((int) inode, script.word(BUFFER + 0x200 + 8));
    assertFalse(Files.exists(root.resolve("file")));
  }

  @Test
  void directoriesAreMadeEnteredListedAndRemoved() throws Exception {
    path(MKDIR, "made", 0755).gives(0);
    path(CHDIR, "made").gives(0);
    script.call(GETCWD, BUFFER, 100).gives(0).call(GETCWD, BUFFER, 5).gives(-Errno.ERANGE);
    path(OPEN, "../sub", 2).gives(3);
    script.call(GETDENTS, 3, BUFFER + 0x100, 0x1000).call(GETDENTS, 3, BUFFER, 0x1000).gives(0);
    script.call(SEEK, 3, script.words(0, 0), 0).gives(0);
    script.call(SEEK, 3, script.words(1, 0), 0).gives(-Errno.EINVAL);
    script.call(WRITE, 3, BUFFER, 1).gives(-Errno.EINVAL);
    script.call(FCHDIR, 3).gives(0);
    path(ACCESS, "inner", 6).gives(0);
    path(RMDIR, "/sub").gives(-39); // ENOTEMPTY
    path(RMDIR, "/made").gives(0);
    path(RMDIR, "/").gives(-Errno.EBUSY);
    path(CHDIR, "/file").gives(-Errno.ENOTDIR);
    path(OPEN, "/sub", 0200).gives(-Errno.EEXIST); // O_EXCL
    path(OPEN, "/file", 0200000).gives(-Errno.ENOTDIR);
    script.run();
    assertEquals("/made\0", script.string(BUFFER, 6));
    int length = script.result(5);
    TreeSet<String> names = new TreeSet<>();
    for (int at = 0; at < length; ) {
      int record = script.word(BUFFER + 0x100 + at + 16) & 0xffff;
      assertEquals(0, record % 8);
      names.add(script.string(BUFFER + 0x100 + at + 18, record - 18).split("\0")[0]);
      at += record;
    }
    assertEquals("[., .., inner]", names.toString());
  }

  @Test
  void filesAreRenamedLinkedCutAndDated() throws Exception {
    path(RENAME, "file", text("sub/moved")).gives(0);
    path(LINK, "sub/moved", text("again")).gives(0);
    path(TRUNCATE, "again", script.words(2, 0)).gives(0);
    path(CHMOD, "again", 07600).gives(0); // never set-user-id
    path(UTIMES, "again", script.words(1000, 0, 5, 0, 2000, 0, 7, 0)).gives(0);
    path(UTIMES, "again", script.words(1, 0, 1_000_000, 0, 1, 0, 0, 0)).gives(-Errno.EINVAL);
    path(LSTAT, "again", BUFFER).gives(0);
    path(RENAME, "/", text("x")).gives(-Errno.EBUSY);
    script.run();
    assertEquals("he", Files.readString(root.resolve("sub/moved")));
    assertEquals(0100600, script.word(BUFFER + 16));
    assertEquals(2, script.word(BUFFER + 20), "links");
    assertEquals(1000, script.word(BUFFER + 56));
    assertEquals(5000, script.word(BUFFER + 64));
    assertEquals(2000, script.word(BUFFER + 72));
  }

  @Test
  void aFileOfTheDirectoryIsMapped() throws Exception {
    path(OPEN, "file", 0).gives(3);
    script.call(MMAP, 0x70000000, 0x10000, 1, 0x12, 3, script.words(0, 0)).gives(0x70000000);
    script.call(CLOSE, 3).gives(0); // the mapping stays
    script.keep(0x70000000, TestModule.DATA).run();
    assertEquals('h' | 'e' << 8 | 'l' << 16 | 'l' << 24, script.word(TestModule.DATA));
  }

  @Test
  void pathsNeverLeadAboveTheRoot() throws Exception {
    String absolute = outside.resolve("secret").toString();
    for (String way :
        new String[] {
          "../secret",
          "/../secret",
          "sub/../../secret",
          "/sub/../../../../../secret",
          absolute,
          "./././../secret",
          "//..//secret"
        }) {
      path(OPEN, way, 0).gives(-Errno.ENOENT);
      path(STAT, way, BUFFER).gives(-Errno.ENOENT);
      path(UNLINK, way).gives(-Errno.ENOENT);
    }
    path(CHDIR, "..").gives(0); // above the root there is the root
    path(STAT, "file", BUFFER).gives(0);
    path(OPEN, "file/../file", 0).gives(-Errno.ENOTDIR); // ".." takes back directories only
    path(OPEN, "nothing/../file", 0).gives(-Errno.ENOENT);
    path(RENAME, "file", text("../taken")).gives(0); // the root's own
    script.run();
    assertEquals("secret", Files.readString(outside.resolve("secret")));
    assertTrue(Files.exists(root.resolve("taken")));
    assertFalse(Files.exists(outside.resolve("taken")));
  }

  @Test
  void linksOutOfTheDirectoryAreNeverFollowed() throws Exception {
    Files.createSymbolicLink(root.resolve("up"), Path.of(".."));
    Files.createSymbolicLink(root.resolve("far"), outside.resolve("secret"));
    Files.createSymbolicLink(root.resolve("slash"), Path.of("/"));
    Files.createSymbolicLink(root.resolve("proc"), Path.of("/proc/self"));
    Files.createSymbolicLink(root.resolve("inside"), Path.of("sub"));
    int to = text("file2");
    for (String way :
        new String[] {"up/secret", "far", "slash/etc/passwd", "proc/root/etc", "proc/fd/0"}) {
      path(OPEN, way, 0).gives(-Errno.EACCES);
      path(OPEN, way, CREATE | 01000, 0600).gives(-Errno.EACCES);
      path(STAT, way, BUFFER).gives(-Errno.EACCES);
      path(TRUNCATE, way, script.words(0, 0)).gives(-Errno.EACCES);
      path(CHMOD, way, 0777).gives(-Errno.EACCES);
      path(UTIMES, way, 0).gives(-Errno.EACCES);
      path(ACCESS, way, 0).gives(-Errno.EACCES);
    }
    path(UNLINK, "up/secret").gives(-Errno.EACCES);
    path(RENAME, "up/secret", to).gives(-Errno.EACCES);
    path(RENAME, "file", text("up/file")).gives(-Errno.EACCES);
    path(LINK, "up/secret", to).gives(-Errno.EACCES);
    path(MKDIR, "up/made", 0700).gives(-Errno.EACCES);
    path(RMDIR, "up/root").gives(-Errno.EACCES);
    path(CHDIR, "up").gives(-Errno.EACCES);
    path(OPEN, "up/../file", 0).gives(-Errno.EACCES);
    path(LSTAT, "far", BUFFER).gives(0); // what it is may be seen, not where it leads
    path(READLINK, "far", BUFFER, 100).gives(-Errno.EACCES);
    path(SYMLINK, "/etc", text("mine")).gives(-Errno.EACCES);
    path(ACCESS, "inside/inner", 4).gives(0); // a link within is no way out
    script.run();
    assertEquals(0120000, script.word(BUFFER + 16) & 0370000);
    assertEquals("secret", Files.readString(outside.resolve("secret")));
  }

  /** The directory changes under the module's feet, again and again. */
  @Test
  void aDirectoryThatIsSwappedForALinkLeadsNowhere() throws Exception {
    Path hidden = Files.createDirectory(outside.resolve("hidden"));
    Files.writeString(hidden.resolve("inner"), "SECRET");
    Files.createSymbolicLink(root.resolve("link"), hidden);
    AtomicBoolean over = new AtomicBoolean();
    Thread swapper = new Thread(() -> swap(over));
    swapper.start();
    int inner = text("sub/inner");
    script.module.code.move32(Register.RBX, 20_000);
    script.module.align();
    script.module.code.label("again");
    script.call(OPEN, inner, 0);
    script.module.code.bytes(0x83, 0xf8, 0x00); // cmp eax, 0
    script.module.code.jump(Assembler.Condition.LESS_OR_EQUAL, "next");
    script.module.align();
    script.call(READ, 3, BUFFER, 6);
    script.call(CLOSE, 3);
    script.module.code.load32(Register.RCX, Register.R15, BUFFER);
    script.module.code.bytes(0x80, 0xf9, 'S'); // cmp cl, 'S'
    script.module.code.jump(Assembler.Condition.EQUAL, "leaked");
    script.module.align();
    script.module.code.label("next");
    script.module.code.bytes(0x83, 0xeb, 0x01); // sub ebx, 1
    script.module.code.jump(Assembler.Condition.NOT_EQUAL, "again");
    script.module.align();
    script.module.exit(0);
    script.module.align();
    script.module.code.label("leaked");
    script.module.exit(66);
    script.load();
    script.module.start();
    Exit exit = script.module.awaitExit();
    over.set(true);
    swapper.join();
    assertEquals(new Exit.Normal(0), exit);
    assertEquals("inne", script.string(BUFFER, 4), "it was never there in between");
  }

  private void swap(AtomicBoolean over) {
    Path sub = root.resolve("sub");
    Path away = root.resolve("away");
    Path link = root.resolve("link");
    try {
      while (!over.get()) {
        Files.move(sub, away);
        Files.move(link, sub, StandardCopyOption.ATOMIC_MOVE);
        Files.move(sub, link, StandardCopyOption.ATOMIC_MOVE);
        Files.move(away, sub);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void fifosDevicesAndSocketsAreNotOpened() throws Exception {
    assertTrue(fifo(root.resolve("fifo")));
    path(OPEN, "fifo", 0).gives(-Errno.EACCES);
    path(OPEN, "fifo", 1).gives(-Errno.EACCES);
    path(OPEN, "fifo", CREATE, 0600).gives(-Errno.EACCES);
    path(CHMOD, "fifo", 0777).gives(-Errno.EACCES);
    path(ACCESS, "fifo", 0).gives(0);
    path(ACCESS, "fifo", 4).gives(-Errno.EACCES);
    path(TRUNCATE, "fifo", script.words(0, 0)).gives(-Errno.EACCES);
    path(STAT, "fifo", BUFFER).gives(0);
    script.run();
    assertEquals(0010000, script.word(BUFFER + 16) & 0370000);
    FileTree devices = FileTree.open("/dev");
    try {
      script = new CallScript();
      script.module.systemCalls.allowFiles(devices);
      path(OPEN, "null", 2).gives(-Errno.EACCES);
      path(OPEN, "tty", 0).gives(-Errno.EACCES);
      script.run();
    } finally {
      Kernel.call(Kernel.CLOSE, devices.root());
    }
  }

  @Test
  void theKernelsOwnFilesAreGivenToNobody() {
    String sentence =
        assertThrows(IllegalArgumentException.class, () -> FileTree.open("/proc/self"))
            .getMessage();
    assertTrue(sentence.contains("the kernel's own"), sentence);
    sentence =
        assertThrows(IllegalArgumentException.class, () -> FileTree.open("/nowhere")).getMessage();
    assertTrue(sentence.contains("/nowhere"), sentence);
  }

  @Test
  void hostilePathsAndBuffersAreErrorsOnly() throws Exception {
    path(OPEN, "", 0).gives(-Errno.ENOENT);
    path(OPEN, "x".repeat(256), 0).gives(-Errno.ENAMETOOLONG);
    path(OPEN, "x/".repeat(600), 0).gives(-Errno.EFAULT); // longer than any path may be
    script.call(OPEN, 0, 0, 0).gives(-Errno.EFAULT);
    script.call(OPEN, 0xfffffff0, 0, 0).gives(-Errno.EFAULT);
    path(OPEN, "file", 3).gives(-Errno.EINVAL);
    path(STAT, "file", 0).gives(-Errno.EFAULT);
    path(STAT, "file", 0x20000).gives(-Errno.EFAULT); // code
    path(OPEN, "sub", 0).gives(3);
    script.call(GETDENTS, 3, 0x20000, 100).gives(-Errno.EFAULT);
    script.call(GETDENTS, 3, 0xfffffff0, 100).gives(-Errno.EFAULT);
    script.call(GETDENTS, 3, BUFFER, 1).gives(-Errno.EINVAL);
    script.call(GETDENTS, 1, BUFFER, 100).gives(-Errno.ENOTDIR);
    script.call(GETCWD, BUFFER, -1).gives(-Errno.ERANGE);
    script.call(FTRUNCATE, 1, script.words(0, 0)).gives(-Errno.EINVAL);
    path(TRUNCATE, "file", script.words(-1, -1)).gives(-Errno.EINVAL);
    path(TRUNCATE, "file", 0).gives(-Errno.EFAULT);
    path(UTIMES, "file", 0xfffffff8).gives(-Errno.EFAULT);
    path(ACCESS, "file", 8).gives(-Errno.EINVAL);
    path(MKDIR, "/", 0700).gives(-Errno.EEXIST);
    path(UNLINK, "/").gives(-Errno.EISDIR);
    script.run();
    assertEquals("hello", Files.readString(root.resolve("file")));
  }

  /** Names are bytes, not UTF-8. */
  @Test
  void anyByteMayStandInAName() throws Exception {
    path(OPEN, "caf\u00e9", CREATE, 0600).gives(3);
    path(STAT, "caf\u00e9", BUFFER).gives(0);
    script.run();
  }

  @Test
  void aModuleThatWasGivenNothingSeesNothing() throws Exception {
    script = new CallScript();
    for (int number : new int[] {STAT, CHMOD, MKDIR, CHDIR, UNLINK, TRUNCATE, LINK, RENAME}) {
      path(number, "file", BUFFER).gives(-Errno.EACCES);
    }
    path(OPEN, "file", 0).gives(-Errno.EACCES);
    script.call(31).gives(-Errno.ENOSYS).run();
  }

  @Test
  void aFileThatOnlyOthersMayReadIsNotOpened() throws Exception {
    Files.setPosixFilePermissions(
        root.resolve("file"), PosixFilePermissions.fromString("-wx------"));
    path(ACCESS, "file", 0).gives(0);
    path(ACCESS, "file", 1).gives(0);
    path(ACCESS, "sub/inner", 1).gives(-Errno.EACCES);
    path(ACCESS, "sub", 3).gives(0);
    path(CHMOD, "file", 0600).gives(0); // whoever may only write may change it
    script.run();
    assertThrows(FileSystemException.class, () -> Files.readString(root.resolve("file/x")));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("file"))));
  }
}
