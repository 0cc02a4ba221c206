package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.halite.runtime.syscall.KernelStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A regular file as a module's standard input: read, sought, mapped. */
@Timeout(60)
class HostFileTest {
  private static final int OPENAT = 257;
  private static final int AT_FDCWD = -100;
  private static final int DATA = TestModule.DATA;
  private static final int BUFFER = CallScript.BUFFER;
  private static final int PAGE = 0x10000;
  private static final int HERE = 0x70000000;
  private static final int SIZE = PAGE + 5000; // ends within the second host page
  private static final int READ = 12;
  private static final int SEEK = 14;
  private static final int STAT = 17;
  private static final int MAP = 21;
  private static final int UNMAP = 22;
  private static final int PROTECT = 24;
  private static final int READ_AT = 130;
  private static final int WRITE_AT = 131;
  private static final int SHARED = 0x11;
  private static final int PRIVATE = 0x12;

  @TempDir Path folder;
  private Path file;
  private int number;
  private CallScript script;
  private int start;

  @BeforeEach
  void openFile() throws IOException {
    file = folder.resolve("input");
    byte[] bytes = new byte[SIZE];
    Arrays.fill(bytes, (byte) 'x');
    bytes[0] = 'a';
    bytes[PAGE] = 'b';
    Files.write(file, bytes);
    open(0);
  }

  private void open(int flags) {
    closeFile();
    try (Arena arena = Arena.ofConfined()) {
      long path = arena.allocateFrom(file.toString(), StandardCharsets.UTF_8).address();
      number = (int) Kernel.check(Kernel.call(OPENAT, AT_FDCWD, path, flags), "openat");
    }
    script = new CallScript(1L << 30, new KernelStream(number));
    start = script.words(0, 0);
  }

  @AfterEach
  void closeFile() {
    if (number > 0) {
      assertEquals(0, Kernel.call(Kernel.CLOSE, number));
      number = 0;
    }
  }

  private int byteAt(int address) {
    return script.word(address) & 0xff;
  }

  @Test
  void aFileIsReadSoughtAndToldApart() throws InterruptedException {
    int offset = script.words(PAGE, 0);
    int before = script.words(-1, -1);
    script.call(SEEK, 0, offset, 0).gives(0).call(READ, 0, BUFFER, 1).gives(1);
    script.call(READ_AT, 0, BUFFER + 4, 1, start).gives(1);
    script.call(READ_AT, 0, BUFFER, 1, before).gives(-Errno.EINVAL);
    script.call(READ_AT, 0, 0x20000, 1, start).gives(-Errno.EFAULT);
    script.call(READ_AT, 1, BUFFER, 1, start).gives(-Errno.ESPIPE);
    script.call(WRITE_AT, 0, BUFFER, 1, start).gives(-Errno.EBADF); // opened to read
    script.call(STAT, 0, BUFFER + 0x100).gives(0).run();
    assertEquals('b', byteAt(BUFFER));
    assertEquals('a', byteAt(BUFFER + 4));
    assertEquals(0100000, script.word(BUFFER + 0x110) & 0370000);
    assertEquals(SIZE, script.word(BUFFER + 0x100 + 40));
  }

  @Test
  void aPrivateMappingIsTheModulesOwn() throws IOException, InterruptedException {
    script.call(MAP, HERE, 2 * PAGE, 3, PRIVATE, 0, start).gives(HERE);
    script.keep(HERE + PAGE, DATA).store('z', HERE).keep(HERE, DATA + 8).run();
    assertEquals('b', byteAt(DATA));
    assertEquals('z', byteAt(DATA + 8));
    assertEquals('a', Files.readAllBytes(file)[0]);
  }

  @Test
  void aFileThatWasOpenedToReadIsNeverWritten() throws IOException, InterruptedException {
    script.call(MAP, HERE, PAGE, 3, SHARED, 0, start).gives(-Errno.EACCES);
    script.call(MAP, HERE, PAGE, 1, SHARED, 0, start).gives(HERE);
    script.call(PROTECT, HERE, PAGE, 3).gives(-Errno.EACCES);
    script.call(MAP, HERE, PAGE, 5, PRIVATE, 0, start).gives(-Errno.EINVAL);
    script.store('z', HERE).faultsAt(HERE);
    assertEquals('a', Files.readAllBytes(file)[0]);
  }

  @Test
  void aSharedMappingOfAFileThatMayBeWrittenIsTheFile() throws IOException, InterruptedException {
    open(2); // O_RDWR
    script.call(MAP, HERE, PAGE, 3, SHARED, 0, start).gives(HERE);
    script.store('z', HERE).run();
    assertEquals('z', Files.readAllBytes(file)[0]);
  }

  @Test
  void hostPagesBehindTheEndAreInaccessible() throws InterruptedException {
    script.call(MAP, HERE, 2 * PAGE, 3, PRIVATE, 0, start).gives(HERE);
    script.store(1, HERE + PAGE + 8184).store(1, HERE + PAGE + 8192);
    script.faultsAt(HERE + PAGE + 8192);
  }

  @Test
  void pagesBehindTheEndAreNotMapped() throws InterruptedException {
    int beyond = script.words(2 * PAGE, 0);
    script.call(MAP, HERE, 3 * PAGE, 3, PRIVATE, 0, start).gives(HERE);
    script.call(PROTECT, HERE + 2 * PAGE, PAGE, 3).gives(-Errno.EACCES);
    script.call(MAP, HERE, PAGE, 3, PRIVATE, 0, beyond).gives(-Errno.EINVAL).run();
  }

  @Test
  void memoryWhereAFileWasIsZero() throws InterruptedException {
    script.call(MAP, HERE, PAGE, 3, PRIVATE, 0, start).gives(HERE);
    script.call(UNMAP, HERE, PAGE).gives(0);
    script.call(MAP, HERE, PAGE, 3, 0x32, -1, start).gives(HERE);
    script.keep(HERE, DATA).run();
    assertEquals(0, script.word(DATA));
  }

  @Test
  void aFileThatIsCutOffWhileItIsMappedIsAFault() throws IOException, InterruptedException {
    script.call(MAP, HERE, 2 * PAGE, 1, SHARED, 0, start).gives(HERE);
    script.store(1, DATA);
    script.module.align();
    script.module.code.label("again"); // until the other side has cut it off
    script.module.code.load32(Register.RCX, Register.R15, HERE + PAGE);
    script.module.code.jump("again");
    script.module.align();
    script.load();
    script.module.start();
    while (script.word(DATA) == 0) {
      Thread.onSpinWait();
    }
    Files.write(file, new byte[] {1});
    Exit.Fault fault = (Exit.Fault) script.module.awaitExit();
    assertEquals(7, fault.signal());
  }
}
