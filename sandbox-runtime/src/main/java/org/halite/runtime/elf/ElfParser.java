package org.halite.runtime.elf;

import java.lang.foreign.MemorySegment;

/**
 * Reads the headers of an ELF32 or ELF64 module for x86-64. Called by the loader; sections are not
 * looked at. Headers are copied before they are read: an image is right in itself even when the
 * file changes meanwhile.
 */
public final class ElfParser {
  /** Where code must start: spec/nacl.md 7.2. */
  public static final long TEXT_START = 0x20000;

  private static final long SPACE = 1L << 32;

  /**
   * The main stack takes the last 16 MiB, our thunks and their tables 128 KiB below: nothing may be
   * loaded there.
   */
  static final long LOAD_LIMIT = 0xfefe0000L;

  /** Fields of an ELF64 program header from its eighth byte on, eight bytes each. */
  private static final String[] WIDE_FIELDS = {
    "offset", "address", "physical address", "file size", "memory size", "alignment"
  };

  // p_type
  private static final int PT_LOAD = 1;
  private static final int PT_DYNAMIC = 2;
  private static final int PT_INTERP = 3;
  private static final int PT_NOTE = 4;
  private static final int PT_PHDR = 6;
  private static final int PT_TLS = 7;
  private static final int PT_GNU_EH_FRAME = 0x6474e550;
  private static final int PT_GNU_STACK = 0x6474e551;
  private static final int PT_GNU_RELRO = 0x6474e552;

  // p_flags
  private static final int X = 1;
  private static final int W = 2;
  private static final int R = 4;

  private final MemorySegment file;
  private Segment text;
  private Segment readOnly;
  private Segment data;

  /** One bit for each line of the table in spec/nacl.md 7.2 that was used. */
  private long seen;

  private ElfParser(MemorySegment file) {
    this.file = file;
  }

  /**
   * @param file the whole file; of its headers each byte is read once
   * @throws ElfRefusal with a code of spec/nacl.md ch. 20
   */
  public static ElfImage parse(MemorySegment file) throws ElfRefusal {
    return new ElfParser(file).parse();
  }

  private ElfImage parse() throws ElfRefusal {
    FileHeader header = FileHeader.read(file);
    int size = header.programHeaderSize();
    Fields table =
        Fields.copy(
            file, header.programHeaders(), size * header.programHeaderCount(), header.wide());
    for (int i = 0; i < header.programHeaderCount(); i++) {
      checkWidth(i, table, i * size);
    }
    for (int i = 0; i < header.programHeaderCount(); i++) {
      programHeader(i, table, i * size);
    }
    ElfImage image = new ElfImage(header.entry(), text, readOnly, data);
    Layout.check(image);
    return image;
  }

  /** ELF64 headers must say nothing that ELF32 could not: spec/nacl.md 7.1. */
  private static void checkWidth(int index, Fields table, int at) throws ElfRefusal {
    for (int i = 0; table.wide() && i < WIDE_FIELDS.length; i++) {
      long value = table.u64(at + 8 + 8 * i);
      if (value >>> 32 != 0) {
        throw new ElfRefusal(
            LoadCode.PHDR_OVERFLOW,
            "the "
                + WIDE_FIELDS[i]
                + " of program header "
                + index
                + " (0x"
                + Long.toHexString(value)
                + ") does not fit into 32 bits");
      }
    }
  }

  private void programHeader(int index, Fields table, int at) throws ElfRefusal {
    boolean wide = table.wide();
    int type = (int) table.u32(at);
    int flags = (int) table.u32(at + (wide ? 4 : 24));
    long memorySize = table.word(at + (wide ? 40 : 20));
    if (memorySize == 0) {
      return;
    }
    checkKind(index, type, flags);
    if (type != PT_LOAD) {
      return;
    }
    String name = "the segment of program header " + index;
    Segment segment =
        new Segment(
            table.word(at + (wide ? 8 : 4)),
            table.word(at + (wide ? 16 : 8)),
            table.word(at + (wide ? 32 : 16)),
            memorySize);
    checkSegment(name, segment, (flags & X) != 0);
    if ((flags & X) != 0) {
      text = segment;
    } else if ((flags & W) != 0) {
      data = segment;
    } else {
      readOnly = segment;
    }
  }

