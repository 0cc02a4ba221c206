package org.halite.runtime.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A claim about every input, tried on inputs made of seeds: a fixed number of the same ones in each
 * test run, others for as long as {@code -Dhalite.fuzz.seconds=N} says. An input that the claim
 * does not hold for is written to {@code fuzz-found}, where a person can read it, and tried in each
 * run from then on.
 */
public abstract class FuzzTest {
  private static final Path FOUND =
      Path.of(
          System.getProperty("basedir", ""), "src/test/resources/org/halite/runtime/fuzz-found");

  /** Longer inputs are cut. */
  private static final int LONGEST = 1 << 20;

  private static final int[] TELLING = {0, 1, 0x7f, 0x80, 0xff, 0x40, 0x20, 0x10};

  /** The folder below {@code fuzz-found} for inputs that failed. */
  protected abstract String folder();

  /** Inputs to begin with; at least one. */
  protected abstract List<byte[]> seeds() throws Exception;

  /** Throws anything if the claim does not hold for this input. May change the array. */
  protected abstract void check(byte[] input) throws Exception;

  /** Inputs in an ordinary test run: a few seconds' worth. */
  protected int rounds() {
    return 20_000;
  }

  /** Makes an input of a seed. By default as if nothing were known of its format. */
  protected byte[] mutate(byte[] seed, List<byte[]> seeds, RandomGenerator random) {
    byte[] input = seed.clone();
    for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
      input = changed(input, seeds.get(random.nextInt(seeds.size())), random);
    }
    return input.length <= LONGEST ? input : Arrays.copyOf(input, LONGEST);
  }

  /** One small change: a bit, a byte, a number, a piece moved, removed or taken from another. */
  protected static byte[] changed(byte[] input, byte[] other, RandomGenerator random) {
    if (input.length == 0) {
      return other.clone();
    }
    int at = random.nextInt(input.length);
    int length = Math.min(1 + random.nextInt(16), input.length - at);
    switch (random.nextInt(8)) {
      case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> input[at] = (byte) random.nextInt();
      case 2 -> input[at] = (byte) TELLING[random.nextInt(TELLING.length)];
      case 3 -> input[at] += (byte) (random.nextInt(9) - 4);
      case 4 -> {
        int from = random.nextInt(input.length - length + 1);
        System.arraycopy(input, from, input, at, length);
      }
      case 5 -> {
        int n = Math.min(length, other.length);
        int from = random.nextInt(other.length - n + 1);
        System.arraycopy(other, from, input, at, n);
      }
      case 6 -> { // a number of four bytes at the edge of something
        long[] edges = {0, 1, 0xffff, 0x10000, 0x7fffffff, 0x80000000L, 0xffffffffL, input.length};
        long value = edges[random.nextInt(edges.length)] + random.nextInt(3) - 1;
        for (int i = 0; i < Math.min(4, input.length - at); i++) {
          input[at + i] = (byte) (value >> 8 * i);
        }
      }
      default -> { // a piece goes, or comes twice
        boolean goes = random.nextBoolean();
        byte[] made = new byte[input.length + (goes ? -length : length)];
        System.arraycopy(input, 0, made, 0, goes ? at : at + length);
        int rest = at + length;
        System.arraycopy(
            input, goes ? rest : at, made, goes ? at : rest, input.length - (goes ? rest : at));
        return made;
      }
    }
    return input;
  }

  @Test
  final void theClaimHoldsForInputsMadeOfSeeds() throws Exception {
    long seconds = Long.getLong("halite.fuzz.seconds", 0);
    long seed = seconds == 0 ? 1 : Long.getLong("halite.fuzz.seed", System.nanoTime());
    RandomGenerator random = RandomGeneratorFactory.of("Xoroshiro128PlusPlus").create(seed);
    List<byte[]> seeds = seeds();
    assertFalse(seeds.isEmpty(), "no seeds");
    long end = System.nanoTime() + seconds * 1_000_000_000;
    long tried = 0;
    while (seconds == 0 ? tried < rounds() : System.nanoTime() < end) {
      byte[] input = mutate(seeds.get(random.nextInt(seeds.size())), seeds, random);
      checkOrKeep(input, "input " + tried + " of seed " + seed);
      tried++;
    }
    if (seconds > 0) {
      System.out.println(getClass().getSimpleName() + ": " + tried + " inputs, seed " + seed);
    }
  }

  /** Tries one input, and keeps it if the claim does not hold for it. */
  final void checkOrKeep(byte[] input, String name) throws IOException {
    try {
      check(input.clone());
    } catch (Exception | Error e) {
      throw new AssertionError(name + " is kept in " + kept(input, e), e);
    }
  }

  @TestFactory
  final List<DynamicTest> theClaimHoldsForWhatWasFoundBefore() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    Path folder = FOUND.resolve(folder());
    if (Files.isDirectory(folder)) {
      try (var files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          tests.add(dynamicTest(file.getFileName().toString(), () -> check(read(file))));
        }
      }
    }
    return tests;
  }

  /** Hex, any blanks; lines that begin with # are for people. */
  private static byte[] read(Path file) throws IOException {
    StringBuilder hex = new StringBuilder();
    for (String line : Files.readAllLines(file)) {
      if (!line.startsWith("#")) {
        hex.append(line.replace(" ", ""));
      }
    }
    return HexFormat.of().parseHex(hex);
  }

  private Path kept(byte[] input, Throwable why) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(input);
    Path file = FOUND.resolve(folder()).resolve(String.format("%08x.hex", crc.getValue()));
    String message = String.valueOf(why.getMessage()).lines().findFirst().orElse("");
    StringBuilder text = new StringBuilder("# ");
    text.append(why.getClass().getSimpleName()).append(": ").append(message).append('\n');
    for (int i = 0; i < input.length; i += 32) {
      byte[] line = Arrays.copyOfRange(input, i, Math.min(i + 32, input.length));
      text.append(HexFormat.ofDelimiter(" ").formatHex(line)).append('\n');
    }
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return file;
  }
}
