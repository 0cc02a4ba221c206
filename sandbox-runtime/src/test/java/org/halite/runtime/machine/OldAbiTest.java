package org.halite.runtime.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.halite.runtime.syscall.FileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the system calls of 2010 write, byte by byte, beside what those of later years do:
 * spec/srpc-era.md 1.9, spec/nacl.md ch. 12. A byte too many would smash the stacks of those
 * modules.
 */
@Timeout(60)
class OldAbiTest {
  private static final int BUFFER = CallScript.BUFFER;
  private static final int OPEN = 10;
  private static final int SEEK = 14;
  private static final int STAT = 16;
  private static final int FSTAT = 17;
  private static final int MMAP = 21;
  private static final int GETDENTS = 23;
  private static final int GETTIMEOFDAY = 40;
  private static final int NANOSLEEP = 42;
  private static final int CLOCK_GETTIME = 44;
  private static final int TRUNCATE = 140;
  private static final int LSTAT = 141;
  private static final int UTIMES = 147;

  /** What stands where no call may write: distinct from all that they write. */
  private static final int UNTOUCHED = 0xa5a5a5a5;

  @TempDir Path root;

  private CallScript given(int year) throws IOException {
    CallScript script = CallScript.ofYear(year);
    script.module.systemCalls.allowFiles(FileTree.open(root.toString()));
    return script;
  }

  /** Emits code that fills so many bytes, and eight more. */
  private static void fill(CallScript script, int address, int bytes) {
    for (int at = 0; at <= bytes; at += 4) {
      script.store(UNTOUCHED, address + at);
    }
  }

  private static String hex(CallScript script, int address, int bytes) {
    assertEquals(UNTOUCHED, script.word(address + bytes), "the byte behind the structure");
    return HexFormat.of().formatHex(script.bytes(address, bytes));
  }

