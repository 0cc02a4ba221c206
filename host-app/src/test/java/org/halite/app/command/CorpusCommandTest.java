package org.halite.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.halite.app.Corpus;
import org.halite.app.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * Every module of the corpus's folders console, own, srpc-2010 and srpc-2011, through the command
 * line as a person types it: what the corpus says must be seen, is seen.
 */
class CorpusCommandTest {
  @TempDir private Path temporary;

  /** What came of a command. */
  private record Outcome(int status, String out, String err) {}

  /** Whether the modules are there is a matter of the corpus: skipped by name where not. */
  private Outcome halite(String input, List<String> words) throws Exception {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dslf4j.internal.verbosity=ERROR", // of libraries that tests alone have
                "-Dhalite.profile=" + temporary.resolve("profile"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    for (String word : words) {
      boolean ofCorpus = word.matches("[a-z0-9-]+/[^=]*[.]nexe");
      line.add(ofCorpus ? Corpus.file(word).toString() : word);
    }
    Path err = temporary.resolve("err");
    Process process = new ProcessBuilder(line).redirectError(err.toFile()).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // A module that reads nothing may have ended.
    }
    try (InputStream out = process.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the command hangs");
      return new Outcome(process.exitValue(), said, Files.readString(err));
    }
  }

  /**
   * Columns: the command line, standard input, the exit status, standard output, standard error. An
   * empty one says that the stream is empty, a text after ~ is contained, ; is the end of a line.
   */
  @ParameterizedTest(name = "{0}")
  @CsvFileSource(
      resources = "corpus.csv",
      delimiter = '|',
      emptyValue = "",
      maxCharsPerColumn = 1000)
  void whatMustBeSeenIsSeen(String words, String input, int status, String out, String err)
      throws Exception {
    Outcome outcome = halite(lines(input), List.of(words.split(" ")));
    assertEquals(status, outcome.status(), outcome::toString);
    assertSays(out, outcome.out());
    assertSays(err, outcome.err());
  }

  private static String lines(String column) {
    return column == null ? "" : column.replace(";", "\n");
  }

  private static void assertSays(String expected, String said) {
    if (expected != null && expected.startsWith("~")) {
      assertTrue(said.contains(lines(expected).substring(1)), said);
    } else {
      assertEquals(lines(expected), said);
    }
  }

  /** The corpus has no module that no line of the table runs. */
  @Test
  void noModuleIsLeftOut() throws IOException {
    String table;
    try (InputStream file = getClass().getResourceAsStream("corpus.csv")) {
      table = new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
    Path top = Corpus.file("console/hello_world.nexe").getParent().getParent();
    for (String folder : List.of("console", "own", "srpc-2010", "srpc-2011")) {
      try (var modules = Files.list(top.resolve(folder))) {
        for (Path module : modules.toList()) {
          String name = folder + "/" + module.getFileName();
          assertTrue(table.contains(" " + name), name + " is run by no line of corpus.csv");
        }
      }
    }
  }

  /** By the translators themselves, which are modules: portable code in, a program out. */
  @Test
  void thePortableHelloWorldIsTranslatedLinkedAndRun() throws Exception {
    Path given = Files.createDirectory(temporary.resolve("given"));
    Files.copy(Corpus.file("pexe-console/puts.pexe"), given.resolve("puts.pexe"));
    String prefix = "translator/pnacl_public_x86_64_";
    for (String library :
        List.of("crtbegin_o", "crtend_o", "libgcc_a", "libcrt_platform_a", "libpnacl_irt_shim_a")) {
      String stored = library.replace("shim_a", "shim_dummy_a");
      Files.copy(Corpus.file(prefix + stored), given.resolve(library.replaceFirst("_(.)$", ".$1")));
    }
    String variable = "NACL_IRT_PNACL_TRANSLATOR_";
    Outcome compiled =
        run(
            given,
            Corpus.file(prefix + "pnacl_sz_nexe"),
            variable + "COMPILE_INPUT=/puts.pexe",
            variable + "COMPILE_THREADS=0",
            variable + "COMPILE_OUTPUT_0=/puts.o",
            variable + "COMPILE_ARG_0=-O2");
    assertEquals(0, compiled.status(), compiled::toString);
    Outcome linked =
        run(
            given,
            Corpus.file(prefix + "ld_nexe"),
            variable + "LINK_OUTPUT=/puts.nexe",
            variable + "LINK_INPUT_0=/puts.o",
            "NACL_IRT_OPEN_RESOURCE_BASE=/");
    assertEquals(0, linked.status(), linked::toString);
    assertEquals(new Outcome(0, "Hello, World!\n\n", ""), run(given, given.resolve("puts.nexe")));
  }

  private Outcome run(Path files, Path module, String... variables) throws Exception {
    List<String> words = new ArrayList<>(List.of("run", "--files", files.toString()));
    for (String variable : variables) {
      words.addAll(List.of("--env", variable));
    }
    words.add(module.toAbsolutePath().toString());
    return halite("", words);
  }

  /** What the module looks for in the machine's /etc must be put into the directory it is given. */
  @Test
  void theFactsOfFilesHoldInADirectoryWithEtcPasswdAndNameItWhereItIsMissing() throws Exception {
    Path given = Files.createDirectory(temporary.resolve("given"));
    List<String> words =
        List.of("run", "--sockets", "--files", given.toString(), "own/facts_test.nexe");
    Outcome empty = halite("", words);
    assertEquals(1, empty.status(), empty::toString);
    assertEquals(
        List.of(
            "FAIL open got fffffffe", // ENOENT, as all of them: there is no /etc
            "FAIL seek end got fffffff7",
            "FAIL size got 00000000",
            "FAIL opendir got fffffffe",
            "FAIL read dir got fffffff7",
            "FAIL O_DIRECTORY file got fffffffe",
            "FAIL O_EXCL dir got fffffffe"),
        empty.out().lines().filter(line -> line.startsWith("FAIL")).toList());
    Files.createDirectory(given.resolve("etc"));
    Files.writeString(given.resolve("etc/passwd"), "nobody\n");
    Outcome prepared = halite("", words);
    assertEquals(0, prepared.status(), prepared::toString);
    assertTrue(prepared.out().endsWith("summary ok=00000099 fail=00000000\n"), prepared::toString);
  }
}
