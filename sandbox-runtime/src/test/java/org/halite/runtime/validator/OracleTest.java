package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Replays the verdicts of an independent validator: no code that it refuses may be accepted, and
 * none that it accepts refused, but for the rows of stricter-rules.md. All 87 million records, on
 * all processors. ReferenceValidator, which is slow, judges 3.2 million of them; with {@code
 * -Poracle} all.
 */
class OracleTest {
  private static final boolean ALL = Boolean.getBoolean("halite.oracle.all");

  /** So many records of each set are a sample. */
  private static final long SAMPLE = 800_000;

  /** Records that are handed to a thread at once. */
  private static final int BLOCK = 32_000;

  @TempDir static Path folder;
  private static Path oracle;
  private static Path generator;
  private static Path module;

  @BeforeAll
  static void compileTheGenerator() throws IOException, InterruptedException {
    oracle = SharedFolder.require("oracle");
    module = SharedFolder.require("corpus").resolve("ppapi/sort_json_x86_64.nexe");
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
  void everyRowOfTheListOfStricterRulesIsKnownToThisTest() throws IOException {
    assertTrue(StricterRules.rows().size() > 0);
    for (String row : StricterRules.rows().keySet()) {
      assertTrue(StricterRules.known(row), "no explanation of refusals by: " + row);
    }
  }

  @ParameterizedTest
  @EnumSource
  void recordsAreJudgedAsTheOracleDoes(OracleSet set) throws Exception {
    Map<String, Long> explained = replay(set);
    EXPLAINED.put(set, explained);
    if (EXPLAINED.size() == OracleSet.values().length) {
      Map<String, Long> sums = new TreeMap<>();
      StricterRules.rows().keySet().forEach(row -> sums.put(row, 0L));
      EXPLAINED.values().forEach(found -> found.forEach((row, n) -> sums.merge(row, n, Long::sum)));
      assertEquals(new TreeMap<>(StricterRules.rows()), sums, "counts of stricter-rules.md");
    }
  }

  private static final Map<OracleSet, Map<String, Long>> EXPLAINED = new TreeMap<>();

  /** Judges all records of a set; how many of them each row explains. */
  private static Map<String, Long> replay(OracleSet set) throws Exception {
    byte[] verdicts = set.verdicts(oracle);
    int threads = Runtime.getRuntime().availableProcessors();
    List<Future<Findings>> judged = Collections.synchronizedList(new ArrayList<>());
    Findings sum = new Findings();
    CRC32 crc = new CRC32();
    Process process = set.generate(generator, module);
    try (DataInputStream records = new DataInputStream(process.getInputStream());
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (long first = 0; first < set.count; first += BLOCK) {
        byte[] block = new byte[(int) Math.min(BLOCK, set.count - first) * set.size];
        records.readFully(block);
        if (first == 0) {
          crc.update(block, 0, OracleSet.START_BYTES);
          assertEquals(set.crcOfStart, crc.getValue(), "the generator makes other records");
          crc.reset();
        }
        crc.update(block);
        judged.add(pool.submit(new Judge(set, verdicts, block, first)));
        if (judged.size() > 2 * threads) {
          sum.add(judged.removeFirst().get());
        }
      }
      for (Future<Findings> findings : judged) {
        sum.add(findings.get());
      }
    } finally {
      process.destroy();
      process.waitFor();
    }
    assertEquals(set.crcOfAll, crc.getValue(), "the generator makes other records");
    assertEquals(set.count, sum.judged);
    assertTrue(sum.judgedTwice >= (ALL ? set.count : SAMPLE), sum.judgedTwice + " judged twice");
    assertEquals(List.of(), sum.wrong.subList(0, Math.min(20, sum.wrong.size())));
    return sum.explained;
  }

  /** What some records showed. */
  private static final class Findings {
    private long judged;
    private long judgedTwice;
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Long> explained = new TreeMap<>();

    private void add(Findings other) {
      judged += other.judged;
      judgedTwice += other.judgedTwice;
      wrong.addAll(other.wrong);
      other.explained.forEach((row, n) -> explained.merge(row, n, Long::sum));
    }
  }

  /** Judges the records in {@code block}, of which the set's {@code first} is the first. */
  private record Judge(OracleSet set, byte[] verdicts, byte[] block, long first)
      implements Callable<Findings> {
    @Override
    public Findings call() throws IOException {
      RecordCheck check = new RecordCheck();
      ReferenceValidator reference = new ReferenceValidator(CpuFeatures.all(), true);
      MemorySegment records = MemorySegment.ofArray(block);
      int step =
          ALL ? 1 : ((int) (set.count / SAMPLE) - 1) | 1; // the sets repeat with even periods
      Findings findings = new Findings();
      long end = first + block.length / set.size;
      for (long i = first; i < end; i++) {
        int at = (int) (i - first) * set.size;
        boolean expected = (verdicts[(int) (i >> 3)] >> (7 - (i & 7)) & 1) != 0;
        boolean accepted = check.accepts(block, at, set.size);
        findings.judged++;
        if (i % step == 0) {
          findings.judgedTwice++;
          if (reference.accepts(records.asSlice(at, set.size)) != accepted) {
            findings.wrong.add(
                "the validators disagree on "
                    + i
                    + ": "
                    + HexFormat.of().formatHex(block, at, at + set.size));
          }
        }
        if (accepted != expected) {
          byte[] record = Arrays.copyOfRange(block, at, at + set.size);
          String row =
              expected
                  ? StricterRules.explaining(record, r -> check.accepts(r, 0, r.length))
                  : null;
          if (row != null) {
            findings.explained.merge(row, 1L, Long::sum);
          } else {
            String how = expected ? "falsely refused " : "falsely accepted ";
            findings.wrong.add(how + i + ": " + HexFormat.of().formatHex(record));
          }
        }
      }
      return findings;
    }
  }
}
