package org.halite.runtime.elf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Reads the headers of an ELF32 or ELF64 module for x86-64. Called by the loader; sections are not
 * looked at.
 */
public final class ElfParser {
  /** Where code must start: spec/nacl.md 7.2. */
  public static final long TEXT_START = 0x20000;

  private static final long SPACE = 1L << 32;

  /**
   * The main stack takes the last 16 MiB, our thunks and their tables 128 KiB below: nothing may be
   * loaded there.
   */
  private static final long LOAD_LIMIT = 0xfefe0000L;

  private static final int MAX_HEADERS = 128;
  private static final int BUNDLE = 32;

  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

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
  private boolean wide;
  private Segment text;
  private Segment readOnly;
  private Segment data;

  /** One bit for each line of the table in spec/nacl.md 7.2 that was used. */
  private long seen;

  private ElfParser(MemorySegment file) {
    this.file = file;
  }

  /**
   * @param file the whole file, in memory that nobody else writes
   * @throws ElfRefusal with a code of spec/nacl.md ch. 20
   */
  public static ElfImage parse(MemorySegment file) throws ElfRefusal {
    return new ElfParser(file).parse();
  }

  private ElfImage parse() throws ElfRefusal {
    if (file.byteSize() < 4 || u32(0) != 0x464c457fL) {
      throw new ElfRefusal(
          LoadCode.BAD_ELF_MAGIC,
          "the file is not an ELF file: it must start with 7f 45 4c 46" + found());
    }
    if (file.byteSize() < 64) {
      throw new ElfRefusal(
          LoadCode.READ_ERROR,
          "the ELF file has only " + file.byteSize() + " bytes; the header alone has 64");
    }
    int elfClass = file.get(JAVA_BYTE, 4);
    if (elfClass != 1 && elfClass != 2) {
      throw new ElfRefusal(
          LoadCode.NOT_32_BIT, "ELF class " + elfClass + " is neither 1 (32-bit) nor 2 (64-bit)");
    }
    wide = elfClass == 2;
    if (file.get(JAVA_BYTE, 5) != 1) {
      throw new ElfRefusal(LoadCode.BAD_ELF_VERS, "the ELF file is not little-endian");
    }
    int type = u16(16);
    if (type != 2) {
      throw new ElfRefusal(
          LoadCode.NOT_EXEC,
          "ELF type "
              + type
              + (type == 3 ? " (shared object or PIE)" : "")
              + " is not 2, a static executable; link with -static and without -pie");
    }
    checkMachine(u16(18));
    if (u32(20) != 1) {
      throw new ElfRefusal(LoadCode.BAD_ELF_VERS, "ELF version " + u32(20) + " is not 1");
    }
    long entry = address(24, "the entry point");
    long headers = address(wide ? 32 : 28, "the program header offset");
    int headerSize = u16(wide ? 52 : 40);
    if (wide && headerSize != 64) {
      throw new ElfRefusal(
          LoadCode.BAD_EHSIZE, "the ELF header says it has " + headerSize + " bytes; 64 is right");
    }
    int entrySize = u16(wide ? 54 : 42);
    if (entrySize != (wide ? 56 : 32)) {
      throw new ElfRefusal(
          LoadCode.BAD_PHENTSIZE,
          "a program header is said to have "
              + entrySize
              + " bytes; "
              + (wide ? 56 : 32)
              + " is right");
    }
    int count = u16(wide ? 56 : 44);
    if (count > MAX_HEADERS) {
      throw new ElfRefusal(
          LoadCode.TOO_MANY_PROG_HDRS, count + " program headers are more than " + MAX_HEADERS);
    }
    if (headers + (long) count * entrySize > file.byteSize()) {
      throw new ElfRefusal(
          LoadCode.READ_ERROR,
          count
              + " program headers at offset "
              + headers
              + " reach beyond the file's end ("
              + file.byteSize()
              + " bytes)");
    }
    for (int i = 0; i < count; i++) {
      programHeader(i, headers + (long) i * entrySize);
    }
    ElfImage image = new ElfImage(entry, text, readOnly, data);
    checkLayout(image);
    return image;
  }

