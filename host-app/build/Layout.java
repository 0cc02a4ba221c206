import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lays out the program in host-app/target/halite, called by the host-app pom when the jars stand in
 * its lib folder: native libraries beside the jars (where JavaFX and Netty look first, so that they
 * unpack nothing at a start), java.args with the options of the browser's JVM, and the AOT caches.
 *
 * <p>Arguments: the folder, the folder of the checkout, this module's jar, the class path, "true"
 * or "false" for the caches.
 */
final class Layout {
  /** JavaFX brings one media plug-in for each FFmpeg there ever was; WebView works without them. */
  private static final String UNUSED_NATIVE = "libavplugin";

  private static final int TRAINING_SECONDS = 60;

  private final Path folder;
  private final Path home;
  private final Path lib;

  private Layout(Path folder, Path home) {
    this.folder = folder;
    this.home = home;
    this.lib = folder.resolve("lib");
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Layout layout =
        new Layout(
            Path.of(args[0]).toAbsolutePath().normalize(),
            Path.of(args[1]).toAbsolutePath().normalize());
    List<Path> jars = layout.copyJars(args[2], args[3]);
    for (Path jar : jars) {
      layout.unpackNative(jar);
    }
    layout.writeArguments(jars);
    Caches caches = new Caches(layout.folder, layout.home);
    caches.drop();
    if (Boolean.parseBoolean(args[4])) {
      caches.make(layout.runtimePath(jars));
      layout.useCache();
    }
  }

  /** Options of training and use must be the same but for the cache, so it is added last. */
  private void useCache() throws IOException {
    Path cache = folder.resolve(Caches.BROWSER);
    if (Files.exists(cache)) {
      Files.write(
          folder.resolve("java.args"),
          List.of(option("-XX:AOTCache=", cache)),
          StandardOpenOption.APPEND);
    }
  }

