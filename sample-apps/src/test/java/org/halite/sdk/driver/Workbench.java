package org.halite.sdk.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder to compile in.
 *
 * @param folder that names count from
 * @param cache for the modules' library
 */
record Workbench(Path folder, Path cache) {
  /** The modules' libraries: named by their content, so that they outlive a test. */
  private static final Path CACHE = Path.of("target", "sdk").toAbsolutePath();

  /** Sources of programs. */
  static final Path PROGRAMS = Path.of("src", "test", "programs").toAbsolutePath();

  /**
   * @param status of the program
   * @param out what it said on standard output, and on standard error where both are one
   */
  record Outcome(int status, String out) {}

  static Workbench in(Path folder) throws Exception {
    for (String tool : List.of("gcc", "g++", "as", "ld", "ar")) {
      assumeTrue(
          Stream.of("/usr/bin", "/bin", "/usr/local/bin")
              .anyMatch(bin -> Files.isExecutable(Path.of(bin, tool))),
          tool + " is not installed");
    }
    Workbench bench = new Workbench(Files.createDirectories(folder.resolve("work")), CACHE);
    if (NewlibSource.find() != null) {
      bench.buildLibrary();
    }
    return bench;
  }

  /** One whose programs need the C library. */
  static Workbench withLibrary(Path folder) throws Exception {
    assumeTrue(NewlibSource.find() != null, NewlibSource.ABSENT);
    return in(folder);
  }

  Workbench with(Path otherCache) {
    return new Workbench(folder, otherCache);
  }

  /** Once for all tests, and before any of them looks at what the compiler says. */
  private void buildLibrary() throws InterruptedException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    Streams streams = new Streams(stream, stream, false);
    int status = new CompilerDriver(Language.C, folder, cache, streams).buildLibrary();
    assertEquals(0, status, said.toString(StandardCharsets.UTF_8));
    List<String> nothing = List.of("-E", "-x", "c++", "/dev/null", "-o", "/dev/null");
    status = new CompilerDriver(Language.CXX, folder, cache, streams).run(nothing);
    assertEquals(0, status, said.toString(StandardCharsets.UTF_8));
  }

  Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  Outcome cc(String... words) throws InterruptedException {
    return compile(Language.C, List.of(words));
  }

  Outcome compile(Language language, List<String> words) throws InterruptedException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    int status =
        new CompilerDriver(language, folder, cache, new Streams(stream, stream, false)).run(words);
    return new Outcome(status, said.toString(StandardCharsets.UTF_8));
  }

  /** Compiles, and fails the test when that fails. */
  void make(Language language, String... words) throws InterruptedException {
    Outcome outcome = compile(language, List.of(words));
    assertEquals("", outcome.out());
    assertEquals(0, outcome.status());
  }

  /** Runs a module in a real runtime process. */
  Outcome run(String module, String... arguments) throws IOException, InterruptedException {
    return run(module, "", arguments);
  }

  /** The same; it may use the files of this folder. */
  Outcome runWithFiles(String module, String... arguments)
      throws IOException, InterruptedException {
    return run(module, folder.toAbsolutePath().toString(), arguments);
  }

  private Outcome run(String module, String files, String[] arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                RunModule.class.getName(),
                folder.resolve(module).toString()));
    if (!files.isEmpty()) {
      command.add("--files=" + files);
    }
    command.addAll(List.of(arguments));
    return start(command);
  }

  Outcome start(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), said);
  }
}
