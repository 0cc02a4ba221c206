package org.halite.runtime.elf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Source lines for backtraces, from a module's DWARF line table ({@code .debug_line}, versions 2 to
 * 5). The sections are copied when the module is loaded; they are read only when it has died. What
 * they say is the module's word: every offset is checked, all work together is bounded, and a table
 * that is broken, or too much of one, only means fewer lines.
 *
 * <p>One class without lambdas or others of its own: after the lock-down no class can be loaded.
 */
public final class LineTable {
  private static final int MAX_SECTIONS = 4096;

  /** Of one section; of larger ones the beginning is read. */
  private static final int MAX_SECTION = 16 << 20;

  private static final int MAX_TEXT = 256;

  /** Bytes that are read for all questions together: well below a second. */
  private static final int STEPS = 100_000_000;

  private static final int COPY = 1;
  private static final int ADVANCE_PC = 2;
  private static final int ADVANCE_LINE = 3;
  private static final int SET_FILE = 4;
  private static final int CONST_ADD_PC = 8;
  private static final int FIXED_ADVANCE_PC = 9;
  private static final int END_SEQUENCE = 1;
  private static final int SET_ADDRESS = 2;
  private static final int CONTENT_PATH = 1;
  private static final int CONTENT_DIRECTORY = 2;

  private static final byte[] NOTHING = {};

  private byte[] lines = NOTHING;
  private byte[] lineTexts = NOTHING;
  private byte[] texts = NOTHING;
  private int steps = STEPS;

  /** Where the next byte is read; the end of what may be read. */
  private int at;

  private int end;

  /** Of the unit that is read. */
  private boolean wide;

  private int version;

  private LineTable() {}

  /** The line table of an ELF file; one that knows nothing when there is none. */
  public static LineTable read(MemorySegment file) {
    LineTable table = new LineTable();
    try {
      table.copySections(file);
    } catch (IndexOutOfBoundsException outsideOfTheFile) {
      // What was copied until here is still worth reading.
    }
    return table;
  }

  private void copySections(MemorySegment file) {
    boolean large = file.get(JAVA_BYTE, 4) == 2;
    int entry = large ? 64 : 40;
    long sections = large ? file.get(Fields.U64, 40) : word(file, 32);
    int count = Math.min(MAX_SECTIONS, file.get(Fields.U16, large ? 60 : 48) & 0xffff);
    long names = sections + (long) (file.get(Fields.U16, large ? 62 : 50) & 0xffff) * entry;
    long strings = large ? file.get(Fields.U64, names + 24) : word(file, names + 16);
    for (int i = 0; i < count; i++) {
      long header = sections + (long) i * entry;
      long name = strings + word(file, header);
      if (is(file, name, ".debug_line")) {
        lines = section(file, header, large);
      } else if (is(file, name, ".debug_line_str")) {
        lineTexts = section(file, header, large);
      } else if (is(file, name, ".debug_str")) {
        texts = section(file, header, large);
      }
    }
  }

