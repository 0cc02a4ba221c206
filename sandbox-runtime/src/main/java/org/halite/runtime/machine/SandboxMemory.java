package org.halite.runtime.machine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bounded, fault-safe access to the module's memory through the copying stub. */
final class SandboxMemory implements ModuleMemory {
  private static final int ZEROES = 0x10000;

  private final AddressSpace space;
  private final ModuleHeap heap;

  SandboxMemory(AddressSpace space) {
    this.space = space;
    this.heap = new ModuleHeap(space);
  }

  @Override
  public byte[] read(long address, int length) {
    check(address, length);
    byte[] bytes = new byte[length];
    if (length == 0) {
      return bytes;
    }
    try (Staging staging = Staging.of(length)) {
      if (Stubs.copy(staging.address(), space.base() + address, length) != 0) {
        throw new BadAddress(address);
      }
      MemorySegment.copy(staging.memory(), ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
    }
    return bytes;
  }

  /** As {@link #read}, into native memory. */
  void read(long address, MemorySegment into) {
    check(address, into.byteSize());
    if (Stubs.copy(into.address(), space.base() + address, into.byteSize()) != 0) {
      throw new BadAddress(address);
    }
  }

  @Override
  public void write(long address, byte[] bytes) {
    check(address, bytes.length);
    if (bytes.length == 0) {
      return;
    }
    try (Staging staging = Staging.of(bytes)) {
      if (Stubs.copy(space.base() + address, staging.address(), bytes.length) != 0) {
        throw new BadAddress(address);
      }
    }
  }

  @Override
  public String readString(long address, int max) {
    return decode(address, readText(address, max));
  }

  @Override
  public byte[] readText(long address, int max) {
    check(address, 0);
    // Page by page, so that a string at the end of memory can be read.
    byte[] text = new byte[0];
    long at = address;
    while (text.length <= max) {
      int piece = (int) Math.min(256 - at % 256, max + 1L - text.length);
      byte[] more = read(at, piece);
      for (int i = 0; i < more.length; i++) {
        if (more[i] == 0) {
          byte[] all = Arrays.copyOf(text, text.length + i);
          System.arraycopy(more, 0, all, text.length, i);
          return all;
        }
      }
      int before = text.length;
      text = Arrays.copyOf(text, before + more.length);
      System.arraycopy(more, 0, text, before, more.length);
      at += piece;
    }
    throw new BadAddress(address);
  }

  private static String decode(long address, byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException notUtf8) {
      throw new BadAddress(address);
    }
  }

  @Override
  public int readInt(long address) {
    check(address, 4);
    return (int) word(address, address);
  }

  @Override
  public long readLong(long address) {
    check(address, 8);
    return word(address, address) | word(address + 4, address) << 32;
  }

  /** Zero-extended; {@code blamed} is the address that the caller asked for. */
  private long word(long address, long blamed) {
    long word = Stubs.peek(space.base() + address);
    if (word < 0) {
      throw new BadAddress(blamed);
    }
    return word;
  }

  @Override
  public void writeInt(long address, int value) {
    check(address, 4);
    if (!Stubs.poke(space.base() + address, value, 4)) {
      throw new BadAddress(address);
    }
  }

  @Override
  public void writeLong(long address, long value) {
    check(address, 8);
    if (!Stubs.poke(space.base() + address, value, 8)) {
      throw new BadAddress(address);
    }
  }

  @Override
  public int allocate(int bytes) {
    int address = heap.allocate(bytes);
    if (address != 0) {
      byte[] zeroes = new byte[Math.min(bytes, ZEROES)];
      long start = Integer.toUnsignedLong(address);
      for (int done = 0; done < bytes; done += ZEROES) {
        int piece = Math.min(ZEROES, bytes - done);
        write(start + done, piece == zeroes.length ? zeroes : new byte[piece]);
      }
    }
    return address;
  }

  @Override
  public SharedPages share(int descriptor, long size) {
    if (descriptor < 0) {
      return null;
    }
    try {
      SealedMemory memory = SealedMemory.check(descriptor, size);
      return memory == null ? null : SharedView.of(space, memory);
    } finally {
      Kernel.call(Kernel.CLOSE, descriptor);
    }
  }

  @Override
  public void free(int address) {
    heap.free(address);
  }

  /** Inside the 4 GiB; the end may not wrap. Whether pages are there, the copy finds out. */
  private static void check(long address, long length) {
    if (address < 0 || length < 0 || address > AddressSpace.SIZE - length) {
      throw new BadAddress(address);
    }
  }
}
