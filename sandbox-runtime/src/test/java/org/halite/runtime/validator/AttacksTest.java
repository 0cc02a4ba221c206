package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs attacks.golden: each case is a test of its own name. */
class AttacksTest {
  private static final long ADDRESS = 0x20000;

  @TestFactory
  List<DynamicTest> attacks() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (InputStream in = AttacksTest.class.getResourceAsStream("attacks.golden")) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String paragraph : all.replaceAll("(?m)^#.*\n", "").strip().split("\n\n+")) {
        String golden = paragraph.strip();
        tests.add(
            dynamicTest(
                golden.lines().findFirst().orElseThrow(),
                () -> assertEquals(golden, judged(golden))));
      }
    }
    assertTrue(tests.size() > 150);
    return tests;
  }

  /** The same case with verdict and text as they come out now. */
  private static String judged(String golden) {
    List<String> lines = golden.lines().toList();
    ByteArrayOutputStream assembled = new ByteArrayOutputStream();
    List<String> hex = new ArrayList<>();
    for (String line : lines.subList(2, lines.size())) {
      String bytes = line.substring(6).split("  ", 2)[0].strip();
      bytes = bytes.replaceAll(" (?![0-9a-f]{2}( |$)).*", "");
      hex.add(bytes);
      assembled.writeBytes(HexFormat.ofDelimiter(" ").parseHex(bytes));
    }
    byte[] code = Arrays.copyOf(assembled.toByteArray(), (assembled.size() + 31) / 32 * 32);
    Arrays.fill(code, assembled.size(), code.length, (byte) 0x90);
    MemorySegment segment = MemorySegment.ofArray(code);
    Verdict verdict = BothValidators.judge(segment, ADDRESS, CpuFeatures.all());
    StringJoiner rules = new StringJoiner(", ");
    rules.setEmptyValue("accepted");
    for (Violation violation : verdict.violations()) {
      rules.add(violation.rule() + " at " + Long.toHexString(violation.address() - ADDRESS));
    }
    StringBuilder out = new StringBuilder(lines.getFirst()).append("\n  => ").append(rules);
    int at = 0;
    for (String bytes : hex) {
      out.append(
          String.format(
              Locale.ROOT, "%n  %2x: %-24s %s", at, bytes, Disassembler.at(segment, at, ADDRESS)));
      at += (bytes.length() + 1) / 3;
    }
    return out.toString();
  }
}
