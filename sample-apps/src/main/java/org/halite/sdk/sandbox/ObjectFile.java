package org.halite.sdk.sandbox;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A relocatable ELF file of 32-bit class, as GNU as writes it. */
final class ObjectFile {
  /** Offsets in the ELF header: of the section headers, their number, the section of names. */
  private static final int E_SHOFF = 32;

  private static final int E_SHNUM = 48;
  private static final int E_SHSTRNDX = 50;

  private static final int SECTION_HEADER = 40;
  private static final int SH_OFFSET = 16;
  private static final int SH_SIZE = 20;

  private final ByteBuffer file;

  ObjectFile(byte[] bytes) {
    file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The bytes of the section with this name.
   *
   * @throws IOException if there is none
   */
  byte[] section(String name) throws IOException {
    try {
      int names = header(file.getShort(E_SHSTRNDX));
      for (int i = 0; i < (file.getShort(E_SHNUM) & 0xffff); i++) {
        int header = header(i);
        if (name.equals(text(file.getInt(names + SH_OFFSET) + file.getInt(header)))) {
          byte[] bytes = new byte[file.getInt(header + SH_SIZE)];
          file.get(file.getInt(header + SH_OFFSET), bytes);
          return bytes;
        }
      }
    } catch (IndexOutOfBoundsException | BufferUnderflowException | NegativeArraySizeException e) {
      throw new IOException("the assembler wrote an object file that cannot be read", e);
    }
    throw new IOException("the assembler wrote no section " + name);
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
