package org.halite.app.bench;

import com.google.common.collect.Sets;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.halite.bridge.module.RuntimeCommand;
import org.halite.bridge.module.StartTimes;

/**
 * {@code ./halite bench [PART ...]}: prints each figure beside something measured in the same run.
 */
public final class Bench {
  private static final int STARTS = 10;

  /** As in {@code sample-apps/bench/null-calls.S}. */
  private static final int ROUNDS = 20;

  private static final int CALLS = 50_000;

  private static final List<String> PARTS =
      List.of(
          "calls",
          "threads",
          "code",
          "srpc",
          "processes",
          "starts",
          "loads",
          "messages",
          "store",
          "pictures");

  /** Each module's process is started when it is needed. */
  private static final String NO_SPARE = "-Dhalite.runtime.spare=false";

  private final Halite halite;
  private final Path scratch;
  private final PrintStream out;

  private Bench(Halite halite, Path scratch, PrintStream out) {
    this.halite = halite;
    this.scratch = scratch;
    this.out = out;
  }

  /**
   * @param arguments the parts to measure, or none for all
   */
  public static void main(String[] arguments) throws InterruptedException {
    Set<String> parts = new LinkedHashSet<>(arguments.length == 0 ? PARTS : List.of(arguments));
    Set<String> unknown = Sets.difference(parts, Set.copyOf(PARTS));
    if (!unknown.isEmpty()) {
      System.err.println(
          "halite bench: there is no part "
              + String.join(", ", unknown)
              + "; the parts are "
              + String.join(", ", PARTS));
      System.exit(2);
    }
    int status = 1;
    try {
      Path folder = Files.createTempDirectory("halite-bench-");
      try {
        Halite halite = Halite.installed(folder.resolve("profile"));
        new Bench(halite, folder.resolve("out"), System.out).run(parts);
        status = 0;
      } finally {
        remove(folder);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("halite bench: " + e.getMessage());
    }
    System.exit(status);
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private void run(Set<String> parts) throws IOException, InterruptedException {
    if (parts.contains("calls")) {
      systemCalls();
    }
    if (parts.contains("threads")) {
      threads();
    }
    if (parts.contains("code")) {
      code();
    }
    if (parts.contains("srpc")) {
      srpc();
    }
    if (parts.contains("processes")) {
      processes();
    }
    if (parts.contains("store")) {
      storedLibraries();
    }
    if (parts.contains("pictures")) {
      pictures();
    }
    try (Site site = Site.start(halite)) {
      if (parts.contains("starts")) {
        starts(site);
      }
      if (parts.contains("loads")) {
        loads(site);
        largeLoads(site);
        keptVerdict();
      }
      if (parts.contains("messages")) {
        talk(site);
      }
    }
  }

  private void systemCalls() throws IOException, InterruptedException {
    double[] calls = timed("bench/null-calls.nexe", 3, CALLS);
    double getppid = NativeCall.getppid(ROUNDS, CALLS);
    double clock = NativeCall.clock(ROUNDS, CALLS);
    String figures = "%.1f ns; native %s %.1f ns; ratio %.2f (best of %d rounds)";
    print("null system call", figures, calls[0], "getppid", getppid, calls[0] / getppid, ROUNDS);
    print("tls_get", figures, calls[1], "getppid", getppid, calls[1] / getppid, ROUNDS);
    print("clock_gettime", figures, calls[2], "clock_gettime", clock, calls[2] / clock, ROUNDS);
  }

  private void threads() throws IOException, InterruptedException {
    double[] trips = timed("bench/ping-pong.nexe", 2, PingPong.TRIPS);
    PingPong java = PingPong.measure();
    String figures = "%.2f us; threads of Java %.2f us; ratio %.2f (best of %d rounds)";
    print(
        "ping-pong in memory",
        figures,
        trips[0] / 1e3,
        java.awake() / 1e3,
        trips[0] / java.awake(),
        ROUNDS);
    print(
        "ping-pong by futex",
        figures,
        trips[1] / 1e3,
        java.asleep() / 1e3,
        trips[1] / java.asleep(),
        ROUNDS);
  }

  private void code() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("halite-bench-");
    try {
      SandboxedCode code =
          SandboxedCode.measure(halite::start, halite.sample("bench/kernels"), folder);
      print(
          "code in the sandbox",
          "%.3f times gcc -O2 without, geometric mean of %d kernels; code size %.2f",
          code.geometricMean(),
          code.ratios().size(),
          code.growth());
      code.ratios().forEach((kernel, ratio) -> print("", "%-16s %.2f", kernel, ratio));
    } finally {
      remove(folder);
    }
  }

  private void pictures() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("halite-bench-");
    try {
      String source = halite.sample("bench/pictures.c").toString();
      String module = folder.resolve("pictures.nexe").toString();
      List<String> words = List.of("cc", "-O2", source, "-o", module, "-lppapi");
      Halite.await(halite.start(scratch, words), "the compiler of pictures.c");
      Pictures pictures = Pictures.measure(Halite::modules, folder);
      String figures = "%.1f a second, %.2f cores; JavaFX alone %.1f, %.2f cores; ratio %.2f";
      Pictures.Rate shown = pictures.module();
      Pictures.Rate alone = pictures.animation();
      print(
          "pictures of 1280x720",
          figures,
          shown.perSecond(),
          shown.cores(),
          alone.perSecond(),
          alone.cores(),
          shown.perSecond() / alone.perSecond());
      Samples input = pictures.input();
      print("mouse to handler", "%s; p99 %.1f ms", input.spread("ms"), input.percentile(99));
      Pictures.Pair small = pictures.small();
      print("round trip", "%s; half of them %s", small.module().spread("us"), half(small.module()));
      print(
          "",
          "without a module: %s; half of them %s; ratio %.2f",
          small.yardstick().spread("us"),
          half(small.yardstick()),
          small.ratio());
      Pictures.Pair large = pictures.large();
      print("ArrayBuffers of 16 MB", "%s", large.module().spread("MB/s"));
      print(
          "", "without a module: %s; ratio %.2f", large.yardstick().spread("MB/s"), large.ratio());
    } finally {
      remove(folder);
    }
  }

