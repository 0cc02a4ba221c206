package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DisassemblerTest {
  private static final Pattern LINE = Pattern.compile("\\s*([0-9a-f]+):\\t([0-9a-f ]+)\\t(.*)");

  @TempDir Path folder;

  @Test
  void instructionsOfARealModuleReadAsInObjdump() throws Exception {
    SharedFolder.requireProgram("objdump");
    compare("ppapi/sort_json_x86_64.nexe");
  }

  @Test
  void instructionsOfARuntimeLibraryReadAsInObjdump() throws Exception {
    SharedFolder.requireProgram("objdump");
    compare("irt/irt_core_2013_x86_64.nexe");
  }

  private void compare(String module) throws IOException, InterruptedException {
    ModuleText text = ModuleText.read(SharedFolder.require("corpus").resolve(module));
    Path binary = folder.resolve("text");
    Files.write(binary, text.bytes());
    Process objdump =
        new ProcessBuilder(
                "objdump",
                "-D",
                "-b",
                "binary",
                "-mi386:x86-64",
                "--insn-width=16",
                "--adjust-vma=" + text.address(),
                binary.toString())
            .start();
    Disassembler disassembler = new Disassembler();
    List<String> different = new ArrayList<>();
    int compared = 0;
    try (BufferedReader lines = objdump.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher m = LINE.matcher(line);
        if (!m.matches()) {
          continue;
        }
        long address = Long.parseLong(m.group(1), 16);
        int offset = (int) (address - text.address());
        int end = Math.min(offset + Disassembler.LONGEST, text.bytes().length);
        int length = m.group(2).strip().split(" ").length;
        String expected = plain(m.group(3));
        String actual = disassembler.text(text.bytes(), offset, end, address);
        compared++;
        if (disassembler.decode(text.bytes(), offset, end) != length || !actual.equals(expected)) {
          different.add(line.strip() + "  but here " + actual);
        }
      }
    }
    assertEquals(0, objdump.waitFor());
    assertTrue(compared > 50_000, compared + " compared");
    assertEquals(List.of(), different.subList(0, Math.min(20, different.size())));
  }

  /** Without comments and objdump's words for prefixes that mean nothing. */
  private static String plain(String text) {
    return text.replaceAll("\\s*#.*", "")
        .replaceAll("\\s+", " ")
        .strip()
        .replaceFirst("^rex(\\.[WRXB]+)? ", "");
  }

  @Test
  void whatIsNoInstructionIsBad() {
    MemorySegment code = MemorySegment.ofArray(new byte[] {0x06, 0x0f, (byte) 0xff});
    assertEquals("(bad)", Disassembler.at(code, 0, 0));
    assertEquals("(bad)", Disassembler.at(code, 1, 0));
    assertEquals(0, Disassembler.length(code, 0));
  }
}
