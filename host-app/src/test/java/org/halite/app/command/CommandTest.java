package org.halite.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.halite.bridge.module.ModuleValidation;
import org.halite.wire.RuntimeWalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line as a person uses it: words in, exit code and words out. */
class CommandTest {
  private static final Path PAGES = Path.of("src/test/resources/pages");

  @TempDir private Path temporary;

  private final FakeBackend backend = new FakeBackend();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int halite(String... words) {
    CommandLine line = HaliteCommand.over(backend);
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(words);
  }

  private static String page(String name) {
    return PAGES.resolve(name).toString();
  }

  private Path file(String name) throws IOException {
    return Files.writeString(temporary.resolve(name), "x");
  }

  private void assertOneSentence(String sentence) {
    assertEquals("halite: " + sentence + System.lineSeparator(), err.toString());
  }

  @Test
  void evalPrintsTheValueAsJson() {
    assertEquals(0, halite("open", page("colours.html"), "--headless", "--eval", "answer"));
    assertEquals("{\"a\":[1,\"x\",null]}" + System.lineSeparator(), out.toString());
  }

  @Test
  void evalTakesStatementsAndPrintsNullForUndefined() {
    String script = "var q = 1; q + 1";
    assertEquals(0, halite("open", page("colours.html"), "--headless", "--eval", script));
    assertEquals(0, halite("open", page("colours.html"), "--headless", "--eval", "undefined"));
    assertEquals("2\nnull\n", out.toString());
  }

  @Test
  void evalThatThrowsFailsWithASentence() {
    assertEquals(1, halite("open", page("colours.html"), "--headless", "--eval", "nothing.here"));
    assertTrue(err.toString().startsWith("halite: --eval failed in the page: "), err::toString);
    assertFalse(err.toString().contains("\tat "), err::toString);
  }

  @Test
  void waitForWaitsForTheModule() {
    assertEquals(
        0,
        halite(
            "open",
            page("embed.html"),
            "--headless",
            "--wait-for",
            "heard.length >= 7",
            "--eval",
            "m.readyState"));
    assertEquals("4\n", out.toString());
  }

  @Test
  void waitForThatNeverComesTrueExitsWith3() {
    assertEquals(
        3,
        halite(
            "open", page("embed.html"), "--headless", "--timeout", "1", "--wait-for", "no.such"));
    assertOneSentence("The time ran out after 1 seconds before --wait-for became true: no.such");
  }

  @Test
  void waitForThatIsNoExpressionIsAUsageError() {
    assertEquals(2, halite("open", page("embed.html"), "--headless", "--wait-for", "]["));
    assertTrue(err.toString().startsWith("halite: --wait-for failed in the page: SyntaxError"));
  }

  @Test
  void aModuleThatNeverLoadsExitsWith3() throws IOException {
    Path html = temporary.resolve("hold.html");
    Files.writeString(html, "<embed type=application/x-nacl src=hold.nmf>");
    assertEquals(3, halite("open", html.toString(), "--headless", "--timeout", "1"));
    assertOneSentence("The modules did not load within 1 seconds.");
  }

  @Test
  void aScreenshotShowsThePage() throws IOException {
    Path png = temporary.resolve("page.png");
    assertEquals(
        0, halite("open", page("colours.html"), "--headless", "--screenshot", png.toString()));
    BufferedImage picture = ImageIO.read(png.toFile());
    assertEquals(960, picture.getWidth());
    assertEquals(720, picture.getHeight());
    assertEquals(0xff00ff00, picture.getRGB(10, 10));
    assertEquals(0xff0000ff, picture.getRGB(150, 100));
    assertEquals(0xff00ff00, picture.getRGB(310, 100));
  }

  @Test
  void aScreenshotIntoAMissingFolderFailsWithASentence() {
    Path png = temporary.resolve("absent/page.png");
    assertEquals(
        1, halite("open", page("colours.html"), "--headless", "--screenshot", png.toString()));
    assertOneSentence("The picture cannot be written: the folder of " + png + " does not exist.");
  }

