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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random bytes, and instructions with some bytes changed: what the disassembler makes of them. */
class DisassemblerFuzzTest {
  private static final int SLOT = 32;
  private static final byte NOP = (byte) 0x90;

  /** fs, gs, address size. */
  private static final byte[] PREFIXES = {0x64, 0x65, 0x67};

  private static final int ROUNDS = 2_000_000;

  @TempDir Path folder;

  private final Disassembler disassembler = new Disassembler();
  private final Decoder allowed = new Decoder(new TableReader(false).table);
  private final List<byte[]> examples = new ArrayList<>();

  DisassemblerFuzzTest() {
    TableExamples.all(examples::add);
  }

  @Test
  void anyBytesHaveATextAndALengthThatAgree() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] code = i % 4 == 0 ? bytes(random) : mutated(random);
      check(code, random.nextInt(code.length), random);
    }
  }

  private void check(byte[] code, int p, SplittableRandom random) {
    int limit = p + 1 + random.nextInt(code.length - p);
    int length = disassembler.decode(code, p, limit);
    String text = disassembler.text(code, p, limit, 0x20000);
    String what = HexFormat.of().formatHex(code) + " from " + p + " to " + limit + ": " + text;
    assertTrue(length >= 0 && length <= limit - p, what);
    assertEquals(length == 0, text.equals("(bad)"), what);
    assertFalse(text.isBlank(), what);
    if (allowed.decode(code, p, limit)) {
      assertEquals(allowed.length, length, what);
    }
    int whole = disassembler.decode(code, p, code.length);
    if (length != 0) {
      assertEquals(whole, length, what); // no byte behind an instruction changes it
    }
    if (whole != 0 && whole > limit - p) {
      assertEquals(0, length, what);
    }
    assertTrue(
        disassembler.decode(code, p, Math.min(code.length, p + Disassembler.LONGEST))
            <= Disassembler.LONGEST,
        what);
  }

  @Test
  void changedInstructionsReadAsInObjdumpOrAreBad() throws Exception {
    SharedFolder.requireProgram("objdump");
    SplittableRandom random = new SplittableRandom(2);
    byte[] code = new byte[SLOT * 100_000];
    Arrays.fill(code, NOP);
    for (int at = 0; at < code.length; at += SLOT) {
      byte[] example = mutated(random);
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

  private static byte[] bytes(SplittableRandom random) {
    byte[] bytes = new byte[1 + random.nextInt(20)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] mutated(SplittableRandom random) {
    byte[] example = examples.get(random.nextInt(examples.size()));
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
