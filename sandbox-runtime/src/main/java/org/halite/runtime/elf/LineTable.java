package org.halite.runtime.elf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * Source lines for backtraces, from a module's DWARF line table ({@code .debug_line}, versions 2 to
 * 5). The sections are copied when the module is loaded; they are read only when it has died. What
 * they say is the module's word: every offset is checked, all work together is bounded, and a table
 * that is broken, or too much of one, only means fewer lines.
 *
 * <p>All that is needed for an answer is made when the table is read: after the lock-down no class
 * can be loaded.
 */
public final class LineTable {
  private static final int MAX_SECTIONS = 4096;

  /** Of one section; of larger ones the beginning is read. */
  private static final int MAX_SECTION = 16 << 20;

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

  private static final byte[] NOTHING = {};

  private byte[] lines = NOTHING;
  private byte[] lineTexts = NOTHING;
  private byte[] texts = NOTHING;
  private DebugBytes in;
  private LineFiles files;

  private LineTable() {}

  /** The line table of an ELF file; one that knows nothing when there is none. */
  public static LineTable read(MemorySegment file) {
    LineTable table = new LineTable();
    try {
      table.copySections(file);
    } catch (IndexOutOfBoundsException outsideOfTheFile) {
      // What was copied until here is still worth reading.
    }
    table.in = new DebugBytes(table.lines, STEPS);
    table.files = new LineFiles(table.in, table.texts, table.lineTexts);
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
      while (unit < in.length()) {
        in.at = unit;
        in.end = in.length();
        long length = in.u32();
        in.wide = length == 0xffffffffL;
        if (in.wide) {
          length = in.u64();
        }
        if (length < 0 || length > in.end - in.at) {
          return null;
        }
        in.end = in.at + (int) length;
        unit = in.end;
        try {
          String found = inUnit(address);
          if (found != null) {
            return found;
          }
        } catch (IndexOutOfBoundsException brokenUnit) {
          if (in.isExhausted()) {
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
    int version = in.u16();
    if (version < 2 || version > 5) {
      return null;
    }
    if (version == 5) {
      in.skip(2); // sizes of addresses and of segments
    }
    long headerLength = in.offset();
    int header = in.at;
    if (headerLength < 0 || headerLength > in.end - in.at) {
      return null;
    }
    int program = in.at + (int) headerLength;
    int unitEnd = in.end;
    int shortest = in.u8();
    if (version >= 4) {
      in.skip(1);
    }
    in.skip(1);
    int lineBase = (byte) in.u8();
    int lineRange = in.u8();
    int opcodeBase = in.u8();
    if (lineRange == 0 || opcodeBase == 0) {
      return null;
    }
    int operands = in.at;
    in.skip(opcodeBase - 1);
    int tables = in.at;

    in.at = program;
    long pc = 0;
    int file = 1;
    int line = 1;
    long before = -1;
    int fileBefore = 0;
    int lineBefore = 0;
    while (in.at < unitEnd) {
      int opcode = in.u8();
      boolean row = false;
      boolean last = false;
      if (opcode >= opcodeBase) {
        int adjusted = opcode - opcodeBase;
        pc += (long) (adjusted / lineRange) * shortest;
        line += lineBase + adjusted % lineRange;
        row = true;
      } else if (opcode == 0) {
        long size = in.uleb();
        if (size <= 0 || size > unitEnd - in.at) {
          return null;
        }
        int next = in.at + (int) size;
        int extended = in.u8();
        if (extended == END_SEQUENCE) {
          row = true;
          last = true;
        } else if (extended == SET_ADDRESS) {
          pc = size == 9 ? in.u64() : size == 5 ? in.u32() : -1;
        }
        in.at = next;
      } else if (opcode == COPY) {
        row = true;
      } else if (opcode == ADVANCE_PC) {
        pc += in.uleb() * shortest;
      } else if (opcode == ADVANCE_LINE) {
        line += (int) in.sleb();
      } else if (opcode == SET_FILE) {
        file = (int) in.uleb();
      } else if (opcode == CONST_ADD_PC) {
        pc += (long) ((255 - opcodeBase) / lineRange) * shortest;
      } else if (opcode == FIXED_ADVANCE_PC) {
        pc += in.u16();
      } else {
        for (int n = in.peek(operands + opcode - 1); n > 0; n--) {
          long _ = in.uleb();
        }
      }
      if (row) {
        if (before >= 0 && before <= address && address < pc && lineBefore > 0) {
          in.at = tables;
          in.end = Math.min(unitEnd, header + (int) headerLength);
          String name = files.name(version, fileBefore);
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
}
