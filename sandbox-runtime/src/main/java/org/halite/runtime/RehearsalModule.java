package org.halite.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The file of a small module of our own, for {@link Rehearsal}: one segment each of code, read-only
 * data and data. It is loaded like any other, and never run.
 */
final class RehearsalModule {
  /** Enough for the virtual machine to compile what judges code. */
  private static final int TEXT_BYTES = 64 << 10;

  private static final int TEXT = 0x20000;
  private static final int READ_ONLY = 0x1000_0000;
  private static final int DATA = 0x1001_0000;
  private static final int DATA_BYTES = 16;

  // ELF32: sizes of the file's header and of a program header, and rights of segments.
  private static final int HEADER = 52;
  private static final int PROGRAM_HEADER = 32;
  private static final int LOAD = 1;
  private static final int EXECUTE = 1;
  private static final int WRITE = 2;
  private static final int READ = 4;

  private static final int DATA_AT = HEADER + 3 * PROGRAM_HEADER;
  private static final int TEXT_AT = DATA_AT + DATA_BYTES;

  /** What the validator meets most in modules: moves, sums, a load, a test and a jump. */
  private static final byte[] BUNDLE =
      bytes(
          0x89, 0xf8, // mov eax, edi
          0x83, 0xe0, 0x1f, // and eax, 31
          0x8d, 0x44, 0x00, 0x01, // lea eax, [rax + rax + 1]
          0x41, 0x8b, 0x04, 0x07, // mov eax, [r15 + rax]
          0x48, 0x83, 0xc1, 0x08, // add rcx, 8
          0x39, 0xd8, // cmp eax, ebx
          0x74, 0x00, // je to the next instruction
          0x0f, 0x1f, 0x40, 0x00, // nop
          0x66, 0x0f, 0x6f, 0xc1, // movdqa xmm0, xmm1
          0x90, 0x90, 0x90);

  private RehearsalModule() {}

  static byte[] file() {
    ByteBuffer file =
        ByteBuffer.allocate(TEXT_AT + TEXT_BYTES).order(ByteOrder.LITTLE_ENDIAN).put(magic());
    file.position(16).putShort((short) 2).putShort((short) 62); // an executable, for x86-64
    file.putInt(1).putInt(TEXT).putInt(HEADER);
    file.position(40).putShort((short) HEADER);
    file.putShort((short) PROGRAM_HEADER).putShort((short) 3);
    file.position(HEADER);
    segment(file, TEXT_AT, TEXT, TEXT_BYTES, READ | EXECUTE);
    segment(file, DATA_AT, READ_ONLY, DATA_BYTES, READ);
    segment(file, DATA_AT, DATA, DATA_BYTES, READ | WRITE);
    file.position(TEXT_AT);
    while (file.hasRemaining()) {
      file.put(BUNDLE);
    }
    return file.array();
  }

  /** ELF, 32 bits, little-endian, version 1. */
  private static byte[] magic() {
    return bytes(0x7f, 'E', 'L', 'F', 1, 1, 1);
  }

  private static void segment(ByteBuffer file, int offset, int address, int size, int rights) {
    file.putInt(LOAD).putInt(offset).putInt(address).putInt(address);
    file.putInt(size).putInt(size).putInt(rights).putInt(0x10000);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
