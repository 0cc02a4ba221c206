package org.halite.runtime.elf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Writes small modules for tests, good ELF64 ones unless told otherwise. */
public final class ElfBuilder {
  /** One program header, with what the file holds for it. */
  public record Header(
      int type, int flags, long offset, long address, long fileSize, long memorySize) {}

  public static final int LOAD = 1;
  public static final long DATA = 0x10010000L;

  public int elfClass = 2;
  public int type = 2;
  public int machine = 62;
  public int version = 1;
  public long entry = 0x20000;
  public int phentsize = 56;
  public int phnum = -1;
  public long phoff = 64;
  public final List<Header> headers = new ArrayList<>();
  private final byte[] text;
  private final byte[] data;

  public ElfBuilder(byte[] text, byte[] data) {
    this.text = text;
    this.data = data;
    headers.add(new Header(LOAD, 5, 0x10000, 0x20000, text.length, text.length));
    headers.add(new Header(LOAD, 6, dataOffset(), DATA, data.length, data.length + 0x20000L));
  }

  /** A module of one halt. */
  public static ElfBuilder good() {
    byte[] text = new byte[64];
    java.util.Arrays.fill(text, (byte) 0xf4);
    return new ElfBuilder(text, new byte[16]);
  }

  private int dataOffset() {
    return 0x10000 + ((text.length + 0xffff) & ~0xffff);
  }

  /** Makes it an ELF32 module. */
  public ElfBuilder narrow() {
    elfClass = 1;
    phentsize = 32;
    return this;
  }

  public MemorySegment build() {
    ByteBuffer out = ByteBuffer.allocate(dataOffset() + data.length).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0, 0x464c457f).put(4, (byte) elfClass).put(5, (byte) 1).put(6, (byte) 1);
    out.putShort(16, (short) type).putShort(18, (short) machine).putInt(20, version);
    int count = phnum < 0 ? headers.size() : phnum;
    if (elfClass == 1) {
      out.putInt(24, (int) entry).putInt(28, (int) phoff);
      out.putShort(40, (short) 52).putShort(42, (short) phentsize).putShort(44, (short) count);
    } else {
      out.putLong(24, entry).putLong(32, phoff);
      out.putShort(52, (short) 64).putShort(54, (short) phentsize).putShort(56, (short) count);
    }
    int at = 64;
    for (Header h : headers) {
      if (elfClass == 1) {
        out.putInt(at, h.type).putInt(at + 4, (int) h.offset).putInt(at + 8, (int) h.address);
        out.putInt(at + 12, (int) h.address).putInt(at + 16, (int) h.fileSize);
        out.putInt(at + 20, (int) h.memorySize).putInt(at + 24, h.flags).putInt(at + 28, 0x10000);
        at += 32;
      } else {
        out.putInt(at, h.type).putInt(at + 4, h.flags).putLong(at + 8, h.offset);
        out.putLong(at + 16, h.address).putLong(at + 24, h.address);
        out.putLong(at + 32, h.fileSize).putLong(at + 40, h.memorySize).putLong(at + 48, 0x10000);
        at += 56;
      }
    }
    out.put(0x10000, text).put(dataOffset(), data);
    return MemorySegment.ofArray(out.array());
  }
}
