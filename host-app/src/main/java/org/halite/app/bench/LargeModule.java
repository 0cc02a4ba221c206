package org.halite.app.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A module made larger: its text again and again behind itself. What follows the module's own text
 * is never reached, but must be validated: jumps within a copy stay within it, and all of it is
 * whole bundles.
 */
final class LargeModule {
  private static final int BUNDLE = 32;
  private static final int PAGE = 0x10000;
  private static final byte HALT = (byte) 0xf4;

  // ELF32: offsets in the file's header, and in a program header.
  private static final int PHOFF = 28;
  private static final int PHENTSIZE = 42;
  private static final int PHNUM = 44;
  private static final int OFFSET = 4;
  private static final int FILE_SIZE = 16;
  private static final int MEMORY_SIZE = 20;
  private static final int FLAGS = 24;
  private static final int EXECUTE = 1;

  private LargeModule() {}

  /**
   * The module with at least {@code bytes} of text; the text lies at the file's end.
   *
   * @param nexe an ELF32 module with one executable segment
   * @throws IOException when it is no such module
   */
  static byte[] of(byte[] nexe, int bytes) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(nexe).order(ByteOrder.LITTLE_ENDIAN);
    if (nexe.length < 52 || nexe[4] != 1) {
      throw new IOException("the module that is to be made larger is no ELF32 file");
    }
    for (int i = 0; i < file.getShort(PHNUM); i++) {
      int header = file.getInt(PHOFF) + i * file.getShort(PHENTSIZE);
      if (file.getInt(header) == 1 && (file.getInt(header + FLAGS) & EXECUTE) != 0) {
        return enlarge(nexe, header, bytes);
      }
    }
    throw new IOException("the module that is to be made larger has no text");
  }

  private static byte[] enlarge(byte[] nexe, int header, int bytes) {
    ByteBuffer old = ByteBuffer.wrap(nexe).order(ByteOrder.LITTLE_ENDIAN);
    int from = old.getInt(header + OFFSET);
    int size = old.getInt(header + FILE_SIZE);
    int padded = (size + BUNDLE - 1) & -BUNDLE;
    byte[] text = Arrays.copyOfRange(nexe, from, from + padded);
    Arrays.fill(text, size, padded, HALT);
    int copies = (bytes + padded - 1) / padded;
    int at = (nexe.length + PAGE - 1) & -PAGE;
    byte[] large = Arrays.copyOf(nexe, at + copies * padded);
    for (int i = 0; i < copies; i++) {
      System.arraycopy(text, 0, large, at + i * padded, padded);
    }
    ByteBuffer out = ByteBuffer.wrap(large).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(header + OFFSET, at);
    out.putInt(header + FILE_SIZE, copies * padded);
    out.putInt(header + MEMORY_SIZE, copies * padded);
    return large;
  }
}
