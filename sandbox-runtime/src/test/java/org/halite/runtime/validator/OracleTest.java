package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replays the verdicts of an independent validator: no code that it refuses may be accepted, and
 * none that it accepts refused, but for stricter-rules.md. A sample by default; {@code
 * -Dhalite.oracle.all=true} takes all 87 million records.
 */
class OracleTest {
  /** So many records of each set make the sample. */
  private static final long SAMPLE = 75_000;

  @TempDir static Path folder;
  private static Path oracle;
  private static Path generator;

  @BeforeAll
  static void compileTheGenerator() throws IOException, InterruptedException {
    oracle = SharedFolder.require("oracle");
    SharedFolder.requireProgram("gcc");
    generator = folder.resolve("gen");
    Process gcc =
        new ProcessBuilder(
                "gcc", "-O2", "-w", "-o", generator.toString(), oracle.resolve("gen.c").toString())
            .inheritIO()
            .start();
    assertEquals(0, gcc.waitFor());
  }

  @Test
  void randomSequencesOfIdiomsAndHostileInstructionsAreJudgedAsTheOracleDoes() throws Exception {
    replay("palette-1", 64, 0x2e5f1711L, 4_000_000, "palette", "1", "4000000");
  }

  @Test
  void mutatedBundlesOfARealModuleAreJudgedAsTheOracleDoes() throws Exception {
    Path module = SharedFolder.require("corpus").resolve("ppapi/sort_json_x86_64.nexe");
    replay(
        "mutate-2",
        128,
        0xe938ca25L,
        4_000_000,
        "mutate",
        "2",
        "4000000",
        module.toString(),
        "262144",
        "843392");
  }

  @Test
  void everyPrefixMapOpcodeAndModrmIsJudgedAsTheOracleDoes() throws Exception {
    replay("systematic", 32, 0xb0c3ea63L, 48_234_496, "systematic", "0", "0");
  }

  @Test
  void vexAndXopFormsAreJudgedAsTheOracleDoes() throws Exception {
    replay("vex", 32, 0x3a381bfaL, 30_801_920, "vex", "0", "0");
  }

  /** Judges {@link #SAMPLE} records or so, spread evenly over the set, or all. */
  private static void replay(String set, int size, long crcOfStart, long count, String... arguments)
      throws IOException, InterruptedException {
    byte[] verdicts;
    try (InputStream bits =
        new GZIPInputStream(
            Files.newInputStream(oracle.resolve("x86-64").resolve(set + ".bits.gz")))) {
      verdicts = bits.readAllBytes();
    }
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addFirst(generator.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    ChunkWalk walk = Validator.oracleWalk();
    List<String> wrong = new ArrayList<>();
    long step = Boolean.getBoolean("halite.oracle.all") ? 1 : count / SAMPLE;
    while (step % 2 == 0 || (step % 5 == 0 && step > 1)) {
      step++; // the sets repeat with periods made of 2 and 5
    }
    long judged = 0;
    try (DataInputStream records = new DataInputStream(process.getInputStream())) {
      byte[] block = new byte[32_000];
      CRC32 start = new CRC32();
      int perBlock = block.length / size;
      byte[] record = new byte[size];
      for (long first = 0; first < count; first += perBlock) {
        int n = (int) Math.min(perBlock, count - first);
        records.readFully(block, 0, n * size);
        if (first == 0) {
          start.update(block);
          assertEquals(crcOfStart, start.getValue(), "the generator makes other records");
        }
        for (long i = (first + step - 1) / step * step; i < first + n; i += step) {
          System.arraycopy(block, (int) (i - first) * size, record, 0, size);
          boolean expected = (verdicts[(int) (i >> 3)] >> (7 - (i & 7)) & 1) != 0;
          if (walk.accepts(record, 0, size) != expected) {
            wrong.add(
                (expected ? "falsely refused " : "falsely accepted ")
                    + i
                    + ": "
                    + HexFormat.of().formatHex(record));
          }
          judged++;
        }
      }
    } finally {
      process.destroy();
      process.waitFor();
    }
    assertEquals((count + step - 1) / step, judged);
    assertEquals(List.of(), wrong);
  }
}
