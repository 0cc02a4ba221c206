package org.halite.runtime.validator;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The executable segment of an ELF file, padded with hlt to whole bundles. */
record ModuleText(byte[] bytes, long address) {
  static ModuleText read(Path file) throws IOException {
    ByteBuffer elf = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    boolean elf64 = elf.get(4) == 2;
    long headers = elf64 ? elf.getLong(32) : elf.getInt(28);
    int size = elf.getShort(elf64 ? 54 : 42);
    int count = elf.getShort(elf64 ? 56 : 44);
    for (int i = 0; i < count; i++) {
      int h = (int) headers + i * size;
      int flags = elf.getInt(h + (elf64 ? 4 : 24));
      if (elf.getInt(h) == 1 && (flags & 1) != 0) {
        long offset = elf64 ? elf.getLong(h + 8) : elf.getInt(h + 4);
        long address = elf64 ? elf.getLong(h + 16) : elf.getInt(h + 8);
        long length = elf64 ? elf.getLong(h + 32) : elf.getInt(h + 16);
        byte[] text = new byte[(int) (length + 31) / 32 * 32];
        Arrays.fill(text, (byte) 0xf4);
        elf.get((int) offset, text, 0, (int) length);
        return new ModuleText(text, address);
      }
    }
    throw new IOException(file + " has no executable segment");
  }

  /** Whether a file is an ELF program for x86-64 that has code. */
  static boolean isForX86_64(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) < 4096) {
      return false;
    }
    ByteBuffer elf = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    return elf.getInt(0) == 0x464c457f && elf.getShort(16) == 2 && elf.getShort(18) == 62;
  }

  MemorySegment segment() {
    return MemorySegment.ofArray(bytes);
  }
}