  @Test
  void theTranscriptHasALineForEachEvent() throws IOException {
    Path transcript = temporary.resolve("transcript.jsonl");
    assertEquals(
        0,
        halite(
            "open",
            page("embed.html"),
            "--headless",
            "--transcript",
            transcript.toString(),
            "--wait-for",
            "heard.length >= 7 && (console.warn('said', 5), true)"));
    List<String> events = new ArrayList<>();
    long last = 0;
    for (String line : Files.readAllLines(transcript)) {
      JsonNode event = new ObjectMapper().readTree(line);
      assertTrue(event.path("ms").asLong() >= last, line);
      last = event.path("ms").asLong();
      events.add(event.toString().replaceFirst("\"ms\":[0-9]+,", ""));
    }
    String base = PAGES.toAbsolutePath().toUri().toString();
    for (String expected :
        List.of(
            "{'event':'navigate','url':'" + base + "embed.html','frame':'main'}",
            "{'event':'embed','element':'embed-1','type':'application/x-nacl','src':'"
                + base
                + "echo.nmf'}",
            "{'event':'loadstart','element':'embed-1','detail':''}",
            "{'event':'fetch','url':'"
                + base
                + "echo.nmf','initiator':'manifest','allowed':true,'decision':'same-origin',"
                + "'status':200,'bytes':61}",
            "{'event':'progress','element':'embed-1','detail':{'url':'"
                + base
                + "module.nexe','lengthComputable':true,'loaded':50,'total':100}}",
            "{'event':'load','element':'embed-1','detail':''}",
            "{'event':'loadend','element':'embed-1','detail':''}",
            "{'event':'message','element':'embed-1','direction':'to-module','data':'first'}",
            "{'event':'message','element':'embed-1','direction':'from-module','data':'second'}",
            "{'event':'console','level':'warning','text':'said 5'}")) {
      assertTrue(
          events.contains(expected.replace('\'', '"')),
          () -> expected + " is not among\n" + String.join("\n", events));
    }
  }

  @Test
  void pagesThatCannotBeOpenedAreNamed() {
    assertEquals(1, halite("open", "absent.html", "--headless"));
    assertOneSentence(
        "absent.html is neither an http:, https: or file: URL nor a file that exists.");
  }

  @Test
  void aServerThatRefusesIsASentence() {
    assertEquals(1, halite("open", "http://127.0.0.1:9/", "--headless"));
    assertOneSentence(
        "http://127.0.0.1:9/ could not be loaded: the browser refuses such an address");
  }

