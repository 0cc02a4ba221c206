package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.halite.runtime.fuzz.FuzzTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Instructions with some bytes changed: the disassembler has a text and a length for any bytes,
 * both agree, with each other, with the validator's decoder and with objdump.
 */
class DisassemblerFuzzTest extends FuzzTest {
  private static final int SLOT = 32;
  private static final byte NOP = (byte) 0x90;

  /** fs, gs, address size. */
  private static final byte[] PREFIXES = {0x64, 0x65, 0x67};

  @TempDir Path folder;

  private final Disassembler disassembler = new Disassembler();
  private final Decoder allowed = new Decoder(new TableReader(false).table);

  @Override
  protected String folder() {
    return "disassembler";
  }

  @Override
  protected List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    TableExamples.all(seeds::add);
    return seeds;
  }

  @Override
  protected byte[] mutate(byte[] seed, List<byte[]> seeds, RandomGenerator random) {
    if (random.nextInt(4) == 0) {
      byte[] bytes = new byte[1 + random.nextInt(20)];
      random.nextBytes(bytes);
      return bytes;
    }
    return mutated(seed, random);
  }

  @Override
  protected void check(byte[] code) {
    for (int p = 0; p < code.length; p++) {
      int whole = disassembler.decode(code, p, Math.min(code.length, p + Disassembler.LONGEST));
      assertTrue(whole <= Disassembler.LONGEST);
      for (int limit = p + 1; limit <= code.length; limit++) {
        int length = disassembler.decode(code, p, limit);
        String text = disassembler.text(code, p, limit, 0x20000);
        assertEquals(length == 0, text.equals("(bad)"), text);
        assertFalse(text.isBlank());
        // Neither the bytes behind an instruction change it, nor is any read that is not there.
        assertTrue(whole > limit - p ? length == 0 : whole == 0 || length == whole, text);
        if (allowed.decode(code, p, limit)) {
          assertEquals(allowed.length, length, text);
        }
      }
    }
  }

  @Test
  void changedInstructionsReadAsInObjdumpOrAreBad() throws Exception {
    SharedFolder.requireProgram("objdump");
    SplittableRandom random = new SplittableRandom(2);
    List<byte[]> seeds = seeds();
    byte[] code = new byte[SLOT * 100_000];
    Arrays.fill(code, NOP);
    for (int at = 0; at < code.length; at += SLOT) {
      byte[] example = mutated(seeds.get(random.nextInt(seeds.size())), random);
      System.arraycopy(example, 0, code, at, Math.min(example.length, Disassembler.LONGEST));
    }
    List<String> different = new ArrayList<>();
    int[] known = new int[1];
    Objdump.lines(
        folder,
        code,
        0,
        line -> {
          int end = line.offset() + Disassembler.LONGEST;
          String text =
              line.offset() % SLOT != 0
                  ? "(bad)"
                  : disassembler.text(code, line.offset(), end, line.offset());
          if (!text.equals("(bad)")) {
            known[0]++;
            int length = disassembler.decode(code, line.offset(), end);
            if (!ObjdumpNotation.same(line, text, length)) {
              different.add(
                  HexFormat.of().formatHex(code, line.offset(), line.offset() + length)
                      + " "
                      + line
                      + "  but here "
                      + text);
            }
          }
        });
    assertTrue(known[0] > 20_000, known[0] + " of the changed instructions are known");
    assertEquals("", String.join("\n", different));
  }

  private static byte[] mutated(byte[] example, RandomGenerator random) {
    int prefixes = random.nextInt(8) == 0 ? 1 + random.nextInt(2) : 0;
    byte[] code = new byte[prefixes + example.length + random.nextInt(3)];
    System.arraycopy(example, 0, code, prefixes, example.length);
    for (int i = 0; i < prefixes; i++) {
      code[i] = PREFIXES[random.nextInt(PREFIXES.length)];
    }
    if (prefixes != 0 && random.nextBoolean()) {
      return code;
    }
    for (int changes = random.nextInt(3); changes >= 0; changes--) {
      int at = random.nextInt(code.length);
      code[at] =
          random.nextBoolean()
              ? (byte) random.nextInt()
              : (byte) (code[at] ^ 1 << random.nextInt(8));
    }
    return code;
  }
}