  /** The table of spec/nacl.md 7.2: each (type, flags) line at most once, nothing else. */
  private void checkKind(int index, int type, int flags) throws ElfRefusal {
    int line;
    if (type == PT_LOAD && flags == (R | X)) {
      line = 0;
    } else if (type == PT_LOAD && flags == R) {
      line = 1;
    } else if (type == PT_LOAD && flags == (R | W)) {
      line = 2;
    } else if (type == PT_GNU_STACK && flags == (R | W)) {
      line = 3;
    } else if (type == PT_DYNAMIC && (flags == R || flags == (R | W))) {
      line = 4;
    } else if (flags == R) {
      line =
          switch (type) {
            case 0 -> 5;
            case PT_INTERP -> 6;
            case PT_NOTE -> 7;
            case PT_PHDR -> 8;
            case PT_TLS -> 9;
            case PT_GNU_EH_FRAME -> 10;
            case PT_GNU_RELRO -> 11;
            default -> -1;
          };
    } else {
      line = -1;
    }
    if (line < 0) {
      boolean writableCode = type == PT_LOAD && (flags & (W | X)) == (W | X);
      throw new ElfRefusal(
          LoadCode.BAD_SEGMENT,
          "program header "
              + index
              + " has type 0x"
              + Integer.toHexString(type)
              + " with flags "
              + rwx(flags)
              + (writableCode
                  ? "; memory is never both writable and executable"
                  : "; a module has one r-x, one r-- and one rw- segment to load"));
    }
    if ((seen & (1L << line)) != 0) {
      throw new ElfRefusal(
          LoadCode.DUP_SEGMENT,
          "program header "
              + index
              + " is a second one of type 0x"
              + Integer.toHexString(type)
              + " with flags "
              + rwx(flags)
              + "; only one is allowed");
    }
    seen |= 1L << line;
  }

  private void checkSegment(String name, Segment s, boolean code) throws ElfRefusal {
    if (s.address() < TEXT_START) {
      throw new ElfRefusal(
          LoadCode.SEGMENT_OUTSIDE_ADDRSPACE,
          name
              + " starts at 0x"
              + Long.toHexString(s.address())
              + "; the lowest usable address is 0x20000");
    }
    if (s.end() > SPACE) {
      throw new ElfRefusal(
          LoadCode.SEGMENT_OUTSIDE_ADDRSPACE,
          name + " (" + s + ") reaches beyond the module's 4 GiB");
    }
    if (s.end() > LOAD_LIMIT) {
      throw new ElfRefusal(
          LoadCode.DATA_OVERLAPS_STACK_SECTION,
          name + " (" + s + ") overlaps the stack and what lies below it, from 0xfefe0000");
    }
    if (s.fileSize() > s.memorySize()) {
      throw new ElfRefusal(
          LoadCode.SEGMENT_BAD_PARAM,
          name
              + " takes "
              + s.fileSize()
              + " bytes from the file but only "
              + s.memorySize()
              + " in memory");
    }
    if (s.offset() + s.fileSize() > file.byteSize()) {
      throw new ElfRefusal(
          LoadCode.READ_ERROR,
          name
              + " wants bytes "
              + s.offset()
              + " to "
              + (s.offset() + s.fileSize())
              + " of the file, which has only "
              + file.byteSize());
    }
    if (code && s.address() != TEXT_START) {
      throw new ElfRefusal(
          LoadCode.SEGMENT_BAD_LOC,
          "the code starts at 0x"
              + Long.toHexString(s.address())
              + "; a program's code must start at 0x20000 (an IRT image is not a program)");
    }
  }

  private static String rwx(int flags) {
    return ((flags & R) != 0 ? "r" : "-")
        + ((flags & W) != 0 ? "w" : "-")
        + ((flags & X) != 0 ? "x" : "-")
        + ((flags & ~7) != 0 ? " and others (0x" + Integer.toHexString(flags) + ")" : "");
  }
}