  /** The middle half. */
  private static String half(Samples samples) {
    return "%.0f to %.0f".formatted(samples.percentile(25), samples.percentile(75));
  }

  /** Runs a module that writes how many nanoseconds so many of each thing took: those of one. */
  private double[] timed(String module, int figures, int count)
      throws IOException, InterruptedException {
    Process process = halite.start(scratch, List.of("run", halite.sample(module).toString()));
    Halite.await(process, module);
    byte[] written = Files.readAllBytes(scratch);
    if (written.length != figures * Long.BYTES) {
      throw new IOException(module + " wrote " + written.length + " bytes");
    }
    double[] each = new double[figures];
    for (int i = 0; i < figures; i++) {
      each[i] =
          ByteBuffer.wrap(written).order(ByteOrder.LITTLE_ENDIAN).getLong(i * Long.BYTES)
              / (double) count;
    }
    return each;
  }

  private void srpc() throws IOException, InterruptedException {
    SrpcRoundTrips trips = SrpcRoundTrips.measure(halite.sample("bench/srpc-null.nexe"));
    print(
        "SRPC round trip",
        "median %.0f us, p99 %.0f us; a byte to cat and back: median %.0f us; ratio %.1f",
        trips.srpc().median(),
        trips.srpc().percentile(99),
        trips.cat().median(),
        trips.srpc().median() / trips.cat().median());
  }

  private void processes() throws IOException, InterruptedException {
    StartTimes times =
        StartTimes.measure(
            RuntimeCommand.installed(),
            halite.sample("hello/hello.nexe"),
            halite.sample("faults/loops-at-start.nexe"),
            STARTS);
    Samples cold = new Samples(times.cold());
    Samples spare = new Samples(times.spare());
    print("spawn to first instruction", "new process: %s", cold.spread("ms"));
    print("", "warm spare: %s; ratio %.2f", spare.spread("ms"), spare.median() / cold.median());
    print("end of a runaway module", "%s", new Samples(times.stop()).spread("ms"));
  }

  private void starts(Site site) throws IOException, InterruptedException {
    AtomicReference<Long> loaded = new AtomicReference<>();
    site.on("loaded", () -> loaded.set(System.nanoTime()));
    double[] halites = new double[STARTS];
    double[] virtualMachines = new double[STARTS];
    // The first run of each is not counted: it brings the files into the cache.
    for (int i = -1; i < STARTS; i++) {
      long begin = System.nanoTime();
      Halite.await(
          new ProcessBuilder(Halite.javaProgram().toString(), "-version")
              .redirectErrorStream(true)
              .redirectOutput(scratch.toFile())
              .start(),
          "java -version");
      double virtualMachine = (System.nanoTime() - begin) / 1e6;
      begin = System.nanoTime();
      open(site, Pages.EMPTY);
      if (i >= 0) {
        virtualMachines[i] = virtualMachine;
        halites[i] = (loaded.get() - begin) / 1e6;
      }
    }
    Samples page = new Samples(halites);
    Samples virtualMachine = new Samples(virtualMachines);
    print(
        "start to an empty page",
        "%s; java -version %.0f ms; ratio %.1f",
        page.spread("ms"),
        virtualMachine.median(),
        page.median() / virtualMachine.median());
  }

