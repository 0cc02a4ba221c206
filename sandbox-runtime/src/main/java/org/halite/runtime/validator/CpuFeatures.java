package org.halite.runtime.validator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * The CPU features that instructions may use (spec/nacl.md 3.11): those that the model allows and
 * the processor has. Immutable.
 */
public final class CpuFeatures {
  /**
   * Names as the opcode tables write them; a feature's bit is its place. MMXEXT means EMMX or SSE.
   */
  private static final String[] NAMES = {
    "x87", "MMX", "CMOV", "CX8", "CX16", "TSC", "SSE", "SSE2", "SSE3", "SSSE3", "SSE41", "SSE42",
    "SSE4A", "POPCNT", "LAHF", "MOVBE", "3DNOW", "E3DNOW", "AVX", "AVX2", "FMA", "MMXEXT"
  };

  /** The same features as the Linux kernel names them on the "flags" line of /proc/cpuinfo. */
  private static final String[] KERNEL_NAMES = {
    "fpu",
    "mmx",
    "cmov",
    "cx8",
    "cx16",
    "tsc",
    "sse",
    "sse2",
    "pni",
    "ssse3",
    "sse4_1",
    "sse4_2",
    "sse4a",
    "popcnt",
    "lahf_lm",
    "movbe",
    "3dnow",
    "3dnowext",
    "avx",
    "avx2",
    "fma",
    "mmxext"
  };

  private static final CpuFeatures ALL = new CpuFeatures((1 << NAMES.length) - 1);

  private final int bits;

  private CpuFeatures(int bits) {
    this.bits = (bits & bit("SSE")) != 0 ? bits | bit("MMXEXT") : bits;
  }

  /** Every feature that the model allows, whatever this processor has. */
  public static CpuFeatures all() {
    return ALL;
  }

  /**
   * The features of the processor this runs on, read from /proc/cpuinfo: the kernel leaves out what
   * it does not save (AVX without XSAVE) or was told to turn off, which CPUID alone does not tell.
   * Linux runs only processors with the same instructions together, so the first one stands for
   * all. A wrong answer would be no hole: an instruction that the processor lacks faults. Read it
   * before the process is locked down.
   *
   * @throws IOException with a sentence if the file cannot be read or has no flags line
   */
  public static CpuFeatures host() throws IOException {
    return fromCpuinfo(Path.of("/proc/cpuinfo"));
  }

  /**
   * The features listed, by their names in the opcode tables, in either case.
   *
   * @param list names separated by commas; may be empty
   * @throws IllegalArgumentException with a sentence if a name is unknown
   */
  public static CpuFeatures named(String list) {
    int found = 0;
    for (String name : list.toUpperCase(Locale.ROOT).split(",", -1)) {
      if (!name.isBlank()) {
        found |= bit(name.strip().equals("X87") ? "x87" : name.strip());
      }
    }
    return new CpuFeatures(found);
  }

  static CpuFeatures fromCpuinfo(Path cpuinfo) throws IOException {
    if (!Files.isReadable(cpuinfo)) {
      throw new IOException(
          "the processor's features are unknown: "
              + cpuinfo
              + " cannot be read; is /proc mounted?");
    }
    try (var lines = Files.newBufferedReader(cpuinfo, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("flags")) {
          return fromKernelFlags(line.substring(line.indexOf(':') + 1));
        }
      }
    }
    throw new IOException(cpuinfo + " names no CPU features: it has no \"flags\" line");
  }

  /** Features by the kernel's names, separated by blanks; others are ignored. */
  public static CpuFeatures fromKernelFlags(String flags) {
    int found = 0;
    int i = 0;
    while (i < flags.length()) {
      int end = flags.indexOf(' ', i);
      end = end < 0 ? flags.length() : end;
      for (int f = 0; f < KERNEL_NAMES.length; f++) {
        if (end - i == KERNEL_NAMES[f].length() && flags.startsWith(KERNEL_NAMES[f], i)) {
          found |= 1 << f;
        }
      }
      i = end + 1;
    }
    return new CpuFeatures(found);
  }

  /** These without the one named, which must be a name of the opcode tables. */
  CpuFeatures without(String name) {
    return new CpuFeatures(bits & ~bit(name));
  }

  /** The bit of a feature named as in the opcode tables. */
  static int bit(String name) {
    for (int i = 0; i < NAMES.length; i++) {
      if (NAMES[i].equals(name)) {
        return 1 << i;
      }
    }
    throw new IllegalArgumentException(
        "no CPU feature is called " + name + "; there are " + String.join(", ", NAMES));
  }

  /** Their names in the opcode tables. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < NAMES.length; i++) {
      if ((bits & 1 << i) != 0) {
        names.add(NAMES[i]);
      }
    }
    return names;
  }

  int bits() {
    return bits;
  }

  /** The names of the features in a set of bits, for a sentence. */
  static String names(int bits) {
    StringJoiner names = new StringJoiner(" and ");
    for (int i = 0; i < NAMES.length; i++) {
      if ((bits & 1 << i) != 0) {
        names.add(NAMES[i]);
      }
    }
    return names.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CpuFeatures f && f.bits == bits;
  }

  @Override
  public int hashCode() {
    return bits;
  }

  @Override
  public String toString() {
    return names(bits);
  }
}
