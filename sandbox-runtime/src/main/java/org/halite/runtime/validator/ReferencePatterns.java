package org.halite.runtime.validator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The literal byte sequences of spec/nacl.md 3.6 to 3.9, written as they stand there, for {@link
 * ReferenceValidator}.
 *
 * <p>A pattern is a row of bytes in hex: {@code 48|4a} is either, {@code 80..ff} any of these, and
 * in brackets, {@code [40|42]}, the byte may also be missing.
 */
final class ReferencePatterns {
  private ReferencePatterns() {}

  /** 3.6: rsp and rbp are copied to each other, or rsp is aligned downwards. */
  static final Set STACK_COPIES =
      new Set(
          "48|4a 89 e5", // mov %rsp,%rbp
          "48|4a 8b ec",
          "48|4a 89 ec", // mov %rbp,%rsp
          "48|4a 8b e5",
          "48 83 e4 80..ff"); // and $negative,%rsp

  /** 3.6: what must follow a 32-bit write to ebp. */
  static final Set RBP_FIX_UPS =
      new Set(
          "4c|4e 01 fd", // add %r15,%rbp
          "49|4b 03 ef",
          "4a 8d 6c 3d 00", // lea 0(%rbp,%r15,1),%rbp
          "4a 8d ac 3d 00 00 00 00");

  /** 3.6: what must follow a 32-bit write to esp. */
  static final Set RSP_FIX_UPS =
      new Set(
          "4c|4e 01 fc", // add %r15,%rsp
          "49|4b 03 e7",
          "4c|4e 09 fc", // or %r15,%rsp
          "49|4b 0b e7",
          "4a 8d 24 3c", // lea (%rsp,%r15,1),%rsp
          "4a 8d 64 3c 00",
          "4a 8d a4 3c 00 00 00 00");

  /** 3.7, first part by any register: and $-32,%e. */
  static final Set MASKS = new Set("[40..47] 83 e0..e7 e0");

  /** 3.7: and $-32,%e; add %r15,%r; call or jmp *%r: three parts for each register. */
  static final List<Set[]> MASKED_JUMPS = maskedJumps();

  /** 3.7, third part: indirect call or jump by any register. Alone it is forbidden. */
  static final Set INDIRECT_JUMPS = new Set("[40..4f] ff d0..d7|e0..e7");

  /** 3.8: mov %esi,%esi; lea (%r15,%rsi,1),%rsi in two parts. */
  static final Set[] RSI_SANDBOX = {new Set("[40|42] 89|8b f6"), new Set("49 8d 34 37")};

  /** 3.8: the same of rdi. */
  static final Set[] RDI_SANDBOX = {new Set("[40|42] 89|8b ff"), new Set("49 8d 3c 3f")};

  /** 3.8: lods. */
  static final Set RSI_STRINGS = new Set("[f3] ac", "[f3] ad", "66 ad", "[f3] 48 ad");

  /** 3.8: stos and scas, then maskmovq, maskmovdqu and vmaskmovdqu. */
  static final Set[] RDI_STRINGS = {
    new Set(
        "[f3] aa",
        "[f3] ab",
        "66 ab",
        "[f3] 48 ab",
        "[f2|f3] ae",
        "[f2|f3] af",
        "66 af",
        "[f2|f3] 48 af"),
    new Set("[40..4f] 0f f7 c0..ff"),
    new Set("66 [40..4f] 0f f7 c0..ff"),
    new Set("c5 79|f9 f7 c0..ff", "c4 41|61|c1|e1 79 f7 c0..ff")
  };

  /** 3.11: the CPU features that each of {@link #RDI_STRINGS} needs. */
  static final int[] RDI_STRING_FEATURES = {
    0, CpuFeatures.bit("MMXEXT"), CpuFeatures.bit("SSE2"), CpuFeatures.bit("AVX")
  };

  /** 3.8: movs and cmps. */
  static final Set RSI_RDI_STRINGS =
      new Set(
          "[f3] a4",
          "[f3] a5",
          "66 a5",
          "[f3] 48 a5",
          "[f2|f3] a6",
          "[f2|f3] a7",
          "66 a7",
          "[f2|f3] 48 a7");

