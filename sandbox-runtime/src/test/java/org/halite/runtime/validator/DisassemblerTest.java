package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.halite.runtime.elf.ElfParser;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Compares with GNU objdump, where it is present, and with itself. */
class DisassemblerTest {
  /** Room for one instruction, and nops for objdump to find its step again. */
  private static final int SLOT = 32;

  private static final byte NOP = (byte) 0x90;

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> everyInstructionOfTheCorpusReadsAsInObjdump() throws IOException {
    SharedFolder.requireProgram("objdump");
    Path corpus = SharedFolder.require("corpus");
    List<Path> modules = new ArrayList<>();
    try (Stream<Path> files = Files.walk(corpus)) {
      for (Path file : files.sorted().toList()) {
        if (ModuleText.isForX86_64(file)) {
          modules.add(file);
        }
      }
    }
    assertTrue(modules.size() > 20, modules::toString);
    return modules.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(corpus.relativize(file).toString(), () -> compare(file)));
  }

  private void compare(Path module) throws IOException, InterruptedException {
    ModuleText text = ModuleText.read(module);
    Disassembler disassembler = new Disassembler();
    List<String> different = new ArrayList<>();
    int[] compared = new int[1];
    Objdump.lines(
        folder,
        text.bytes(),
        text.address(),
        line -> {
          int end = Math.min(line.offset() + Disassembler.LONGEST, text.bytes().length);
          long address = text.address() + line.offset();
          String actual = disassembler.text(text.bytes(), line.offset(), end, address);
          compared[0] += line.length();
          int length = disassembler.decode(text.bytes(), line.offset(), end);
          if (!ObjdumpNotation.same(line, actual, length)) {
            different.add(Long.toHexString(address) + " " + line + "  but here " + actual);
          }
        });
    assertEquals(text.bytes().length, compared[0], "bytes compared");
    assertEquals(List.of(), different.subList(0, Math.min(20, different.size())));
  }

  @Test
  void everyRowOfTheTablesReadsAsInObjdump() throws Exception {
    SharedFolder.requireProgram("objdump");
    List<byte[]> examples = new ArrayList<>();
    BitSet rows = TableExamples.all(examples::add);
    byte[] code = new byte[SLOT * examples.size()];
    Arrays.fill(code, NOP);
    for (int i = 0; i < examples.size(); i++) {
      System.arraycopy(examples.get(i), 0, code, SLOT * i, examples.get(i).length);
    }
    Disassembler disassembler = new Disassembler();
    Map<String, String> different = new TreeMap<>();
    int[] compared = new int[1];
    Objdump.lines(
        folder,
        code,
        ElfParser.TEXT_START,
        line -> {
          if (line.offset() % SLOT == 0) {
            byte[] example = examples.get(line.offset() / SLOT);
            String actual =
                disassembler.text(example, 0, example.length, ElfParser.TEXT_START + line.offset());
            compared[0]++;
            if (!ObjdumpNotation.same(line, actual, example.length)) {
              different.putIfAbsent(
                  kind(actual) + "/" + kind(line.text()),
                  HexFormat.of().formatHex(example) + " " + line + "  but here " + actual);
            }
          }
        });
    assertEquals(examples.size(), compared[0]);
    assertEquals("", String.join("\n", different.values()));
    assertEquals(List.of(), TableExamples.linesWithout(rows));
  }

  /** The mnemonic, and of its operands what they are without which they are. */
  private static String kind(String text) {
    return text.replaceFirst("^rex(\\.[WRXB]+)? ", "").replaceFirst(" .*", "");
  }

  @Test
  void whatIsNoInstructionIsBad() {
    MemorySegment code = MemorySegment.ofArray(new byte[] {0x06, 0x0f, (byte) 0xff});
    assertEquals("(bad)", Disassembler.at(code, 0, 0));
    assertEquals("(bad)", Disassembler.at(code, 1, 0));
    assertEquals(0, Disassembler.length(code, 0));
  }
}
