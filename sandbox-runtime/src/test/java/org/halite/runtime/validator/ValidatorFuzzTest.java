package org.halite.runtime.validator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.halite.runtime.fuzz.FuzzTest;

/**
 * The two validators agree on every input: three bytes that say which CPU features are missing (bit
 * n: the n-th of the tables), then code, filled up with nops to whole bundles.
 */
class ValidatorFuzzTest extends FuzzTest {
  private static final int FEATURE_BYTES = 3;
  private static final List<String> FEATURES = CpuFeatures.all().names();

  private final RecordCheck fastAsOracle = new RecordCheck();
  private final ReferenceValidator plainAsOracle = new ReferenceValidator(CpuFeatures.all(), true);
  private final RandomCode code;

  ValidatorFuzzTest() throws IOException {
    code = new RandomCode();
  }

  @Override
  protected String folder() {
    return "validator";
  }

  @Override
  protected int rounds() {
    return 60_000;
  }

  @Override
  protected List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(new byte[32]);
    Path shared = SharedFolder.find("corpus");
    if (shared != null) {
      byte[] text = ModuleText.read(shared.resolve("ppapi/sort_json_x86_64.nexe")).bytes();
      for (int at = 0; at + 128 <= text.length; at += 160) {
        seeds.add(Arrays.copyOfRange(text, at, at + 128));
      }
    }
    return seeds;
  }

  @Override
  protected byte[] mutate(byte[] seed, List<byte[]> seeds, RandomGenerator random) {
    byte[] made = random.nextBoolean() ? code.bundles(1 + random.nextInt(3), random) : seed.clone();
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      if (random.nextBoolean()) {
        byte[] piece = random.nextBoolean() ? code.idiom(random) : code.instruction(random);
        int at = random.nextInt(made.length);
        System.arraycopy(piece, 0, made, at, Math.min(piece.length, made.length - at));
      } else {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        made = changed(made, other, random);
      }
    }
    byte[] input = new byte[FEATURE_BYTES + made.length];
    for (int missing = random.nextInt(6); missing > 3; missing--) {
      int bit = random.nextInt(FEATURES.size());
      input[bit >> 3] |= (byte) (1 << (bit & 7));
    }
    System.arraycopy(made, 0, input, FEATURE_BYTES, made.length);
    return input;
  }

  @Override
  protected void check(byte[] input) throws IOException {
    CpuFeatures cpu = CpuFeatures.all();
    for (int bit = 0; bit < Math.min(FEATURES.size(), input.length * 8); bit++) {
      if ((input[bit >> 3] >> (bit & 7) & 1) != 0) {
        cpu = cpu.without(FEATURES.get(bit));
      }
    }
    int length = Math.max(0, input.length - FEATURE_BYTES);
    byte[] bytes = new byte[(length + 31) / 32 * 32];
    Arrays.fill(bytes, (byte) 0x90);
    System.arraycopy(input, input.length - length, bytes, 0, length);
    MemorySegment segment = MemorySegment.ofArray(bytes);

    boolean asOracle = plainAsOracle.accepts(segment);
    assertEquals(asOracle, fastAsOracle.accepts(bytes, 0, bytes.length), "every feature allowed");
    boolean plain = new ReferenceValidator(cpu, false).accepts(segment);
    assertEquals(plain, Validator.accepts(segment, cpu, 1), "read-only");
    if (plain || asOracle || Arrays.hashCode(bytes) % 64 == 0) {
      BothValidators.judgeAndRewrite(segment, 0x20000, cpu);
    }
  }
}
