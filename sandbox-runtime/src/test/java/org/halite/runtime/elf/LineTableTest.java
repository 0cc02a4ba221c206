package org.halite.runtime.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineTableTest {
  private static final int[] OPERANDS = {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1};

  /** Little-endian bytes, one after the other. */
  private static final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes u8(int... values) {
      for (int value : values) {
        out.write(value);
      }
      return this;
    }

    Bytes u16(int value) {
      return u8(value, value >> 8);
    }

    Bytes u32(long value) {
      return u16((int) value).u16((int) (value >> 16));
    }

    Bytes text(String text) {
      out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
      return u8(0);
    }

    Bytes all(Bytes other) {
      out.writeBytes(other.bytes());
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }

  /** Two sequences: 0x20040 line 7, 0x20050 line 9 up to 0x20060, and 0x30000 line 20 in file 2. */
  private static Bytes program() {
    return new Bytes()
        .u8(0, 5, 2)
        .u32(0x20040)
        .u8(3, 6, 1) // advance_line 6, copy
        .u8(2, 16, 3, 2, 1)
        .u8(2, 16, 0, 1, 1)
        .u8(0, 5, 2)
        .u32(0x30000)
        .u8(4, 2, 3, 19, 1)
        .u8(8, 0, 1, 1); // const_add_pc, end
  }

  private static Bytes unit(int version, Bytes tables) {
    Bytes header = new Bytes().u8(1);
    if (version >= 4) {
      header.u8(1);
    }
    header.u8(1, -5, 14, OPERANDS.length + 1).u8(OPERANDS).all(tables);
    Bytes body = new Bytes().u16(version);
    if (version == 5) {
      body.u8(4, 0);
    }
    body.u32(header.bytes().length).all(header).all(program());
    return new Bytes().u32(body.bytes().length).all(body);
  }

  private static Bytes tables2() {
    return new Bytes()
        .text("src")
        .u8(0)
        .text("main.c")
        .u8(0, 0, 0)
        .text("deep.h")
        .u8(1, 0, 0)
        .u8(0);
  }

  /** Folders and files with line_strp and an MD5, as assemblers write them. */
  private static Bytes tables5() {
    return new Bytes()
        .u8(1, 1, 0x1f, 2)
        .u32(0)
        .u32(5)
        .u8(3, 1, 0x1f, 2, 0x0b, 5, 0x1e, 3)
        .u32(9)
        .u8(0)
        .u8(new int[16])
        .u32(9)
        .u8(0)
        .u8(new int[16])
        .u32(16)
        .u8(1)
        .u8(new int[16]);
  }

  private static final String TEXTS = "/top\0src\0main.c\0deep.h\0";

  /** An ELF32 file with the two sections. */
  private static byte[] file(byte[] lines) {
    byte[] names = "\0.debug_line\0.debug_line_str\0".getBytes(StandardCharsets.US_ASCII);
    byte[] texts = TEXTS.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer file =
        ByteBuffer.allocate(0x200 + names.length + texts.length + lines.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0, 0x464c457f).put(4, (byte) 1).putInt(32, 0x100);
    file.putShort(48, (short) 4).putShort(50, (short) 3);
    int at = 0x200;
    at = section(file, 0, 1, at, lines);
    at = section(file, 1, 13, at, texts);
    int _ = section(file, 3, 0, at, names);
    return file.array();
  }

  private static int section(ByteBuffer file, int n, int name, int at, byte[] bytes) {
    int header = 0x100 + 40 * n;
    file.putInt(header, name).putInt(header + 16, at).putInt(header + 20, bytes.length);
    file.put(at, bytes);
    return at + bytes.length;
  }

  private static LineTable table(Bytes lines) {
    return LineTable.read(MemorySegment.ofArray(file(lines.bytes())));
  }

  private static void assertLines(LineTable table) {
    assertNull(table.describe(0x2003f));
    assertEquals("main.c:7", table.describe(0x20040));
    assertEquals("main.c:7", table.describe(0x2004f));
    assertEquals("main.c:9", table.describe(0x20050));
    assertEquals("main.c:9", table.describe(0x2005f));
    assertNull(table.describe(0x20060));
    assertEquals("src/deep.h:20", table.describe(0x30001));
    assertNull(table.describe(-1));
  }

  @Test
  void theVersionsOfTheFieldAreRead() {
    for (int version = 2; version <= 4; version++) {
      assertLines(table(unit(version, tables2())));
    }
    assertLines(table(unit(5, tables5())));
  }

  @Test
  void severalUnitsAreOneTableAndAnUnknownVersionIsPassedOver() {
    Bytes unknown = new Bytes().u32(6).u16(9).u32(0);
    assertLines(table(new Bytes().all(unknown).all(unit(3, tables2()))));
  }

  @Test
  void aHostileNameCannotSteerATerminal() {
    Bytes tables = new Bytes().u8(0).text("\u001b[2J\n").u8(0, 0, 0).u8(0);
    assertEquals("?[2J?:7", table(unit(3, tables)).describe(0x20040));
  }

  @Test
  void aModuleWithoutLinesHasNone() {
    assertNull(LineTable.read(MemorySegment.ofArray(new byte[0x40])).describe(0x20040));
    assertNull(LineTable.read(MemorySegment.ofArray(new byte[0])).describe(0x20040));
    assertNull(table(new Bytes()).describe(0x20040));
  }

  /** 16 MiB of units of nothing: each question would read them all. */
  @Test
  void allQuestionsTogetherReadToABoundOnly() {
    byte[] many = new byte[16 << 20];
    ByteBuffer units = ByteBuffer.wrap(many).order(ByteOrder.LITTLE_ENDIAN);
    Bytes real = unit(3, tables2());
    units.put(0, real.bytes());
    for (int at = real.bytes().length; at + 32 <= many.length; at += 8) {
      units.putInt(at, 4).putShort(at + 4, (short) 9);
    }
    LineTable table = LineTable.read(MemorySegment.ofArray(file(many)));
    assertEquals("main.c:7", table.describe(0x20040));
    for (int i = 0; i < 100; i++) {
      assertNull(table.describe(0x40000 + i));
    }
    // It gave up: not even what is there is looked for any more.
    assertNull(table.describe(0x20040));
  }

  @Test
  void damagedTablesGiveALineOrNoneAndNothingElse() {
    Random random = new Random(7);
    byte[][] whole = {file(unit(3, tables2()).bytes()), file(unit(5, tables5()).bytes())};
    int lines = 0;
    for (int i = 0; i < 60_000; i++) {
      byte[] bytes = whole[i & 1].clone();
      for (int n = 1 + random.nextInt(5); n > 0; n--) {
        int at =
            random.nextInt(3) == 0
                ? random.nextInt(bytes.length)
                : 0x200 + random.nextInt(bytes.length - 0x200);
        bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : 0xff);
      }
      LineTable table = LineTable.read(MemorySegment.ofArray(bytes));
      for (long address : new long[] {0x20040, 0x20055, 0x30000}) {
        String line = table.describe(address);
        if (line != null) {
          lines++;
          assertTrue(
              line.length() < 600 && line.chars().allMatch(c -> c >= 0x20 && c < 0x7f), line);
        }
      }
    }
    assertTrue(lines > 10_000, lines + " lines");
  }
}
