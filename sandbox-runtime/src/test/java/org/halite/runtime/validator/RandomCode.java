package org.halite.runtime.validator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes bundles of code that is nearly right: instructions of the opcode tables with prefixes,
 * registers and addresses drawn at random, and the idioms of the sandbox, whole and damaged.
 */
final class RandomCode {
  private static final String[] TABLES = {
    "integer.tab", "x87.tab", "mmx.tab", "3dnow.tab", "sse.tab", "avx.tab", "fma.tab"
  };
  private static final int[] PREFIXES = {0x66, 0xf2, 0xf3, 0xf0, 0x2e, 0x3e, 0x67, 0x64, 0x26};

  /** Sequences of spec/nacl.md 3.6 to 3.12, for some registers; xx is any byte. */
  private static final String[] IDIOMS = {
    "83 e0 e0 4c 01 f8 ff e0",
    "40 83 e1 e0 49 03 cf 48 ff d1",
    "41 83 e3 e0 4d 01 fb 41 ff e3",
    "43 83 e6 e0 4f 03 f7 4f ff d6",
    "83 e4 e0 4c 01 fc ff e4",
    "83 e5 e0 4c 01 fd ff d5",
    "89 c5 4c 01 fd",
    "89 c4 49 0b e7",
    "83 ec 10 4a 8d 24 3c",
    "8d 6c 24 08 4a 8d 6c 3d 00",
    "83 c4 20 4a 8d a4 3c 00 00 00 00",
    "48 89 e5",
    "4a 8b e5",
    "48 83 e4 f0",
    "89 f6 49 8d 34 37 f3 ac",
    "8b ff 49 8d 3c 3f f3 48 ab",
    "40 89 ff 49 8d 3c 3f f2 ae",
    "89 ff 49 8d 3c 3f 66 0f f7 c1",
    "89 ff 49 8d 3c 3f c5 f9 f7 c1",
    "42 8b ff 49 8d 3c 3f 4f 0f f7 ca",
    "89 f6 49 8d 34 37 89 ff 49 8d 3c 3f f3 a5",
    "8b f6 49 8d 34 37 8b ff 49 8d 3c 3f f2 48 a7",
    "89 c0 41 8b 04 07",
    "8d 0c 03 41 89 54 0f xx",
    "66 0f 7e c0 41 8b 04 07",
    "c5 f9 7e c3 41 88 04 1f",
    "41 90 43 8b 04 07",
    "40 90 41 8b 04 07",
    "0f c1 c8 41 8b 04 07",
    "41 0f 18 04 07",
    "89 c0 41 0f c3 0c 07",
    "40 0f c3 05 00 01 00 00",
    "49 0f e7 07",
    "66 41 0f e7 07",
    "41 0f 2b 07",
    "66 2e 0f 1f 84 00 00 00 00 00",
    "66 66 66 2e 0f 1f 84 00 00 00 00 00",
    "eb xx",
    "74 xx",
    "e2 xx",
    "0f 84 xx 00 00 00",
    "e8 xx xx xx xx",
    "e9 xx ff ff ff"
  };

  private final List<String[]> opcodes = new ArrayList<>();

  RandomCode() throws IOException {
    for (String table : TABLES) {
      try (InputStream in = RandomCode.class.getResourceAsStream(table)) {
        String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        for (String line : text.lines().toList()) {
          if (!line.isBlank() && !line.startsWith("#")) {
            opcodes.add(line.split("\\|"));
          }
        }
      }
    }
  }

  /** So many bundles; most end where an instruction does. */
  byte[] bundles(int count, RandomGenerator random) {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    while (code.size() < 32 * count) {
      byte[] next = random.nextInt(3) == 0 ? idiom(random) : instruction(random);
      int room = 32 - code.size() % 32;
      if (next.length > room && random.nextInt(16) != 0) {
        while (room-- > 0) {
          code.write(0x90);
        }
      }
      code.writeBytes(next);
    }
    byte[] bytes = code.toByteArray();
    return Arrays.copyOf(bytes, 32 * count);
  }