  /** 3.9. */
  static final Set LONG_NOPS =
      new Set(
          "66 0f 1f 44 00 00",
          "66 0f 1f 84 00 00 00 00 00",
          "66 2e 0f 1f 84 00 00 00 00 00",
          "66 66 2e 0f 1f 84 00 00 00 00 00",
          "66 66 66 2e 0f 1f 84 00 00 00 00 00",
          "66 66 66 66 2e 0f 1f 84 00 00 00 00 00",
          "66 66 66 66 66 2e 0f 1f 84 00 00 00 00 00",
          "66 66 66 66 66 66 2e 0f 1f 84 00 00 00 00 00");

  /** rax to rdi, r8 to r14. */
  private static List<Set[]> maskedJumps() {
    List<Set[]> jumps = new ArrayList<>();
    for (int n = 0; n <= 14; n++) {
      int m = n & 7;
      String callOrJump = " ff " + hex(0xd0 + m) + "|" + hex(0xe0 + m);
      jumps.add(
          n < 8
              ? new Set[] {
                new Set("[40|42|44|46] 83 " + hex(0xe0 + n) + " e0"),
                new Set("4c|4e 01 " + hex(0xf8 + n), "49|4b 03 " + hex(0xc7 + 8 * n)),
                new Set("[40|42|44|46|48|4a|4c|4e]" + callOrJump)
              }
              : new Set[] {
                new Set("41|43|45|47 83 " + hex(0xe0 + m) + " e0"),
                new Set("4d|4f 01 " + hex(0xf8 + m), "4d|4f 03 " + hex(0xc7 + 8 * m)),
                new Set("41|43|45|47|49|4b|4d|4f" + callOrJump)
              });
    }
    return jumps;
  }

  private static String hex(int value) {
    return String.format("%02x", value);
  }

  /** Several patterns, looked up by their first byte. No two of a set match the same bytes. */
  static final class Set {
    private final Pattern[][] byFirst = new Pattern[256][];

    Set(String... patterns) {
      for (String text : patterns) {
        Pattern pattern = new Pattern(text);
        for (int first = 0; first < 256; first++) {
          if (pattern.mayStartWith(first)) {
            Pattern[] old = byFirst[first] == null ? new Pattern[0] : byFirst[first];
            byFirst[first] = Arrays.copyOf(old, old.length + 1);
            byFirst[first][old.length] = pattern;
          }
        }
      }
    }

    /** The length of the sequence at {@code p} that ends at or before {@code limit}, or 0. */
    int length(byte[] code, int p, int limit) {
      Pattern[] patterns = p < limit ? byFirst[code[p] & 0xff] : null;
      if (patterns != null) {
        for (Pattern pattern : patterns) {
          int end = pattern.match(code, p, limit);
          if (end != 0) {
            return end - p;
          }
        }
      }
      return 0;
    }
  }

  private static final class Pattern {
    private final BitSet[] bytes;
    private final boolean[] optional;

    Pattern(String text) {
      String[] tokens = text.split(" ");
      bytes = new BitSet[tokens.length];
      optional = new boolean[tokens.length];
      for (int i = 0; i < tokens.length; i++) {
        optional[i] = tokens[i].startsWith("[");
        String choice = optional[i] ? tokens[i].substring(1, tokens[i].length() - 1) : tokens[i];
        bytes[i] = new BitSet(256);
        for (String range : choice.split("\\|")) {
          int first = Integer.parseInt(range.substring(0, 2), 16);
          int last = Integer.parseInt(range.substring(range.length() - 2), 16);
          bytes[i].set(first, last + 1);
        }
      }
    }

    boolean mayStartWith(int first) {
      return bytes[0].get(first) || (optional[0] && bytes[1].get(first));
    }

    /** Where the sequence at {@code p} ends, or 0. An optional byte is taken where it is there. */
    int match(byte[] code, int p, int limit) {
      int at = p;
      for (int i = 0; i < bytes.length; i++) {
        if (at < limit && bytes[i].get(code[at] & 0xff)) {
          at++;
        } else if (!optional[i]) {
          return 0;
        }
      }
      return at;
    }
  }
}
