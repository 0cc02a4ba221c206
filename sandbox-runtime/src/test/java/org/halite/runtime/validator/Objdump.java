package org.halite.runtime.validator;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** GNU objdump's view of machine code, an instruction at a time. */
final class Objdump {
  /**
   * An instruction.
   *
   * @param offset in the code
   * @param length in bytes
   * @param text without comments, blanks as single ones
   */
  record Line(int offset, int length, String text) {}

  private Objdump() {}

  /** Disassembles code that lies at {@code address} from its first byte on. */
  static void lines(Path folder, byte[] code, long address, Consumer<Line> each)
      throws IOException, InterruptedException {
    Path binary = Files.write(folder.resolve("code"), code);
    Process objdump =
        new ProcessBuilder(
                "objdump",
                "-D",
                "-b",
                "binary",
                "-mi386:x86-64",
                "--insn-width=16",
                "--disassemble-zeroes",
                "--adjust-vma=" + address,
                binary.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = objdump.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int bytes = line.indexOf(":\t");
        int text = line.indexOf('\t', bytes + 2);
        if (bytes > 0 && text > 0) {
          long at = Long.parseLong(line.substring(0, bytes).strip(), 16);
          int length = (line.substring(bytes + 2, text).strip().length() + 1) / 3;
          each.accept(new Line((int) (at - address), length, plain(line.substring(text + 1))));
        }
      }
    }
    int status = objdump.waitFor();
    if (status != 0) {
      throw new IOException("objdump ended with status " + status);
    }
  }

  private static String plain(String text) {
    int comment = text.indexOf('#');
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < (comment < 0 ? text.length() : comment); i++) {
      char c = text.charAt(i);
      if (c != ' ' || (!plain.isEmpty() && plain.charAt(plain.length() - 1) != ' ')) {
        plain.append(c);
      }
    }
    return plain.toString().strip();
  }
}