  /** The program in a process of its own, for what it starts writes to the standard streams. */
  private static Process program(String... words) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                FakeBackend.class.getName()));
    line.addAll(List.of(words));
    return new ProcessBuilder(line).redirectErrorStream(true).start();
  }

  private static String said(Process process) throws Exception {
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the command hangs");
    return said;
  }

  @Test
  void whatStandsBehindCcIsTheCompilersAffair() throws Exception {
    Process shared = program("cc", "--debug", "-shared", "-o", "x");
    assertEquals(
        "halite cc: the option --debug is not known; halite cc takes gcc's common options\n",
        said(shared));
    assertEquals(1, shared.exitValue());
    Path words = Files.writeString(temporary.resolve("words"), "'-Done two' # -shared");
    assertTrue(said(program("c++", "@" + words)).startsWith("halite c++: # has no suffix"));
    assertEquals("x86_64-nacl\n", said(program("cc", "-dumpmachine")));
  }

  @Test
  void aPageThatLoopsForEverEndsTheCommandAllTheSame() throws Exception {
    Process process = program("open", page("loop.html"), "--headless", "--timeout", "3");
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the command hangs");
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(3, process.exitValue(), said);
    assertTrue(said.contains(" within 3 seconds"), said);
  }

  @Test
  void runGivesTheModuleWhatStandsBehindIt() throws IOException {
    String nexe = file("m.nexe").toString();
    assertEquals(
        139,
        halite(
            "run",
            "--env",
            "A=b=c",
            "--timeout",
            "1.5",
            "--memory",
            "64M",
            "--no-validation-cache",
            nexe,
            "-x",
            "--env",
            "--",
            "y"));
    assertEquals(
        new Backend.Program(
            Path.of(nexe),
            List.of("-x", "--env", "--", "y"),
            Map.of("A", "b=c"),
            Duration.ofMillis(1500),
            64L << 20,
            false,
            false,
            null,
            false),
        backend.ran);
  }

  @Test
  void srpcCallsAndPrintsALineForEachResult() throws IOException {
    String nexe = file("m.nexe").toString();
    assertEquals(0, halite("srpc", "--timeout", "2.5", "--json", nexe, "fib", "1", "-1", "--x"));
    assertEquals(
        new Backend.SrpcCall(
            Path.of(nexe), "fib", List.of("1", "-1", "--x"), Duration.ofMillis(2500), true),
        backend.called);
    assertEquals("one\ntwo\n", out.toString());
    assertEquals(0, halite("srpc", nexe));
    assertEquals(
        new Backend.SrpcCall(Path.of(nexe), null, List.of(), Duration.ofSeconds(10), false),
        backend.called);
  }

  @Test
  void srpcWithAWrongCallIsAWrongCommandLine() throws IOException {
    assertEquals(2, halite("srpc", file("m.nexe").toString(), "no_such"));
    assertTrue(
        err.toString().contains("the module has no method no_such; it has fib."), err::toString);
    assertEquals(2, halite("srpc"));
    assertEquals(2, halite("srpc", "--timeout", "-1", file("m.nexe").toString()));
  }

  @Test
  void powersAreGivenOnlyWhereAsked() throws IOException {
    String nexe = file("m.nexe").toString();
    halite("run", "--exceptions", nexe);
    assertEquals(true, backend.ran.exceptions());
    assertEquals(false, backend.ran.sockets());
    halite("run", "--sockets", nexe);
    assertEquals(false, backend.ran.exceptions());
    assertEquals(true, backend.ran.sockets());
    halite("run", nexe, "--exceptions", "--sockets");
    assertEquals(false, backend.ran.exceptions());
    assertEquals(false, backend.ran.sockets());
  }

  @Test
  void aDirectoryIsGivenByItsRealName() throws IOException {
    String nexe = file("m.nexe").toString();
    Path directory = Files.createDirectory(file("m.nexe").resolveSibling("given"));
    Path link = Files.createSymbolicLink(directory.resolveSibling("link"), directory);
    assertEquals(139, halite("run", "--files", link.toString(), nexe));
    assertEquals(directory.toRealPath(), backend.ran.files());
    assertEquals(2, halite("run", "--files", "/", nexe));
    assertEquals(2, halite("run", "--files", nexe, nexe));
    assertEquals(2, halite("run", "--files", directory + "/none", nexe));
    assertEquals(139, halite("run", nexe, "--files", directory.toString()));
    assertEquals(null, backend.ran.files());
  }

  @Test
  void wrongOptionsAreUsageErrors() throws IOException {
    String nexe = file("m.nexe").toString();
    assertEquals(2, halite("run", "--env", "novalue", nexe));
    assertEquals(2, halite("run", "--memory", "5G", nexe));
    assertEquals(2, halite("run", "--memory", "-1", nexe));
    assertEquals(2, halite("run", "--timeout", "0", nexe));
    assertEquals(2, halite("run", "--timeout", "NaN", nexe));
    assertEquals(2, halite("run"));
    assertEquals(2, halite("open", "a", "b"));
    assertEquals(2, halite("no-such-command"));
    assertEquals(2, halite());
    assertEquals(null, backend.ran);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "x", "1T", "64 M", "4097M", "5G", "0x10", "1.5G", "G"})
  void memoryThatIsNoSizeIsOneSentence(String size) throws IOException {
    assertEquals(2, halite("run", "--memory", size, file("m.nexe").toString()));
    assertOneSentence(
        "--memory " + size + " is no size: write bytes, or a number with K, M or G; 4G at most.");
    assertEquals(null, backend.ran);
  }

  @Test
  void memoryIsBytesOrAMultiple() throws IOException {
    Map<String, Long> sizes =
        Map.of("65536", 65536L, "64k", 65536L, "64M", 64L << 20, "4G", 4L << 30);
    for (Map.Entry<String, Long> size : sizes.entrySet()) {
      assertEquals(139, halite("run", "--memory", size.getKey(), file("m.nexe").toString()));
      assertEquals(size.getValue(), backend.ran.memoryBytes(), size.getKey());
    }
  }

  @Test
  void modulesThatAreNoFilesAreNamed() throws IOException {
    assertEquals(1, halite("run", temporary.resolve("absent.nexe").toString()));
    assertOneSentence(temporary.resolve("absent.nexe") + " does not exist.");
    assertEquals(1, halite("run", temporary.toString()));
    assertTrue(err.toString().endsWith(temporary + " is no regular file.\n"));
  }

  @Test
  void validatePassesTheVerdictOn() throws IOException {
    Path nexe = file("m.nexe");
    assertEquals(1, halite("validate", nexe.toString()));
    assertEquals(new ModuleValidation(List.of(nexe), false, false, false, null), backend.validated);
    Path broken = file("broken.nexe");
    assertEquals(1, halite("validate", broken.toString()));
    assertOneSentence(broken + " cannot be judged: it is empty.");
  }

  @Test
  void validateTakesManyModulesAndSaysForWhichProcessor() {
    assertEquals(1, halite("validate", "--json", "--all", "--any-processor", "a", "b"));
    assertEquals(
        new ModuleValidation(List.of(Path.of("a"), Path.of("b")), true, true, true, null),
        backend.validated);
    assertEquals(1, halite("validate", "--features", "SSE,SSE2", "a"));
    assertEquals("SSE,SSE2", backend.validated.features());
    assertEquals(2, halite("validate", "--features", "SSE", "--any-processor", "a"));
    assertOneSentence("--any-processor and --features exclude each other.");
  }

  @Test
  void recordsAreWholeBundlesAndStandAlone() {
    assertEquals(0, halite("validate", "--records", "64"));
    assertEquals(64, backend.recordSize);
    for (String size : List.of("0", "-32", "33", "65568", "x")) {
      assertEquals(2, halite("validate", "--records", size), size);
    }
    assertEquals(2, halite("validate", "--records", "64", "a.nexe"));
    assertEquals(2, halite("validate", "--records", "64", "--json"));
    assertEquals(2, halite("validate"));
    assertEquals(64, backend.recordSize);
  }

  @Test
  void serveNamesAMissingFolder() {
    assertEquals(1, halite("serve", temporary.resolve("absent").toString()));
    assertOneSentence(temporary.resolve("absent") + " is no folder: name one to serve.");
    assertEquals(2, halite("serve", temporary.toString(), "--port", "65536"));
  }

  @Test
  void doctorTellsEachWallAndWhatToDoWhereOneIsMissing() {
    RuntimeWalls.Wall filter = new RuntimeWalls.Wall("system call filter", true, "281 rules");
    backend.walls = List.of(filter);
    assertEquals(0, halite("doctor", "--strict"));
    assertTrue(out.toString().contains("kernel              Linux "), out::toString);
    assertTrue(out.toString().contains("system call filter  yes: 281 rules\n"), out::toString);
    assertTrue(out.toString().endsWith("Every wall stands.\n"), out::toString);
    backend.walls = List.of(filter, new RuntimeWalls.Wall("landlock", false, "not here"));
    assertEquals(0, halite("doctor"));
    assertTrue(out.toString().contains("landlock            no:  not here\n"), out::toString);
    assertTrue(out.toString().contains("lsm="), out::toString);
    assertEquals(1, halite("doctor", "--strict"));
    backend.walls = List.of(new RuntimeWalls.Wall("jail", false, "no filter"));
    assertEquals(1, halite("doctor"));
    assertTrue(out.toString().endsWith("No module can run here.\n"), out::toString);
  }

  @Test
  void helpAndCompletionSucceed() {
    for (String command : List.of("open", "demo", "run", "validate", "serve", "doctor")) {
      assertEquals(0, halite(command, "--help"), command);
      assertTrue(out.toString().contains("Usage: halite " + command), command);
    }
    assertEquals(0, halite("completion"));
    assertTrue(out.toString().contains("complete -F _complete_halite"), out::toString);
  }

  @Test
  void aDemonstrationIsOneOrAnother() {
    for (String option : List.of("--no-store", "--share-libraries", "--no-validation-cache")) {
      assertEquals(2, halite("demo", "--sharing", option, "--headless"));
      assertTrue(err.toString().contains("leave " + option + " out"), err::toString);
    }
    assertEquals(2, halite("demo", "--sharing", "--samples", "--headless"));
    assertTrue(err.toString().contains("mutually exclusive"), err::toString);
  }

  @Test
  void debugShowsWhereAnErrorArose() {
    assertEquals(1, halite("--debug", "open", "absent.html"));
    assertTrue(err.toString().contains("\tat org.halite.app.command"), err::toString);
  }
}