  byte[] idiom(RandomGenerator random) {
    String[] hex = IDIOMS[random.nextInt(IDIOMS.length)].split(" ");
    byte[] bytes = new byte[hex.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (hex[i].equals("xx") ? random.nextInt() : HexFormat.fromHexDigits(hex[i]));
    }
    if (random.nextInt(8) == 0) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  /** A row of the tables; often right, with registers that are, too. */
  byte[] instruction(RandomGenerator random) {
    String[] row = opcodes.get(random.nextInt(opcodes.size()));
    String[] opcode = row[0].strip().split(" ");
    String encoding = row[1].strip();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int rex = random.nextInt(3) == 0 ? 0x40 | random.nextInt(16) : 0;
    int first = 0;
    boolean vex = opcode[0].equals("vex");
    if (vex) {
      first = vex(opcode, encoding, out, random);
    } else {
      if (random.nextInt(12) == 0) {
        out.write(PREFIXES[random.nextInt(PREFIXES.length)]);
      }
      for (String prefix : new String[] {"66", "f2", "f3"}) {
        if (encoding.contains(prefix) || (encoding.equals("v") && random.nextInt(8) == 0)) {
          out.write(HexFormat.fromHexDigits(prefix));
        }
      }
      if (encoding.endsWith("W")) {
        rex |= 0x48;
      } else if (!encoding.endsWith("*") && !encoding.equals("v")) {
        rex &= ~8;
      }
      if (rex != 0) {
        out.write(rex);
      }
    }
    String suffix = null;
    for (int i = first; i < opcode.length; i++) {
      String token = opcode[i];
      if (token.startsWith("/")) {
        operand(token, out, random, vex ? 0 : rex);
        suffix = i + 1 < opcode.length ? opcode[i + 1] : null;
        break;
      }
      int value = HexFormat.fromHexDigits(token.substring(0, 2));
      out.write(value + (token.endsWith("+r") ? random.nextInt(8) : 0));
      if (token.contains("..") && random.nextBoolean()) {
        out.write(0x90);
      }
    }
    if (suffix != null) {
      out.write(HexFormat.fromHexDigits(suffix));
    }
    immediate(row[2].strip(), encoding, out, random);
    return out.toByteArray();
  }

  /** The prefix bytes of a VEX instruction; which token of its opcode comes next. */
  private static int vex(
      String[] opcode, String encoding, ByteArrayOutputStream out, RandomGenerator random) {
    boolean two = opcode[2].equals("38") || opcode[2].equals("3a");
    int map = !two ? 1 : opcode[2].equals("38") ? 2 : 3;
    int pp =
        encoding.contains(".66.")
            ? 1
            : encoding.contains(".f3.") ? 2 : encoding.contains(".f2.") ? 3 : 0;
    int l = encoding.contains("128") && (!encoding.contains("256") || random.nextBoolean()) ? 0 : 4;
    int w = encoding.endsWith("W1") || (encoding.endsWith("WIG") && random.nextBoolean()) ? 128 : 0;
    int vvvv = encoding.startsWith("NDS") ? random.nextInt(16) : 15;
    if (random.nextInt(16) == 0) {
      vvvv = random.nextInt(16);
      l = random.nextBoolean() ? 4 : 0;
    }
    if (map == 1 && w == 0 && random.nextBoolean()) {
      out.write(0xc5);
      out.write((random.nextInt(4) == 0 ? 0 : 0x80) | vvvv << 3 | l | pp);
    } else {
      out.write(0xc4);
      int inverted = random.nextInt(3) == 0 ? random.nextInt(8) << 5 : 0xe0;
      out.write(inverted | map);
      out.write(w | vvvv << 3 | l | pp);
    }
    return two ? 3 : 2;
  }

  /** ModRM, SIB and displacement; bases that are allowed more often than others. */
  private static void operand(
      String token, ByteArrayOutputStream out, RandomGenerator random, int rex) {
    int reg = token.equals("/r") ? random.nextInt(8) : token.charAt(1) - '0';
    int mod = random.nextInt(4);
    int rm =
        mod == 3
            ? random.nextInt(8)
            : switch (random.nextInt(4)) {
              case 0 -> 5;
              case 1, 2 -> 4;
              default -> (rex & 1) != 0 ? 7 : random.nextInt(8);
            };
    out.write(mod << 6 | reg << 3 | rm);
    int base = rm;
    if (mod != 3 && rm == 4) {
      base = random.nextBoolean() ? 4 : random.nextInt(8);
      int index = random.nextBoolean() ? 4 : random.nextInt(8);
      out.write(random.nextInt(4) << 6 | index << 3 | base);
    }
    int displacement = mod == 1 ? 1 : mod == 2 || (mod == 0 && base == 5) ? 4 : 0;
    any(displacement, out, random);
  }

  private static void immediate(
      String operands, String encoding, ByteArrayOutputStream out, RandomGenerator random) {
    for (String operand : operands.split(",")) {
      if (operand.startsWith("L")) {
        out.write(random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(16) << 4);
      } else if (operand.startsWith("I") || operand.startsWith("J")) {
        int bytes =
            switch (operand.charAt(1)) {
              case 'b', 's' -> 1;
              case 'w' -> 2;
              case 'q' -> 8;
              case 'z' -> encoding.contains("66") ? 2 : 4;
              default -> 4;
            };
        any(bytes, out, random);
      }
    }
  }

  private static void any(int bytes, ByteArrayOutputStream out, RandomGenerator random) {
    boolean small = random.nextBoolean();
    for (int i = 0; i < bytes; i++) {
      out.write(small && i > 0 ? 0 : random.nextInt());
    }
  }
}
