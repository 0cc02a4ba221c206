package org.halite.runtime.validator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The four sets of records whose verdicts {@code shared/oracle} holds, as its README describes
 * them: how a generator makes the records, and checksums of what it must make.
 */
enum OracleSet {
  SYSTEMATIC("systematic", 32, 48_234_496, 0xb0c3ea63L, 0x9ea424c2L, "systematic 0 0"),
  VEX("vex", 32, 30_801_920, 0x3a381bfaL, 0x93e8e9b2L, "vex 0 0"),
  PALETTE("palette-1", 64, 4_000_000, 0x2e5f1711L, 0x5291d916L, "palette 1 4000000"),
  MUTATE("mutate-2", 128, 4_000_000, 0xe938ca25L, 0x80526a00L, "mutate 2 4000000");

  /** What the checksum of the start covers. */
  static final int START_BYTES = 32_000;

  private final String file;

  /** Bytes of a record. */
  final int size;

  /** Records. */
  final long count;

  /** CRC-32 of the first {@link #START_BYTES}, and of all records. */
  final long crcOfStart;

  final long crcOfAll;

  /** Of the generator, separated by blanks. */
  private final String arguments;

  OracleSet(String file, int size, long count, long crcOfStart, long crcOfAll, String arguments) {
    this.file = file;
    this.size = size;
    this.count = count;
    this.crcOfStart = crcOfStart;
    this.crcOfAll = crcOfAll;
    this.arguments = arguments;
  }

  /** The verdicts: a bit a record, the first in the highest bit of the first byte. */
  byte[] verdicts(Path oracle) throws IOException {
    try (InputStream bits =
        new GZIPInputStream(
            Files.newInputStream(oracle.resolve("x86-64").resolve(file + ".bits.gz")))) {
      return bits.readAllBytes();
    }
  }

  /** Starts a process that writes the records to its standard output. */
  Process generate(Path generator, Path module) throws IOException {
    List<String> command = new ArrayList<>(List.of(generator.toString()));
    command.addAll(List.of(arguments.split(" ", -1)));
    if (this == MUTATE) {
      command.addAll(List.of(module.toString(), "262144", "843392"));
    }
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