  private Path file() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "x".repeat(0x1234));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
    Files.setLastModifiedTime(file, FileTime.fromMillis(0x5b000000L * 1000 + 250));
    Files.createLink(root.resolve("second"), file);
    return file;
  }

  /** As the kernel tells Java, laid out by the tables of the specification. */
  private static String expected(Path file, int year) throws IOException {
    Map<String, Object> is = Files.readAttributes(file, "unix:*", LinkOption.NOFOLLOW_LINKS);
    FileTime[] times = {
      (FileTime) is.get("lastAccessTime"),
      (FileTime) is.get("lastModifiedTime"),
      (FileTime) is.get("ctime")
    };
    ByteBuffer stat = ByteBuffer.allocate(year == 2010 ? 64 : 104).order(ByteOrder.LITTLE_ENDIAN);
    stat.putLong(0, (Long) is.get("dev"));
    int after = year == 2010 ? 0x0c : 16;
    stat.putInt(after, (Integer) is.get("mode"));
    stat.putInt(after + 4, (Integer) is.get("nlink"));
    stat.putInt(after + 8, (Integer) is.get("uid"));
    stat.putInt(after + 12, (Integer) is.get("gid"));
    stat.putLong(32, (Long) is.get("rdev"));
    if (year == 2010) {
      stat.putInt(8, ((Long) is.get("ino")).intValue());
      stat.putInt(0x28, ((Long) is.get("size")).intValue());
    } else {
      stat.putLong(8, (Long) is.get("ino"));
      stat.putLong(40, (Long) is.get("size"));
    }
    for (int i = 0; i < times.length; i++) {
      long seconds = times[i].to(TimeUnit.SECONDS);
      long nanos = times[i].to(TimeUnit.NANOSECONDS) - seconds * 1_000_000_000;
      if (year == 2010) {
        stat.putInt(0x34 + 4 * i, (int) seconds);
      } else {
        stat.putLong(56 + 16 * i, seconds).putLong(64 + 16 * i, nanos);
      }
    }
    return HexFormat.of().formatHex(stat.array());
  }

  /** Java does not tell the size and number of blocks: they are compared by what must hold. */
  @ParameterizedTest
  @CsvSource({"2010,64,44", "2011,104,48"})
  void aFilesStatIsOfItsYearByteByByte(int year, int size, int blocks) throws Exception {
    Path file = file();
    CallScript script = given(year);
    int name = script.text("/file\0");
    int second = BUFFER + 0x100;
    int third = BUFFER + 0x200;
    for (int buffer : new int[] {BUFFER, second, third}) {
      fill(script, buffer, size);
    }
    script.call(STAT, name, BUFFER).gives(0).call(LSTAT, name, second).gives(0);
    script.call(OPEN, name, 0, 0).gives(3).call(FSTAT, 3, third).gives(0).run();
    int blockSize = script.word(BUFFER + blocks);
    int count = script.word(BUFFER + blocks + 4);
    assertTrue(blockSize >= 512 && Integer.bitCount(blockSize) == 1, "block size " + blockSize);
    assertTrue(count >= 0 && count <= 0x1234 / 512 + 128, count + " blocks");
    String stat = hex(script, BUFFER, size);
    assertEquals(stat, hex(script, second, size));
    assertEquals(stat, hex(script, third, size));
    String without =
        stat.substring(0, 2 * blocks) + "0".repeat(16) + stat.substring(2 * blocks + 16);
    assertEquals(expected(file, year), without);
  }

  /** A stream's is made up, the same in both years but for the places. */
  @Test
  void aStreamsStatIsOfItsYearByteByByte() throws Exception {
    String inode = "4e61436c";
    CallScript old = CallScript.ofYear(2010);
    fill(old, BUFFER, 64);
    old.call(FSTAT, 1, BUFFER).gives(0).run();
    String mode = hex(old, BUFFER, 64).substring(24, 32);
    assertEquals(
        "0000000000000000"
            + inode
            + mode
            + "01000000"
            + "0".repeat(48)
            + "00100000"
            + "0".repeat(32),
        hex(old, BUFFER, 64));
    CallScript later = CallScript.ofYear(2011);
    fill(later, BUFFER, 104);
    later.call(FSTAT, 1, BUFFER).gives(0).run();
    assertEquals(
        "0000000000000000"
            + inode
            + "00000000"
            + mode
            + "01000000"
            + "0".repeat(48)
            + "00100000"
            + "0".repeat(104),
        hex(later, BUFFER, 104));
  }

  @Test
  void directoriesOf2010HaveShortInodesAndOffsets() throws Exception {
    Path file = file();
    Files.createDirectory(root.resolve("sub"));
    CallScript script = given(2010);
    script.call(OPEN, script.text("/\0"), 0, 0).gives(3).call(GETDENTS, 3, BUFFER, 4096).run();
    int length = script.result(1);
    Set<String> names = new TreeSet<>();
    int at = BUFFER;
    while (at < BUFFER + length) {
      int record = script.word(at + 8) & 0xffff;
      assertTrue(record % 8 == 0 && record >= 12 && at + record <= BUFFER + length, "" + record);
      String name = script.string(at + 10, record - 10);
      name = name.substring(0, name.indexOf(0));
      names.add(name);
      if (name.equals("file") || name.equals("second")) {
        assertEquals(((Long) Files.getAttribute(file, "unix:ino")).intValue(), script.word(at));
      }
      at += record;
    }
    assertEquals(new TreeSet<>(Set.of(".", "..", "file", "second", "sub")), names);
  }

  /** Where later modules point to 64 bits, a number. */
  @Test
  void offsetsAndLengthsOf2010AreTheArgumentsThemselves() throws Exception {
    Path file = file();
    CallScript script = given(2010);
    int name = script.text("/file\0");
    script.call(OPEN, name, 2, 0).gives(3);
    script.call(SEEK, 3, 0x200, 0).gives(0x200).call(SEEK, 3, -0x34, 2).gives(0x1200);
    script.call(SEEK, 3, 0x10, 1).gives(0x1210).call(SEEK, 3, -1, 0).gives(-Errno.EINVAL);
    script.call(MMAP, 0x50000000, 0x10000, 1, 0x12, 3, 0).gives(0x50000000);
    script.call(MMAP, 0, 0x10000, 3, 0x22, -1, 4096).gives(-Errno.EINVAL);
    script.call(TRUNCATE, name, 0x123).gives(0);
    script.run();
    assertEquals("xxxx", script.string(0x50000000, 4));
    assertEquals(0x123, Files.size(file));
  }

  @ParameterizedTest
  @ValueSource(ints = {2010, 2011})
  void timesOf2010HaveThirtyTwoBits(int year) throws Exception {
    Path file = file();
    int word = year == 2010 ? 4 : 8;
    int fraction = year == 2010 ? 4 : 8;
    int size = 2 * word;
    CallScript script = given(year);
    int clock = BUFFER + 0x100;
    fill(script, BUFFER, size);
    fill(script, clock, size);
    script.call(GETTIMEOFDAY, BUFFER).gives(0).call(CLOCK_GETTIME, 0, clock).gives(0);
    int short4 = script.words(0, 1000);
    int wide = script.words(0, 0, 1000, 0);
    script.call(NANOSLEEP, year == 2010 ? short4 : wide, 0).gives(0);
    int access = script.words(0x4b000000, 7, 0x4c000000, 9); // as 2011 reads it: no microseconds
    int late = script.words(0x4b000000, 0, 7, 0, 0x4c000000, 0, 9, 0);
    script.call(UTIMES, script.text("/file\0"), year == 2010 ? access : late).gives(0);
    long before = System.currentTimeMillis() / 1000;
    script.run();
    for (int at : new int[] {BUFFER, clock}) {
      int seconds = script.word(at);
      assertTrue(seconds >= before && seconds <= before + 60, "seconds " + seconds);
      assertTrue(script.word(at + fraction) >= 0, "a fraction");
      assertEquals(UNTOUCHED, script.word(at + size), "behind the structure");
    }
    assertEquals(
        0x4c000000L * 1_000_000 + 9, Files.getLastModifiedTime(file).to(TimeUnit.MICROSECONDS));
  }
}
