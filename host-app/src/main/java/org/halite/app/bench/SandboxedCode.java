package org.halite.app.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the sandbox costs at run time: the kernels of {@code sample-apps/bench/kernels}, compiled by
 * the same gcc with {@code -O2} natively and as a module, run in turn.
 *
 * @param ratios of the medians of both, by kernel
 * @param growth of the kernels' code, module to native
 */
record SandboxedCode(Map<String, Double> ratios, double growth) {
  private static final int RUNS = 11;

  /** Starts a program; its standard output goes to the file. */
  interface Start {
    Process start(Path output, List<String> words) throws IOException;
  }

  /**
   * @param sources the folder of the kernels
   * @param folder to build in
   * @throws IOException with a sentence when a compiler is missing, or both do not compute the same
   */
  static SandboxedCode measure(Start halite, Path sources, Path folder)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    List<String> files =
        List.of(sources.resolve("kernels.c").toString(), sources.resolve("main.c").toString());
    String nativeProgram = folder.resolve("native").toString();
    String module = folder.resolve("kernels.nexe").toString();
    Start system = SandboxedCode::start;
    await(system, output, compile("gcc", files, nativeProgram));
    await(halite, output, compile("cc", files, module));
    Map<String, List<Double>> natives = new LinkedHashMap<>();
    Map<String, List<Double>> modules = new LinkedHashMap<>();
    for (int i = 0; i < RUNS; i++) {
      List<String> results = run(system, output, List.of(nativeProgram), natives);
      if (!results.equals(run(halite, output, List.of("run", module), modules))) {
        throw new IOException("the kernels compute something else as a module than natively");
      }
    }
    Map<String, Double> ratios = new LinkedHashMap<>();
    natives.forEach((name, times) -> ratios.put(name, median(modules.get(name)) / median(times)));
    return new SandboxedCode(ratios, growth(system, halite, files.getFirst(), folder));
  }

  double geometricMean() {
    double sum = 0;
    for (double ratio : ratios.values()) {
      sum += Math.log(ratio);
    }
    return Math.exp(sum / ratios.size());
  }

  private static List<String> compile(String compiler, List<String> files, String result) {
    List<String> words = new ArrayList<>(List.of(compiler, "-O2"));
    words.addAll(files);
    words.addAll(List.of("-o", result));
    return words;
  }

  private static Process start(Path output, List<String> words) throws IOException {
    try {
      return new ProcessBuilder(words)
          .redirectOutput(output.toFile())
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new IOException(
          words.getFirst() + " cannot be started; install it with: sudo apt-get install gcc", e);
    }
  }

  private static void await(Start start, Path output, List<String> words)
      throws IOException, InterruptedException {
    Halite.await(start.start(output, words), String.join(" ", words));
  }

  /** Adds each kernel's milliseconds; gives what they computed. */
  private static List<String> run(
      Start start, Path output, List<String> words, Map<String, List<Double>> times)
      throws IOException, InterruptedException {
    await(start, output, words);
    List<String> results = new ArrayList<>();
    for (String line : Files.readAllLines(output, StandardCharsets.US_ASCII)) {
      String[] fields = line.split(" ", -1);
      if (fields.length != 3) {
        throw new IOException("a kernel's line is name, nanoseconds and result, not " + line);
      }
      times
          .computeIfAbsent(fields[0], name -> new ArrayList<>())
          .add(Double.parseDouble(fields[1]) / 1e6);
      results.add(fields[0] + " " + fields[2]);
    }
    return results;
  }

  private static double median(List<Double> times) {
    return new Samples(times.stream().mapToDouble(Double::doubleValue).toArray()).median();
  }

  private static double growth(Start system, Start halite, String source, Path folder)
      throws IOException, InterruptedException {
    Path output = folder.resolve("size");
    long[] sizes = new long[2];
    for (int i = 0; i < 2; i++) {
      String object = folder.resolve("kernels" + i + ".o").toString();
      List<String> words = List.of(i == 0 ? "gcc" : "cc", "-O2", "-c", source, "-o", object);
      await(i == 0 ? system : halite, output, words);
      await(system, output, List.of("size", object));
      // "text data bss ..." under a heading; text holds the constants too, the same in both.
      String line = Files.readAllLines(output, StandardCharsets.US_ASCII).get(1);
      sizes[i] = Long.parseLong(line.strip().split("\\s+", -1)[0]);
    }
    return (double) sizes[1] / sizes[0];
  }
}