  private void loads(Site site) throws IOException, InterruptedException {
    site.on("before-load", () -> {});
    open(site, Pages.LOADS, NO_SPARE);
    Samples warm = numbers(site.next("loading the module"));
    print("embed to load, warm files", "%s", warm.spread("ms"));
    open(site, Pages.SPARE_LOADS);
    Samples spare = numbers(site.next("loading the module into the spare process"));
    print(
        "embed to load, warm spare",
        "%s; ratio to a new process %.2f",
        spare.spread("ms"),
        spare.median() / warm.median());
    if (!Files.isWritable(DROP_CACHES)) {
      print(
          "embed to load, cold files", "not measured: only root may empty the kernel's file cache");
      return;
    }
    site.on("before-load", Bench::dropCaches);
    open(site, Pages.LOADS, NO_SPARE);
    Samples cold = numbers(site.next("loading the module"));
    print(
        "embed to load, cold files",
        "%s; ratio to warm %.1f",
        cold.spread("ms"),
        cold.median() / warm.median());
  }

  /** What a verdict that was kept spares; the browser that keeps it is the one that uses it. */
  private void largeLoads(Site site) throws IOException, InterruptedException {
    open(site, Pages.LARGE_LOADS, "--no-validation-cache");
    Samples validated = numbers(site.next("loading and validating the large module"));
    open(site, Pages.LARGE_LOADS);
    Samples known = numbers(site.next("loading the large module that was validated before"));
    print("embed to load, 3 MB of text", "validated: %s", validated.spread("ms"));
    print(
        "",
        "validated before: %s; ratio %.2f",
        known.spread("ms"),
        known.median() / validated.median());
  }

  private void keptVerdict() throws IOException {
    Path folder = Files.createTempDirectory("halite-bench");
    try {
      KeptVerdict verdict = KeptVerdict.measure(folder, Site.LARGE_TEXT);
      print("verdict from the cache", "%s", verdict.found().spread("ms"));
      print("", "hash of its 3 MB, made as they arrive: %s", verdict.hashed().spread("ms"));
    } finally {
      try (Stream<Path> left = Files.walk(folder)) {
        left.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
  }

  private void storedLibraries() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("halite-bench");
    try {
      StoredLibraries libraries = StoredLibraries.measure(folder);
      print("10 MiB from the store", "checked: %s", libraries.checked().spread("ms"));
      print(
          "",
          "one SHA-256 of as much: %s; ratio %.2f",
          libraries.hashed().spread("ms"),
          libraries.checked().median() / libraries.hashed().median());
      print("", "in memory already: %s", libraries.inMemory().spread("ms"));
      print("10 MiB of libraries", "first site: %s", libraries.first().spread("ms"));
      print(
          "",
          "second site: %s; ratio %.2f",
          libraries.second().spread("ms"),
          libraries.second().median() / libraries.first().median());
      print(
          "",
          "second site, sharing: %s; ratio %.2f",
          libraries.shared().spread("ms"),
          libraries.shared().median() / libraries.first().median());
      StoredLibraries.Far far = libraries.far();
      print("the same from far away", "first site: %s", far.first().spread("ms"));
      print(
          "",
          "second site: %s; ratio %.2f; %d bytes sent to it",
          far.second().spread("ms"),
          far.second().median() / far.first().median(),
          far.bytes()[0]);
      print(
          "",
          "second site, sharing: %s; ratio %.2f; %d bytes sent to it",
          far.shared().spread("ms"),
          far.shared().median() / far.first().median(),
          far.bytes()[1]);
    } finally {
      remove(folder);
    }
  }

  private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

  private static void dropCaches() {
    try {
      Files.writeString(DROP_CACHES, "3");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void talk(Site site) throws IOException, InterruptedException {
    AtomicReference<Process> browser = new AtomicReference<>();
    site.on("measure", () -> memory(browser.get()));
    browser.set(start(site, Pages.TALK));
    Halite.await(browser.get(), "the page that talks");
    Samples times = numbers(site.next("talking with the module"));
    print(
        "round trip of 64 bytes",
        "median %.0f us, p99 %.0f us (of %d means of ten)",
        times.median() * 1e3,
        times.percentile(99) * 1e3,
        times.count());
  }

  private void memory(Process browser) {
    try {
      print("memory, browser", "%s", Memory.of(browser.pid()));
      for (ProcessHandle child : browser.descendants().toList()) {
        print("memory, runtime process", "%s", Memory.of(child.pid()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process start(Site site, Pages page, String... options) throws IOException {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("open", site.url(page), "--headless", "--wait-for", "done"));
    words.addAll(List.of("--timeout", "150"));
    List<String> jvm = new ArrayList<>();
    for (String option : options) {
      (option.startsWith("-D") ? jvm : words).add(option);
    }
    return halite.start(scratch, jvm, words);
  }

  private void open(Site site, Pages page, String... options)
      throws IOException, InterruptedException {
    Halite.await(start(site, page, options), site.url(page));
  }

  private static Samples numbers(String words) {
    return new Samples(
        Arrays.stream(words.split(" ", -1)).mapToDouble(Double::parseDouble).toArray());
  }

  private void print(String what, String figures, Object... values) {
    out.println(
        String.format(Locale.ROOT, "%-28s", what) + String.format(Locale.ROOT, figures, values));
    out.flush();
  }
}
