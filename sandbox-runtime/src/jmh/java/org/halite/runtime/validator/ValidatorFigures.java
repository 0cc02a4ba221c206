package org.halite.runtime.validator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.halite.wire.RuntimeFlags;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link ValidatorBenchmark} and prints figures beside each other: {@code ./mvnw -Pbench
 * -Dquick verify}. Compare only what one run prints.
 */
public final class ValidatorFigures {
  private static final String MODULE = "irt/nacl_irt_x86_64.nexe";
  private static final int FIRST_TIMES = 15;

  private final Path module;
  private final double megabytes;

  private ValidatorFigures(Path module) throws IOException {
    this.module = module;
    megabytes = ValidatorBenchmark.text(module).length / 1e6;
  }

  /** Takes no arguments. */
  public static void main(String[] arguments) throws IOException, RunnerException {
    Path module = find(Path.of("").toAbsolutePath());
    if (module == null) {
      System.out.println(
          "skipped: there is no ../shared/corpus/" + MODULE + " beside the checkout to measure on");
      return;
    }
    new ValidatorFigures(module).print();
  }

  private static Path find(Path from) {
    for (Path at = from; at != null; at = at.getParent()) {
      Path found = at.resolve("shared/corpus").resolve(MODULE);
      if (Files.isRegularFile(found)) {
        return found;
      }
    }
    return null;
  }

  private void print() throws RunnerException {
    say("%s: %.2f MB of code", MODULE, megabytes);
    for (boolean lean : new boolean[] {true, false}) {
      say("%s:", lean ? "warm, compiled as in a runtime process (C1)" : "warm, C2");
      RunResult oneCore = warm("oneCore", lean);
      double one = seconds(oneCore);
      speed("one core", one);
      say(
          "    %-24s %9.0f bytes allocated a run, %.2f times the code",
          "",
          oneCore.getSecondaryResults().get("gc.alloc.rate.norm").getScore(),
          oneCore.getSecondaryResults().get("gc.alloc.rate.norm").getScore() / 1e6 / megabytes);
      double two = seconds(warm("twoCores", lean));
      speed("two cores", two);
      say("    %-24s %9.2f times one core", "", one / two);
      double objdump = seconds(warm("objdump", lean));
      speed("objdump -d", objdump);
      say("    %-24s %9.1f times as fast as objdump", "one core is", objdump / one);
      speed("ReferenceValidator", seconds(warm("reference", lean)));
      double records = seconds(warm("records", lean));
      say(
          "    %-24s %9.2f million a second, one core",
          "records of 64 bytes", megabytes / ValidatorBenchmark.RECORD / records);
    }
    say("first time in a fresh JVM with the flags of a runtime process:");
    RunResult first = first();
    say(
        "    %-24s %9.1f ms, median of %d; %.1f to %.1f",
        "as the loader does",
        first.getPrimaryResult().getStatistics().getPercentile(50),
        FIRST_TIMES,
        first.getPrimaryResult().getStatistics().getMin(),
        first.getPrimaryResult().getStatistics().getMax());
  }

  private void speed(String what, double seconds) {
    say("    %-24s %9.1f MB/s  %8.2f ms", what, megabytes / seconds, seconds * 1e3);
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  /** Seconds a run, once the compilers are done. */
  private RunResult warm(String benchmark, boolean lean) throws RunnerException {
    ChainedOptionsBuilder options =
        options(benchmark)
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.SECONDS)
            .warmupIterations(3)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(5)
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(GCProfiler.class)
            .forks(1);
    if (lean) {
      options.jvmArgsAppend(flags());
    }
    return new Runner(options.build()).runSingle();
  }

  /** Milliseconds of the first run, each in a JVM of its own. */
  private RunResult first() throws RunnerException {
    return new Runner(
            options("asTheLoaderDoes")
                .mode(Mode.SingleShotTime)
                .timeUnit(TimeUnit.MILLISECONDS)
                .warmupIterations(0)
                .measurementIterations(1)
                .forks(FIRST_TIMES)
                .jvmArgsAppend(flags())
                .build())
        .runSingle();
  }

  private ChainedOptionsBuilder options(String benchmark) {
    return new OptionsBuilder()
        .include(ValidatorBenchmark.class.getName() + "\\." + benchmark + "$")
        .jvmArgs(
            "-D" + ValidatorBenchmark.MODULE + "=" + module,
            "--sun-misc-unsafe-memory-access=allow") // JMH's own
        .verbosity(VerboseMode.SILENT)
        .shouldFailOnError(true);
  }

  private static String[] flags() {
    return RuntimeFlags.all().toArray(String[]::new);
  }

  private static double seconds(RunResult result) {
    return result.getPrimaryResult().getScore();
  }
}
