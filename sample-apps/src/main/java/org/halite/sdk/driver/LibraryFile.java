package org.halite.sdk.driver;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.halite.runtime.elf.ElfRefusal;
import org.halite.runtime.elf.LoadCode;
import org.halite.runtime.elf.Segment;

/** What GNU ld wrote, an ELF file of 32-bit class: a shared library or a module that needs some. */
final class LibraryFile {
  private static final int PAGE = 0x10000;
  private static final int BUNDLE = 32;

  /** Offsets in the ELF header. */
  private static final int E_PHOFF = 28;

  private static final int E_SHOFF = 32;
  private static final int E_PHNUM = 44;
  private static final int E_SHNUM = 48;
  private static final int E_SHSTRNDX = 50;

  private static final int PROGRAM_HEADER = 32;
  private static final int SECTION_HEADER = 40;
  private static final int SYMBOL = 16;
  private static final int RELA = 12;

  private static final int PT_LOAD = 1;
  private static final int PF_X = 1;
  private static final int PF_W = 2;

  /** Offsets in a section header. */
  private static final int SH_OFFSET = 16;

  private static final int SH_SIZE = 20;
  private static final int SH_LINK = 24;

  private final ByteBuffer file;

  LibraryFile(byte[] bytes) {
    file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The text of a shared library, after its layout was judged: text first, in whole bundles, and
   * data in 64 KiB pages behind it, so that dyncode_create and mmap can place them.
   */
  static Segment text(MemorySegment bytes) throws ElfRefusal {
    LibraryFile library = new LibraryFile(bytes.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
    Segment text = null;
    long end = 0;
    for (int i = 0; i < (library.file.getShort(E_PHNUM) & 0xffff); i++) {
      int header = library.file.getInt(E_PHOFF) + i * PROGRAM_HEADER;
      Segment segment = library.segment(header);
      if (library.file.getInt(header) != PT_LOAD || segment.memorySize() == 0) {
        continue;
      }
      int flags = library.file.getInt(header + 24);
      if (segment.firstPage() < end) {
        throw refusal(
            "its segment at "
                + segment
                + " shares a 64 KiB page with the one before; use the SDK's"
                + " layout (no -T)");
      }
      end = (segment.end() + PAGE - 1) & -PAGE;
      if ((flags & PF_X) == 0) {
        continue;
      }
      boolean whole = segment.address() % PAGE == 0 && segment.fileSize() % BUNDLE == 0;
      if ((flags & PF_W) != 0 || text != null || !whole) {
        throw refusal(
            "its code at "
                + segment
                + " must be one segment of whole bundles from a 64 KiB page on, and not writable");
      }
      text = segment;
    }
    return text == null ? new Segment(0, 0, 0, 0) : text;
  }

  private static ElfRefusal refusal(String sentence) {
    return new ElfRefusal(LoadCode.BAD_SEGMENT, sentence);
  }

  private Segment segment(int header) {
    return new Segment(
        Integer.toUnsignedLong(file.getInt(header + 4)),
        Integer.toUnsignedLong(file.getInt(header + 8)),
        Integer.toUnsignedLong(file.getInt(header + 16)),
        Integer.toUnsignedLong(file.getInt(header + 20)));
  }

  /** The functions for which ld made entries of its own procedure linkage table. */
  Set<String> linkageEntries() {
    Set<String> names = new TreeSet<>();
    int table = section(".rela.plt");
    if (table == 0) {
      return names;
    }
    int symbols = header(file.getInt(table + SH_LINK));
    int strings = header(file.getInt(symbols + SH_LINK));
    int at = file.getInt(table + SH_OFFSET);
    for (int end = at + file.getInt(table + SH_SIZE); at < end; at += RELA) {
      int symbol = file.getInt(at + 4) >>> 8;
      int name = file.getInt(file.getInt(symbols + SH_OFFSET) + symbol * SYMBOL);
      names.add(text(file.getInt(strings + SH_OFFSET) + name));
    }
    return names;
  }

  /** Where the header of the section with this name lies, or 0. */
  private int section(String name) {
    int names = header(file.getShort(E_SHSTRNDX) & 0xffff);
    for (int i = 1; i < (file.getShort(E_SHNUM) & 0xffff); i++) {
      int header = header(i);
      if (name.equals(text(file.getInt(names + SH_OFFSET) + file.getInt(header)))) {
        return header;
      }
    }
    return 0;
  }

  private int header(int index) {
    return file.getInt(E_SHOFF) + index * SECTION_HEADER;
  }

  private String text(int offset) {
    int end = offset;
    while (file.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - offset];
    file.get(offset, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
