package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.halite.app.RealBackend;
import org.halite.app.command.HaliteCommand;
import org.halite.app.sharing.CompileCommands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import picocli.CommandLine;

/** The samples as they are committed; what their pages do is in src/test/pages/sample-*. */
class SamplesTest {
  private static final long MOST_BYTES = 350 << 10;
  private static final List<String> ALL =
      Stream.of(List.of("hello"), Samples.PREBUILT, Samples.FETCHED).flatMap(List::stream).toList();

  @TempDir private Path temporary;

  private static void needTheirCompiler() throws IOException {
    String made = Files.readString(Samples.FOLDER.resolve("prebuilt-with.txt"));
    Compiled.need("gcc", "ld");
    String here = firstLine("gcc") + firstLine("ld");
    assumeTrue(made.equals(here), "the samples were built with\n" + made + "and here is\n" + here);
  }

  @Test
  void theViewerAndItsLibrariesAreTheBytesOfTheirSources() throws IOException {
    needTheirCompiler();
    Path viewer = Samples.FOLDER.resolve("image-viewer");
    Path copy = Files.createDirectory(temporary.resolve("image-viewer"));
    List<Path> committed;
    try (Stream<Path> files = Files.list(viewer)) {
      committed = files.filter(Files::isRegularFile).toList();
    }
    for (Path file : committed) {
      if (!isModule(file)) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    for (List<String> command : CompileCommands.of(copy)) { // there no zlib has been fetched
      Compiled.run(copy, command);
    }
    assertEquals(6, committed.stream().filter(SamplesTest::isModule).count());
    for (Path file : committed) {
      if (isModule(file)) {
        assertArrayEquals(
            Files.readAllBytes(copy.resolve(file.getFileName())),
            Files.readAllBytes(file),
            () -> file + " is not what its source says; renew it: make -C sample-apps prebuilt");
      }
    }
  }

  private static boolean isModule(Path file) {
    return file.toString().endsWith(".so") || file.toString().endsWith(".nexe");
  }

  @ParameterizedTest
  @FieldSource("org.halite.app.pages.Samples#PREBUILT")
  void aPrebuiltSampleIsTheBytesOfItsSources(String name) throws Exception {
    needTheirCompiler();
    Path copy = Samples.make(name, temporary, List.of());
    for (String file : List.of(name + ".nexe", name + ".nmf")) {
      assertArrayEquals(
          Files.readAllBytes(copy.resolve(file)),
          Files.readAllBytes(Samples.FOLDER.resolve(name).resolve(file)),
          () -> file + " is not what its source says; renew it: make -B -C sample-apps prebuilt");
    }
  }

  @ParameterizedTest
  @FieldSource("org.halite.app.pages.Samples#PREBUILT")
  void aPrebuiltModuleIsSmall(String name) throws IOException {
    long size = Files.size(Samples.FOLDER.resolve(name).resolve(name + ".nexe"));
    assertTrue(size <= MOST_BYTES, name + ".nexe has " + size + " bytes");
  }

  @Test
  void theStartPageLinksEverySampleAndEachHasWhatASampleHas() throws IOException {
    String page = Files.readString(Samples.FOLDER.resolve("index.html"));
    Set<String> linked = new TreeSet<>();
    Matcher link = Pattern.compile("<a href=\"([a-z]+)/index.html\">").matcher(page);
    while (link.find()) {
      linked.add(link.group(1));
    }
    assertEquals(new TreeSet<>(ALL), linked);
    for (String name : ALL) {
      for (String file : List.of("index.html", "README.md")) {
        assertTrue(Files.exists(Samples.FOLDER.resolve(name).resolve(file)), name + "/" + file);
      }
    }
  }

  @Test
  void theDemoOfAllSamplesOpensTheStartPage() {
    String home = System.getProperty("halite.home");
    StringWriter out = new StringWriter();
    try {
      System.setProperty("halite.home", Samples.FOLDER.getParent().toString());
      CommandLine halite = HaliteCommand.over(new RealBackend().get());
      halite.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
      assertEquals(0, halite.execute("demo", "--samples", "--headless"), out::toString);
    } finally {
      if (home == null) {
        System.clearProperty("halite.home");
      } else {
        System.setProperty("halite.home", home);
      }
    }
    String said = out.toString();
    Matcher picture = Pattern.compile("The picture of the page is (.*)").matcher(said);
    assertTrue(said.contains("\"event\":\"navigate\"") && picture.find(), said);
    assertTrue(Path.of(picture.group(1)).toFile().delete(), said);
  }

  private static String firstLine(String tool) throws IOException {
    Process process = new ProcessBuilder(tool, "--version").start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return said.lines().findFirst().orElse("") + "\n";
  }
}
