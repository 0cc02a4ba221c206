package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Our tables against the flat list of the specification: what the oracle's verdicts do not show.
 */
class OpcodeTableTest {
  /** Rows that need EMMX or SSE, which the specification's list cannot say (spec/nacl.md 3.11). */
  private static final Set<String> MMX_EXTENSIONS =
      Set.of(
          "pshufw",
          "pinsrw",
          "pextrw",
          "pavgb",
          "pavgw",
          "pminub",
          "pminsw",
          "pmaxub",
          "pmaxsw",
          "psadbw",
          "pmulhuw",
          "pmovmskb",
          "sfence",
          "movntq");

  private static final List<String> PREFIXES = List.of("np", "66", "f3", "f2");

  private final Decoder decoder = new Decoder(new TableReader(false).table);
  private final List<String> different = new ArrayList<>();
  private int compared;

  @Test
  void everyRowOfTheSpecificationHasItsLengthFeaturesAndFlagsHere() throws IOException {
    Path list = SharedFolder.require("spec").resolve("optab64.txt");
    for (String line : Files.readAllLines(list)) {
      if (!line.startsWith("#")) {
        row(line.split("\\|"));
      }
    }
    assertTrue(compared > 3000, compared + " compared");
    assertEquals(List.of(), different);
  }

  /** Columns: map, opcode, ModRM, forms, encodings, immediate, writes, flags, CPU, mnemonic. */
  private void row(String[] column) {
    String modrm = column[2];
    String digits = modrm.replaceAll("[/r-]|:.*", "");
    for (String encoding : column[4].split(" ")) {
      for (String digit : digits.isEmpty() ? new String[] {"3"} : digits.split(",")) {
        int reg = Integer.parseInt(digit) << 3;
        if (modrm.equals("-") && !column[0].equals("3dnow")) {
          compare(column, encoding, -1);
        }
        if (column[3].contains("R")) {
          int rm = modrm.contains(":rm") ? modrm.charAt(modrm.indexOf(":rm") + 3) - '0' : 2;
          compare(column, encoding, 0xc0 | reg | rm);
        }
        if (column[3].contains("M") || column[3].contains("A")) {
          compare(column, encoding, reg | 7);
        }
      }
    }
  }

  private void compare(String[] column, String encoding, int modrm) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int opcode = Integer.parseInt(column[1].substring(0, 2), 16);
    boolean vex = column[0].startsWith("vex");
    boolean suffix = column[0].equals("3dnow");
    if (vex) {
      String[] field = encoding.split("\\.");
      out.write(0xc4);
      out.write(0xe0 | column[0].charAt(3) - '0');
      out.write(
          (field[1].equals("W1") ? 0x80 : 0)
              | 0x78
              | (field[2].equals("L1") ? 4 : 0)
              | PREFIXES.indexOf(field[0]));
    } else {
      String prefix = encoding.replace("W", "");
      out.writeBytes(HexFormat.of().parseHex(prefix.equals("np") ? "" : prefix));
      out.writeBytes(HexFormat.of().parseHex(encoding.endsWith("W") ? "48" : ""));
      String map = suffix ? "0f0f" : column[0].equals("1") ? "" : column[0];
      out.writeBytes(HexFormat.of().parseHex(map));
    }
    if (!suffix) {
      out.write(opcode);
    }
    if (modrm >= 0) {
      out.write(modrm);
    }
    if (suffix) {
      out.write(opcode);
    }
    int immediate =
        switch (column[5]) {
          case "rel8" -> 1;
          case "rel32" -> 4;
          default -> Integer.parseInt(column[5]);
        };
    out.writeBytes(new byte[immediate]);
    byte[] code = out.toByteArray();
    String expected = facts(code.length, cpu(column, encoding), column[7]);
    String actual =
        decoder.decode(code, 0, code.length)
            ? facts(decoder.length, decoder.cpu(), flags(decoder.attributes))
            : "nothing";
    if (!actual.equals(expected)) {
      different.add(HexFormat.of().formatHex(code) + ": " + expected + ", but here " + actual);
    }
    compared++;
  }

  private static int cpu(String[] column, String encoding) {
    if (column[8].equals("-")) {
      boolean extension = MMX_EXTENSIONS.contains(column[9]) && encoding.startsWith("np");
      return extension ? CpuFeatures.bit("MMXEXT") : 0;
    }
    int bits = 0;
    for (String name : column[8].split("\\+")) {
      bits |= CpuFeatures.bit(name);
    }
    return bits;
  }

  private static String flags(int attributes) {
    return ((attributes & OpcodeTable.LOCK) != 0 ? "lock " : "")
        + ((attributes & OpcodeTable.HINT) != 0 ? "hint " : "")
        + ((attributes & OpcodeTable.MODIFIABLE) != 0 ? "M " : "")
        + ((attributes & OpcodeTable.NONTEMPORAL) != 0 ? "U " : "")
        + ((attributes & OpcodeTable.NO_REX) != 0 ? "norex " : "")
        + ((attributes & OpcodeTable.IS4) != 0 ? "is4lo0 " : "");
  }

  private static String facts(int length, int cpu, String flags) {
    String plain = flags.replaceAll("\\+66|-", "").strip();
    return length + " bytes, features [" + CpuFeatures.names(cpu) + "], flags [" + plain + "]";
  }

  @Test
  void theDisassemblersExtraRowsAreNoneOfTheValidators() {
    OpcodeTable both = new TableReader(true).table;
    Decoder all = new Decoder(both);
    for (String forbidden : List.of("c3", "0f05", "cd80", "ffe0", "ffd0", "0fae38", "f3a4", "cc")) {
      byte[] code = HexFormat.of().parseHex(forbidden);
      assertTrue(all.decode(code, 0, code.length), forbidden);
      assertTrue(!decoder.decode(code, 0, code.length), forbidden);
    }
  }
}
