package org.halite.runtime.validator;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What {@link ValidatorFigures} measures, each on one module's code. */
@State(Scope.Benchmark)
public class ValidatorBenchmark {
  /** The module whose code is judged. */
  static final String MODULE = "halite.bench.module";

  static final int RECORD = 64;

  private Path module;
  private MemorySegment code;
  private byte[] records;
  private RecordCheck check;

  /** The code in native memory, as a loader has it. */
  @Setup
  public void read() throws IOException {
    module = Path.of(System.getProperty(MODULE));
    byte[] text = text(module);
    code = Arena.global().allocate(text.length, 64);
    MemorySegment.copy(MemorySegment.ofArray(text), 0, code, 0, text.length);
  }

  static byte[] text(Path module) throws IOException {
    return ModuleText.read(module).bytes();
  }

  /** The whole verdict on one core. */
  @Benchmark
  public boolean oneCore() {
    return Validator.accepts(code, CpuFeatures.all(), 1);
  }

  /** The same on two. */
  @Benchmark
  public boolean twoCores() {
    return Validator.accepts(code, CpuFeatures.all(), 2);
  }

  /** The slow validator's verdict. */
  @Benchmark
  public boolean reference() {
    return new ReferenceValidator(CpuFeatures.all(), true).accepts(code);
  }

  /** As a loader calls it, with all that it needs: the first time, it loads classes and tables. */
  @Benchmark
  public boolean asTheLoaderDoes() {
    return Validator.validateAndRewrite(code, 0x20000, CpuFeatures.all()).accepted();
  }

  /** GNU objdump on the whole file. */
  @Benchmark
  public int objdump() throws IOException, InterruptedException {
    return new ProcessBuilder("objdump", "-d", module.toString())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Pieces of the code as records on their own, a quarter of them with a byte changed. */
  @Benchmark
  public int records() throws IOException {
    if (records == null) {
      records = text(module);
      check = new RecordCheck();
      Random random = new Random(1);
      for (int i = 0; i + 4 * RECORD <= records.length; i += 4 * RECORD) {
        records[i + random.nextInt(RECORD)] = (byte) random.nextInt();
      }
    }
    int accepted = 0;
    for (int i = 0; i + RECORD <= records.length; i += RECORD) {
      accepted += check.accepts(records, i, RECORD) ? 1 : 0;
    }
    return accepted;
  }
}