  private String found() {
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < Math.min(4, file.byteSize()); i++) {
      bytes.append(i == 0 ? ", this one starts with" : "");
      bytes.append(' ').append(Integer.toHexString((file.get(JAVA_BYTE, i) & 0xff) | 0x100), 1, 3);
    }
    return bytes.isEmpty() ? ", this one is empty" : bytes.toString();
  }

  private static void checkMachine(int machine) throws ElfRefusal {
    if (machine == 62) {
      return;
    }
    String what =
        switch (machine) {
          case 3 -> " (32-bit x86)";
          case 8 -> " (MIPS)";
          case 40 -> " (ARM)";
          case 183 -> " (64-bit ARM)";
          default -> "";
        };
    throw new ElfRefusal(
        LoadCode.BAD_MACHINE,
        "the module is built for machine " + machine + what + "; Halite runs x86-64 (machine 62)");
  }

  private void programHeader(int index, long at) throws ElfRefusal {
    int type = (int) u32(at);
    int flags = (int) u32(at + (wide ? 4 : 24));
    long memorySize = raw(at + (wide ? 40 : 20));
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
            phdrField(at + (wide ? 8 : 4), name, "offset"),
            phdrField(at + (wide ? 16 : 8), name, "address"),
            phdrField(at + (wide ? 32 : 16), name, "file size"),
            phdrField(at + (wide ? 40 : 20), name, "memory size"));
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

  /** The checks of spec/nacl.md 7.3 in their order. */
  private static void checkLayout(ElfImage image) throws ElfRefusal {
    Segment text = image.text();
    Segment readOnly = image.readOnly();
    Segment data = image.data();
    if (text == null) {
      throw new ElfRefusal(
          LoadCode.REQUIRED_SEG_MISSING, "the module has no code: no segment to load is r-x");
    }
    if (image.entry() % BUNDLE != 0
        || image.entry() < TEXT_START
        || image.entry() >= image.staticTextEnd()) {
      throw new ElfRefusal(
          LoadCode.BAD_ENTRY,
          "the entry point 0x"
              + Long.toHexString(image.entry())
              + " is not a multiple of 32 inside the code ("
              + text
              + ")");
    }
    if (data != null && data.end() != image.maximumAddress()) {
      throw new ElfRefusal(
          LoadCode.DATA_NOT_LAST_SEGMENT,
          "the data ("
              + data
              + ") is not the last segment; another ends at 0x"
              + Long.toHexString(image.maximumAddress()));
    }
    if (data == null && readOnly != null && readOnly.end() != image.maximumAddress()) {
      throw new ElfRefusal(
          LoadCode.NO_DATA_BUT_RODATA_NOT_LAST_SEGMENT,
          "the read-only data ("
              + readOnly
              + ") is not the last segment although there is no data");
    }
    if (readOnly != null && data != null && readOnly.end() > data.firstPage()) {
      throw new ElfRefusal(
          LoadCode.RODATA_OVERLAPS_DATA,
          "the read-only data ("
              + readOnly
              + ") shares a 64 KiB page with the data ("
              + data
              + ")");
    }
    long textPages = (text.end() + 0xffff) & ~0xffffL;
    if (readOnly != null && textPages > readOnly.address()) {
      throw new ElfRefusal(
          LoadCode.TEXT_OVERLAPS_RODATA,
          "the code ("
              + text
              + ") shares a 64 KiB page with the read-only data ("
              + readOnly
              + ")");
    }
    if (readOnly == null && data != null && textPages > data.firstPage()) {
      throw new ElfRefusal(
          LoadCode.TEXT_OVERLAPS_DATA,
          "the code (" + text + ") shares a 64 KiB page with the data (" + data + ")");
    }
    if (readOnly != null && readOnly.address() % 0x10000 != 0) {
      throw new ElfRefusal(
          LoadCode.BAD_RODATA_ALIGNMENT,
          "the read-only data starts at 0x"
              + Long.toHexString(readOnly.address())
              + ", which is not a multiple of 64 KiB");
    }
    if (image.firstDataPage() != 0 && image.firstDataPage() - text.end() < BUNDLE) {
      throw new ElfRefusal(
          LoadCode.BAD_ELF_TEXT,
          "the code ends at 0x"
              + Long.toHexString(text.end())
              + "; 32 bytes must be free before the data for a halt sled");
    }
  }

  private static String rwx(int flags) {
    return ((flags & R) != 0 ? "r" : "-")
        + ((flags & W) != 0 ? "w" : "-")
        + ((flags & X) != 0 ? "x" : "-")
        + ((flags & ~7) != 0 ? " and others (0x" + Integer.toHexString(flags) + ")" : "");
  }

  private long address(long at, String what) throws ElfRefusal {
    long value = raw(at);
    if (value >>> 32 != 0) {
      throw new ElfRefusal(
          LoadCode.EHDR_OVERFLOW,
          what + " 0x" + Long.toHexString(value) + " does not fit into 32 bits");
    }
    return value;
  }

  private long phdrField(long at, String name, String what) throws ElfRefusal {
    long value = raw(at);
    if (value >>> 32 != 0) {
      throw new ElfRefusal(
          LoadCode.PHDR_OVERFLOW,
          "the "
              + what
              + " of "
              + name
              + " (0x"
              + Long.toHexString(value)
              + ") does not fit into 32 bits");
    }
    return value;
  }

  /** A field as wide as the file's class. */
  private long raw(long at) {
    return wide ? file.get(U64, at) : u32(at);
  }

  private int u16(long at) {
    return file.get(U16, at) & 0xffff;
  }

  private long u32(long at) {
    return file.get(U32, at) & 0xffffffffL;
  }
}