  private static boolean is(MemorySegment file, long at, String name) {
    for (int i = 0; i <= name.length(); i++) {
      if (file.get(JAVA_BYTE, at + i) != (i == name.length() ? 0 : name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static byte[] section(MemorySegment file, long header, boolean large) {
    long offset = large ? file.get(Fields.U64, header + 24) : word(file, header + 16);
    long size = large ? file.get(Fields.U64, header + 32) : word(file, header + 20);
    if (offset < 0 || offset > file.byteSize()) {
      return NOTHING;
    }
    long there = Math.min(file.byteSize() - offset, MAX_SECTION);
    int length = (int) (size < 0 || size > there ? there : size);
    byte[] copy = new byte[length];
    MemorySegment.copy(file, JAVA_BYTE, offset, copy, 0, length);
    return copy;
  }

  private static long word(MemorySegment file, long at) {
    return file.get(Fields.U32, at) & 0xffffffffL;
  }

  /** {@code folder/file.c:12} for an address of the module, or null. */
  public synchronized String describe(long address) {
    int unit = 0;
    try {
      while (unit < lines.length) {
        at = unit;
        end = lines.length;
        long length = u32();
        wide = length == 0xffffffffL;
        if (wide) {
          length = u64();
        }
        if (length < 0 || length > end - at) {
          return null;
        }
        end = at + (int) length;
        unit = end;
        try {
          String found = inUnit(address);
          if (found != null) {
            return found;
          }
        } catch (IndexOutOfBoundsException brokenUnit) {
          if (steps <= 0) {
            return null;
          }
        }
      }
    } catch (IndexOutOfBoundsException brokenTable) {
      // The units so far have not had it.
    }
    return null;
  }

  /** Runs one unit's program up to the row that the address belongs to. */
  private String inUnit(long address) {
    version = u16();
    if (version < 2 || version > 5) {
      return null;
    }
    if (version == 5) {
      skip(2); // sizes of addresses and of segments
    }
    long headerLength = offset();
    int header = at;
    if (headerLength < 0 || headerLength > end - at) {
      return null;
    }
    int program = at + (int) headerLength;
    int unitEnd = end;
    int shortest = u8();
    if (version >= 4) {
      skip(1);
    }
    skip(1);
    int lineBase = (byte) u8();
    int lineRange = u8();
    int opcodeBase = u8();
    if (lineRange == 0 || opcodeBase == 0) {
      return null;
    }
    int operands = at;
    skip(opcodeBase - 1);
    int tables = at;

    at = program;
    long pc = 0;
    int file = 1;
    int line = 1;
    long before = -1;
    int fileBefore = 0;
    int lineBefore = 0;
    while (at < unitEnd) {
      int opcode = u8();
      boolean row = false;
      boolean last = false;
      if (opcode >= opcodeBase) {
        int adjusted = opcode - opcodeBase;
        pc += (long) (adjusted / lineRange) * shortest;
        line += lineBase + adjusted % lineRange;
        row = true;
      } else if (opcode == 0) {
        long size = uleb();
        if (size <= 0 || size > unitEnd - at) {
          return null;
        }
        int next = at + (int) size;
        int extended = u8();
        if (extended == END_SEQUENCE) {
          row = true;
          last = true;
        } else if (extended == SET_ADDRESS) {
          pc = size == 9 ? u64() : size == 5 ? u32() : -1;
        }
        at = next;
      } else if (opcode == COPY) {
        row = true;
      } else if (opcode == ADVANCE_PC) {
        pc += uleb() * shortest;
      } else if (opcode == ADVANCE_LINE) {
        line += (int) sleb();
      } else if (opcode == SET_FILE) {
        file = (int) uleb();
      } else if (opcode == CONST_ADD_PC) {
        pc += (long) ((255 - opcodeBase) / lineRange) * shortest;
      } else if (opcode == FIXED_ADVANCE_PC) {
        pc += u16();
      } else {
        for (int n = lines[operands + opcode - 1]; n > 0; n--) {
          long _ = uleb();
        }
      }
      if (row) {
        if (before >= 0 && before <= address && address < pc && lineBefore > 0) {
          at = tables;
          end = Math.min(unitEnd, header + (int) headerLength);
          String name = version == 5 ? fileOf5(fileBefore) : fileOf2(fileBefore);
          return name == null ? null : name + ":" + lineBefore;
        }
        before = last ? -1 : pc;
        fileBefore = file;
        lineBefore = line;
        if (last) {
          pc = 0;
          file = 1;
          line = 1;
        }
      }
    }
    return null;
  }

  /** Lists of names ended by an empty one: folders, then files. */
  private String fileOf2(int wanted) {
    int folders = at;
    while (lines[checked(at)] != 0) {
      skipText();
    }
    skip(1);
    for (int i = 1; lines[checked(at)] != 0; i++) {
      int name = at;
      skipText();
      long folder = uleb();
      long _ = uleb();
      long _ = uleb();
      if (i == wanted) {
        at = folders;
        for (long n = 1; n < folder && lines[checked(at)] != 0; n++) {
          skipText();
        }
        return joined(folder == 0 ? "" : text(lines, at), text(lines, name));
      }
    }
    return null;
  }

  /** Two tables that say themselves what is in them; folder 0 is where the compiler was started. */
  private String fileOf5(int wanted) {
    int tables = at;
    String[] found = new String[2];
    long[] folder = new long[1];
    entry(-1, found, folder); // the folders are behind us
    entry(wanted, found, folder);
    String name = found[0];
    if (name == null) {
      return null;
    }
    String where = "";
    if (folder[0] > 0 && folder[0] <= Integer.MAX_VALUE) {
      at = tables;
      found[0] = null;
      entry((int) folder[0], found, new long[1]);
      where = found[0] == null ? "" : found[0];
    }
    return joined(where, name);
  }

  /** Goes through one table, and keeps path and folder of one entry. */
  private void entry(int wanted, String[] path, long[] folder) {
    int formats = u8();
    int format = at;
    for (int i = 0; i < 2 * formats; i++) {
      long _ = uleb();
    }
    long count = uleb();
    for (long i = 0; i < count; i++) {
      int entry = at;
      at = format;
      for (int n = 0; n < formats; n++) {
        long content = uleb();
        long form = uleb();
        int nextFormat = at;
        at = entry;
        if (content == CONTENT_PATH && i == wanted) {
          path[0] = formText(form);
        } else if (content == CONTENT_DIRECTORY && i == wanted) {
          folder[0] = formNumber(form);
        } else {
          skipForm(form);
        }
        entry = at;
        at = nextFormat;
      }
      at = entry;
      if (formats == 0) {
        return;
      }
    }
  }

  private String formText(long form) {
    return switch ((int) form) {
      case 0x08 -> {
        int start = at;
        skipText();
        yield text(lines, start);
      }
      case 0x0e -> text(texts, offset());
      case 0x1f -> text(lineTexts, offset());
      default -> {
        skipForm(form);
        yield "";
      }
    };
  }

  private long formNumber(long form) {
    return switch ((int) form) {
      case 0x0b -> u8();
      case 0x05 -> u16();
      case 0x06 -> u32();
      case 0x0f -> uleb();
      default -> {
        skipForm(form);
        yield 0;
      }
    };
  }

  private void skipForm(long form) {
    switch ((int) form) {
      case 0x08 -> skipText(); // string
      case 0x0e, 0x1f -> {
        long _ = offset(); // strp, line_strp
      }
      case 0x0b -> skip(1); // data1
      case 0x05 -> skip(2);
      case 0x06 -> skip(4);
      case 0x07 -> skip(8);
      case 0x1e -> skip(16); // data16: MD5
      case 0x0f -> {
        long _ = uleb(); // udata
      }
      case 0x09 -> {
        long size = uleb(); // block
        if (size < 0 || size > end - at) {
          throw new IndexOutOfBoundsException();
        }
        at += (int) size;
      }
      default -> throw new IndexOutOfBoundsException();
    }
  }

  private static String joined(String folder, String name) {
    if (name.isEmpty()) {
      return null;
    }
    return folder.isEmpty() || name.charAt(0) == '/' ? name : folder.concat("/").concat(name);
  }

  /** Printable ASCII of a bounded length, so that a hostile name cannot steer a terminal. */
  private static String text(byte[] from, long start) {
    if (start < 0 || start >= from.length) {
      return "";
    }
    int first = (int) start;
    int length = 0;
    while (length < MAX_TEXT && first + length < from.length && from[first + length] != 0) {
      length++;
    }
    byte[] shown = new byte[length];
    for (int i = 0; i < length; i++) {
      int c = from[first + i];
      shown[i] = (byte) (c >= 0x20 && c < 0x7f ? c : '?');
    }
    return new String(shown, StandardCharsets.US_ASCII);
  }

  /** A place that may be read. */
  private int checked(int place) {
    if (place < 0 || place >= end) {
      throw new IndexOutOfBoundsException();
    }
    return place;
  }

  private void skip(int bytes) {
    if (bytes < 0 || bytes > end - at) {
      throw new IndexOutOfBoundsException();
    }
    at += bytes;
  }

  private void skipText() {
    int b;
    do {
      b = u8();
    } while (b != 0);
  }

  private int u8() {
    if (--steps < 0) {
      throw new IndexOutOfBoundsException();
    }
    return lines[checked(at++)] & 0xff;
  }

  private int u16() {
    return u8() | u8() << 8;
  }

  private long u32() {
    return u16() | (long) u16() << 16;
  }

  private long u64() {
    return u32() | u32() << 32;
  }

  private long offset() {
    return wide ? u64() : u32();
  }

  private long uleb() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int b = u8();
      if (shift < 63) {
        value |= (long) (b & 0x7f) << shift;
      }
      if (b < 0x80) {
        return value;
      }
    }
  }

  private long sleb() {
    long value = 0;
    int shift = 0;
    int b;
    do {
      b = u8();
      if (shift < 64) {
        value |= (long) (b & 0x7f) << shift;
      }
      shift += 7;
    } while (b >= 0x80);
    return shift < 64 && (b & 0x40) != 0 ? value | -1L << shift : value;
  }
}