  /**
   * Copies the jars of the class path. Folders on it (this module's own classes, which come as a
   * jar too) and the empty jars that JavaFX publishes beside those of a platform are left out.
   */
  private List<Path> copyJars(String ownJar, String classPath) throws IOException {
    List<Path> copies = new ArrayList<>();
    Files.createDirectories(lib);
    for (String element : (ownJar + ":" + classPath).split(":", -1)) {
      Path jar = Path.of(element);
      String name = jar.getFileName().toString();
      if (!name.endsWith(".jar") || (name.startsWith("javafx-") && !name.endsWith("-linux.jar"))) {
        continue;
      }
      Path copy = lib.resolve(name);
      if (!isCopyOf(copy, jar)) {
        Files.copy(
            jar, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      }
      copies.add(copy);
    }
    try (Stream<Path> files = Files.list(lib)) {
      for (Path file : files.toList()) {
        // Jars of an earlier build's versions.
        if (file.toString().endsWith(".jar") && !copies.contains(file)) {
          Files.delete(file);
        }
      }
    }
    return copies;
  }

  private static boolean isCopyOf(Path copy, Path original) throws IOException {
    return Files.exists(copy)
        && Files.size(copy) == Files.size(original)
        && Files.getLastModifiedTime(copy).equals(Files.getLastModifiedTime(original));
  }

  private void unpackNative(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Enumeration<JarEntry> entries = file.entries();
      while (entries.hasMoreElements()) {
        JarEntry entry = entries.nextElement();
        String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        if (!name.endsWith(".so") || name.startsWith(UNUSED_NATIVE)) {
          continue;
        }
        Path target = lib.resolve(name);
        if (Files.exists(target)
            && Files.size(target) == entry.getSize()
            && Files.getLastModifiedTime(target).compareTo(Files.getLastModifiedTime(jar)) >= 0) {
          continue;
        }
        try (InputStream in = file.getInputStream(entry)) {
          Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private void writeArguments(List<Path> jars) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# The options of the browser's JVM, written by host-app/build/Layout.java.");
    lines.add("--enable-native-access=ALL-UNNAMED");
    lines.add("--sun-misc-unsafe-memory-access=allow");
    lines.add("-XX:+UseSerialGC");
    // Without an end the serial collector grows the heap rather than clear it of large messages.
    lines.add("-Xmx1g");
    // A cache that does not fit is not used, and not talked about.
    lines.add("-Xlog:disable");
    lines.add("-Xlog:all=error,aot*=off,cds*=off:stderr");
    // Synchronous requests of a page can hang in JavaFX's HTTP/2 loader.
    lines.add("-Dcom.sun.webkit.useHTTP2Loader=false");
    lines.add(option("-Djava.library.path=", lib));
    lines.add(option("-Dhalite.home=", home));
    lines.add(quote("-Dhalite.runtime.path=" + runtimePath(jars)));
    lines.add(option("-Dhalite.runtime.aot=", folder.resolve(Caches.RUNTIME)));
    lines.add("-cp");
    lines.add(quote(join(jars)));
    Files.write(folder.resolve("java.args"), lines);
  }

  /** The two jars of a runtime process. */
  private String runtimePath(List<Path> jars) {
    return join(
        jars.stream()
            .filter(jar -> jar.getFileName().toString().matches("(ppapi-api|sandbox-runtime)-.*"))
            .toList());
  }

  private static String join(List<Path> jars) {
    return jars.stream().map(Path::toString).collect(Collectors.joining(":"));
  }

  private static String option(String name, Path path) {
    return quote(name + path);
  }

  /** An argument file knows quotes and backslash escapes. */
  private static String quote(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /**
   * The AOT caches: what a training run loaded and linked, ready to be mapped at the next start.
   */
  private static final class Caches {
    static final String BROWSER = "browser.aot";
    static final String RUNTIME = "runtime.aot";

    private final Path folder;
    private final Path home;

    Caches(Path folder, Path home) {
      this.folder = folder;
      this.home = home;
    }

    /** A cache of other jars is refused by the JVM at each start, so an old one only costs time. */
    void drop() throws IOException {
      Files.deleteIfExists(folder.resolve(BROWSER));
      Files.deleteIfExists(folder.resolve(RUNTIME));
    }

    /**
     * A page with a module trains the browser's JVM; the runtime's, whose jail lets it write no
     * file, goes through a load with a module of its own.
     */
    void make(String runtimePath) throws IOException, InterruptedException {
      Path page = home.resolve("sample-apps/hello/index.html");
      // A build leaves nothing in the person's own profile.
      Path profile = Files.createTempDirectory("halite-training-");
      run(
          BROWSER,
          List.of(
              "-XX:AOTCacheOutput=" + folder.resolve(BROWSER),
              "-Dhalite.profile=" + profile,
              "@" + folder.resolve("java.args"),
              "org.halite.app.Main",
              "open",
              page.toString(),
              "--headless",
              "--timeout",
              "20",
              "--wait-for",
              "window.answers",
              "--eval",
              "document.title"));
      remove(profile);
      run(
          RUNTIME,
          List.of(
              "-XX:AOTCacheOutput=" + folder.resolve(RUNTIME),
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              runtimePath,
              "org.halite.runtime.Main",
              "--train"));
    }

    private void run(String cache, List<String> words) throws IOException, InterruptedException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(words);
      Path said = folder.resolve(cache + ".log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      if (!Files.exists(folder.resolve(cache))) {
        // Not fatal: without it a start takes half a second longer.
        System.out.println("no AOT cache " + cache + " was made: " + lastLine(said));
      }
    }

    private static void remove(Path folder) throws IOException {
      try (Stream<Path> inside = Files.walk(folder)) {
        for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }

    private static String lastLine(Path file) throws IOException {
      List<String> lines =
          new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
      return lines.isEmpty() ? "the training run said nothing" : lines.getLast();
    }
  }
}
