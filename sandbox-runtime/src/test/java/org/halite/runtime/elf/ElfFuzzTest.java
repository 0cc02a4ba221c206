package org.halite.runtime.elf;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.halite.runtime.elf.ElfBuilder.Header;
import org.halite.runtime.fuzz.FuzzTest;

/**
 * Whatever a file says, it is refused with a sentence, or its image is harmless; and its symbols
 * are printable or missing.
 */
class ElfFuzzTest extends FuzzTest {
  private static final long[] EDGES = {
    0,
    1,
    31,
    32,
    63,
    64,
    127,
    128,
    0xfff,
    0xffff,
    0x10000,
    0x1ffff,
    0x20000,
    0x20040,
    0x2ffe0,
    0x30000,
    0x10000000L,
    0x7fffffffL,
    0x80000000L,
    0xfefdffffL,
    0xfefe0000L,
    0xff000000L,
    0xffff0000L,
    0xffffffffL,
    0x100000000L,
    0x100020000L,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1
  };

  @Override
  protected String folder() {
    return "elf";
  }

  /** Modules of 2 KiB: headers, 64 bytes of code, constants, data and a symbol table. */
  @Override
  protected List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (boolean wide : new boolean[] {true, false}) {
      for (int kinds = 0; kinds < 4; kinds++) {
        seeds.add(seed(wide, (kinds & 1) != 0, (kinds & 2) != 0));
      }
    }
    return seeds;
  }

  private static byte[] seed(boolean wide, boolean readOnly, boolean others) {
    ElfBuilder elf = wide ? ElfBuilder.good() : ElfBuilder.good().narrow();
    elf.headers.set(0, new Header(1, 5, 0x400, 0x20000, 64, 64));
    elf.headers.set(1, new Header(1, 6, 0x480, ElfBuilder.DATA, 16, 0x8000));
    if (readOnly) {
      elf.headers.add(new Header(1, 4, 0x440, 0x10000000, 32, 0x4000));
    }
    if (others) {
      elf.headers.add(new Header(7, 4, 0x440, 0x10000000, 8, 32));
      elf.headers.add(new Header(0x6474e551, 6, 0, 0, 0, 16));
    }
    ByteBuffer out = ByteBuffer.allocate(0x800).order(ByteOrder.LITTLE_ENDIAN);
    out.put(0, elf.build().asSlice(0, 0x400).toArray(ValueLayout.JAVA_BYTE));
    int size = wide ? 64 : 40;
    int symbols = 0x500 + size;
    int names = symbols + size;
    if (wide) {
      out.putLong(40, 0x500).putShort(58, (short) size).putShort(60, (short) 3);
      out.putInt(symbols + 4, 2).putLong(symbols + 24, 0x600).putLong(symbols + 32, 96);
      out.putInt(symbols + 40, 2).putLong(names + 24, 0x700);
    } else {
      out.putInt(32, 0x500).putShort(46, (short) size).putShort(48, (short) 3);
      out.putInt(symbols + 4, 2).putInt(symbols + 16, 0x600).putInt(symbols + 20, 64);
      out.putInt(symbols + 24, 2).putInt(names + 16, 0x700);
    }
    for (int i = 0; i < 4; i++) {
      int at = 0x600 + (wide ? 24 : 16) * i;
      out.putInt(at, 1 + 5 * i).put(at + (wide ? 4 : 12), (byte) 0x12);
      out.putInt(at + (wide ? 8 : 4), 0x20000 + 16 * i);
      out.put(0x701 + 5 * i, new byte[] {'f', 'u', 'n', (byte) ('0' + i), 0});
    }
    return out.array();
  }

  @Override
  protected byte[] mutate(byte[] seed, List<byte[]> seeds, RandomGenerator random) {
    if (random.nextInt(8) == 0) {
      return super.mutate(seed, seeds, random);
    }
    byte[] input = seed.clone();
    boolean wide = input[4] == 2;
    ByteBuffer file = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      long value =
          switch (random.nextInt(3)) {
            case 0 -> EDGES[random.nextInt(EDGES.length)] + random.nextInt(5) - 2;
            case 1 -> EDGES[random.nextInt(EDGES.length)];
            default -> random.nextLong() >>> random.nextInt(64);
          };
      int header = 64 + (wide ? 56 : 32) * random.nextInt(5);
      switch (random.nextInt(5)) {
        case 0 -> file.putShort(16 + 2 * random.nextInt(24), (short) value);
        case 1 -> file.putInt(header, (int) (random.nextInt(4) == 0 ? value : value & 7));
        case 2 -> file.putInt(header + (wide ? 4 : 24), random.nextInt(9));
        case 3 -> {
          if (wide) {
            file.putLong(header + 8 + 8 * random.nextInt(6), value);
          } else {
            file.putInt(header + 4 * random.nextInt(8), (int) value);
          }
        }
        default -> file.putInt(0x500 + 4 * random.nextInt(0x80), (int) value);
      }
    }
    return input;
  }

  @Override
  protected void check(byte[] input) {
    MemorySegment file = MemorySegment.ofArray(input);
    try {
      ElfImage image = ElfParser.parse(file);
      ImageInvariants.check(image, input.length);
    } catch (ElfRefusal refusal) {
      String sentence = refusal.getMessage();
      assertTrue(sentence.length() > 20 && sentence.length() < 300, sentence);
      assertTrue(refusal.code() != LoadCode.OK, sentence);
    }
    SymbolTable symbols = SymbolTable.read(file);
    for (long address : new long[] {0, 0x20000, 0x20035, 0x80000000L, 0xffffffffL, -1}) {
      String name = symbols.describe(address);
      assertTrue(
          name == null || name.length() < 280 && name.chars().allMatch(c -> c > 0x20 && c < 0x7f),
          name);
    }
  }
}
