package org.halite.runtime.elf;

import java.lang.foreign.MemorySegment;

/**
 * A module's file header, checked by spec/nacl.md 7.1. Read by {@link ElfParser}.
 *
 * @param wide ELF64 rather than ELF32
 * @param entry module address of the first instruction
 * @param programHeaders where their table starts in the file
 * @param programHeaderSize bytes of one
 * @param programHeaderCount how many; the whole table lies in the file
 */
record FileHeader(
    boolean wide, long entry, long programHeaders, int programHeaderSize, int programHeaderCount) {
  private static final int SIZE = 64;
  private static final int MAX_HEADERS = 128;

  /** e_phnum of a file whose first section header has the number. */
  private static final int PN_XNUM = 0xffff;

  static FileHeader read(MemorySegment file) throws ElfRefusal {
    Fields head = Fields.copy(file, 0, (int) Math.min(SIZE, file.byteSize()), false);
    checkMagic(head, file.byteSize());
    int elfClass = head.u8(4);
    if (elfClass != 1 && elfClass != 2) {
      throw new ElfRefusal(
          LoadCode.NOT_32_BIT, "ELF class " + elfClass + " is neither 1 (32-bit) nor 2 (64-bit)");
    }
    boolean wide = elfClass == 2;
    if (head.u8(5) != 1) {
      throw new ElfRefusal(
          LoadCode.BAD_ELF_VERS,
          "the ELF file's byte order is "
              + head.u8(5)
              + (head.u8(5) == 2 ? " (big-endian)" : "")
              + "; 1 (little-endian) is right");
    }
    checkType(head.u16(16));
    checkMachine(head.u16(18));
    if (head.u32(20) != 1) {
      throw new ElfRefusal(LoadCode.BAD_ELF_VERS, "ELF version " + head.u32(20) + " is not 1");
    }
    Fields fields = new Fields(head.bytes(), wide);
    long entry = address(fields, 24, "the entry point");
    long table = address(fields, wide ? 32 : 28, "the program header offset");
    long unused = address(fields, wide ? 40 : 32, "the section header offset");
    assert unused >= 0;
    int headerSize = fields.u16(wide ? 52 : 40);
    if (wide && headerSize != SIZE) {
      throw new ElfRefusal(
          LoadCode.BAD_EHSIZE, "the ELF header says it has " + headerSize + " bytes; 64 is right");
    }
    int right = wide ? 56 : 32;
    int size = fields.u16(wide ? 54 : 42);
    if (size != right) {
      throw new ElfRefusal(
          LoadCode.BAD_PHENTSIZE,
          "a program header is said to have " + size + " bytes; " + right + " is right");
    }
    int count = fields.u16(wide ? 56 : 44);
    if (count > MAX_HEADERS) {
      throw new ElfRefusal(
          LoadCode.TOO_MANY_PROG_HDRS,
          count
              + (count == PN_XNUM ? " or more" : "")
              + " program headers are more than "
              + MAX_HEADERS);
    }
    if (table + (long) count * size > file.byteSize()) {
      throw new ElfRefusal(
          LoadCode.READ_ERROR,
          count
              + " program headers at offset "
              + table
              + " reach beyond the file's end ("
              + file.byteSize()
              + " bytes)");
    }
    return new FileHeader(wide, entry, table, size, count);
  }

  private static void checkMagic(Fields head, long fileSize) throws ElfRefusal {
    if (fileSize < 4 || head.u32(0) != 0x464c457fL) {
      StringBuilder found = new StringBuilder();
      for (int i = 0; i < Math.min(4, fileSize); i++) {
        found.append(i == 0 ? ", this one starts with" : "");
        found.append(' ').append(Integer.toHexString(head.u8(i) | 0x100), 1, 3);
      }
      throw new ElfRefusal(
          LoadCode.BAD_ELF_MAGIC,
          "the file is not an ELF file: it must start with 7f 45 4c 46"
              + (found.isEmpty() ? ", this one is empty" : found));
    }
    if (fileSize < SIZE) {
      throw new ElfRefusal(
          LoadCode.READ_ERROR,
          "the ELF file has only " + fileSize + " bytes; the header alone has 64");
    }
  }

  private static void checkType(int type) throws ElfRefusal {
    if (type != 2) {
      throw new ElfRefusal(
          LoadCode.NOT_EXEC,
          "ELF type "
              + type
              + (type == 3 ? " (shared object or PIE)" : "")
              + " is not 2, a static executable; link with -static and without -pie");
    }
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

  private static long address(Fields fields, int at, String what) throws ElfRefusal {
    long value = fields.word(at);
    if (value >>> 32 != 0) {
      throw new ElfRefusal(
          LoadCode.EHDR_OVERFLOW,
          what + " 0x" + Long.toHexString(value) + " does not fit into 32 bits");
    }
    return value;
  }
}
