package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.halite.bridge.fetch.FetchLimits;
import org.halite.bridge.store.Profile;
import org.halite.bridge.store.ValidationCache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When verdicts are kept and used, with a runtime process that says what a test wants. */
class KeptVerdictsTest {
  private static final String USED =
      "console TIP app.nexe was validated before: the verdict kept for these bytes was used";

  /** So much that a verdict is worth keeping. */
  private static final String FILL = " ".repeat(NexeTransfer.WORTH_KEEPING);

  @TempDir Path folder;
  private final List<LocalModuleHost> hosts = new ArrayList<>();
  private Path site;

  @BeforeEach
  void makeTheSite() throws IOException {
    site = Files.createDirectory(folder.resolve("site"));
    Files.writeString(
        site.resolve("app.nmf"), "{\"program\": {\"x86-64\": {\"url\": \"app.nexe\"}}}");
    Files.writeString(site.resolve("index.html"), "<html>");
  }

  @AfterEach
  void close() {
    hosts.forEach(LocalModuleHost::close);
  }

  private ValidationCache cache() {
    return ValidationCache.of(new Profile(folder.resolve("data"), folder.resolve("cache")));
  }

  private long kept() throws IOException {
    return entries("verdicts").size();
  }

  private List<Path> entries(String of) throws IOException {
    Path entries = folder.resolve("cache/libraries").resolve(of);
    if (!Files.exists(entries)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(entries)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  /** A browser of its own opens the page; ends when the module does, and its loader. */
  private RecordedEvents open(RuntimeCommand command, ValidationCache cache, String nexe)
      throws Exception {
    Files.writeString(site.resolve("app.nexe"), nexe + FILL);
    LocalModuleHost host = new LocalModuleHost(command, FetchLimits.USUAL, cache);
    hosts.add(host);
    URI page = site.resolve("index.html").toUri();
    RecordedEvents events = new RecordedEvents();
    ModuleSession session =
        host.openSession(
            new ModuleRequest(
                "e1",
                "application/x-nacl",
                page.resolve("app.nmf"),
                page,
                page,
                Map.of(),
                200,
                100),
            events);
    String _ = events.awaitOne(line -> line.matches("(?s)(message|error|crash) .*"));
    session.awaitLoader();
    session.close();
    String _ = events.await("exit");
    return events;
  }

  private String load(String nexe) throws Exception {
    return open(LocalModuleHostTest.scripted(""), cache(), nexe)
        .awaitOne(line -> line.startsWith("message") || line.startsWith("error"));
  }

  @Test
  void aModuleThatWasAcceptedIsNotValidatedAgain() throws Exception {
    assertEquals("message load 0", load("accepted"));
    assertEquals(1, kept());
    RecordedEvents second = open(LocalModuleHostTest.scripted(""), cache(), "accepted");
    assertEquals("message load 1", second.await("message"));
    String _ = second.await(USED);
  }

  @Test
  void oneOtherByteIsAnotherModule() throws Exception {
    assertEquals("message load 0", load("accepted, and this is its end: a"));
    assertEquals("message load 0", load("accepted, and this is its end: b"));
    assertEquals("message load 0", load("accepted, and this is its end: aa"));
    assertEquals("message load 1", load("accepted, and this is its end: a"));
  }

  @Test
  void allPiecesOfALargeModuleCount() throws Exception {
    String large = "accepted " + "x".repeat(300_000);
    assertEquals("message load 0", load(large + "a"));
    assertEquals("message load 0", load(large + "b"));
    assertEquals("message load 0", load("accepted y" + large.substring(10) + "a"));
    assertEquals("message load 1", load(large + "a"));
  }

  @Test
  void aModuleThatIsRewrittenIsValidatedEachTime() throws Exception {
    assertEquals("message load 0", load("rewritten"));
    assertEquals("message load 0", load("rewritten"));
    assertEquals(0, kept());
  }

  @Test
  void aSmallModuleIsNotWorthAVerdict() throws Exception {
    Path nexe = folder.resolve("p.nexe");
    List<String> log = new ArrayList<>();
    String text = "accepted, exits" + FILL;
    Files.writeString(nexe, text.substring(0, NexeTransfer.WORTH_KEEPING - 1));
    assertEquals(0, run(nexe, log).status());
    assertEquals(0, run(nexe, log).status());
    assertEquals(0, kept());
    Files.writeString(nexe, text.substring(0, NexeTransfer.WORTH_KEEPING));
    assertEquals(0, run(nexe, log).status());
    assertEquals(1, run(nexe, log).status());
    assertEquals(1, kept());
  }

  @Test
  void aRefusalIsNotKeptWhateverElseTheRuntimeSays() throws Exception {
    assertEquals("error app.nexe was refused: no", load("refused"));
    assertEquals("error app.nexe was refused: no", load("refused"));
    assertEquals(0, kept());
  }

  @Test
  void aVerdictThatCannotBeIsAProtocolError() throws Exception {
    assertEquals("error the runtime process broke the protocol: a verdict of 2", load("verdict 2"));
    assertEquals(0, kept());
  }

  @Test
  void aSecondAnswerToLoadEndsTheModuleAndKeepsNothing() throws Exception {
    RecordedEvents events = open(LocalModuleHostTest.scripted(""), cache(), "answers-twice");
    String _ = events.awaitOne(line -> line.contains("an answer to a question never asked"));
    assertEquals(0, kept());
  }

  @Test
  void featuresThatNobodyCanReadAreAProtocolError() throws Exception {
    RecordedEvents events =
        open(LocalModuleHostTest.scripted("many features"), cache(), "accepted");
    assertEquals(
        "error the runtime process broke the protocol: CPU features in a text of 5000 characters",
        events.await("error"));
    assertEquals(0, kept());
  }

  @Test
  void withoutKnownFeaturesNothingIsKept() throws Exception {
    RuntimeCommand command = LocalModuleHostTest.scripted("no features");
    assertEquals("message load 0", open(command, cache(), "accepted").await("message"));
    assertEquals(0, kept());
  }

  @Test
  void anotherSiteLearnsNothing() throws Exception {
    assertEquals("message load 0", load("accepted"));
    Path there = Files.createDirectory(folder.resolve("other site"));
    for (String name : List.of("app.nmf", "index.html")) {
      Files.copy(site.resolve(name), there.resolve(name));
    }
    site = there;
    assertEquals("message load 0", load("accepted"), "validated as if nobody had");
    assertEquals(1, kept(), "the same verdict");
    assertEquals(2, entries("judged").size());
    assertEquals("message load 1", load("accepted"));
  }

  @Test
  void withoutACacheNothingIsKept() throws Exception {
    for (int i = 0; i < 2; i++) {
      RecordedEvents events =
          open(LocalModuleHostTest.scripted(""), ValidationCache.none(), "accepted");
      assertEquals("message load 0", events.await("message"));
    }
    assertEquals(0, kept());
  }

  @Test
  void aPoisonedEntryIsAWarningToTheDeveloperAndTheModuleIsValidated() throws Exception {
    assertEquals("message load 0", load("accepted"));
    for (String of : List.of("verdicts", "judged")) {
      Path entry = entries(of).getFirst();
      byte[] bytes = Files.readAllBytes(entry);
      bytes[20] ^= 1;
      Files.write(entry, bytes);
      RecordedEvents events = open(LocalModuleHostTest.scripted(""), cache(), "accepted");
      assertEquals("message load 0", events.await("message"));
      assertTrue(
          events
              .await("console WARNING the kept verdict ")
              .contains(" was ignored: it is not auth"));
      assertEquals("message load 1", load("accepted"));
    }
  }

  // Versions.

  private RuntimeVersion version(Path jar, String... flags) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new RuntimeVersion(new RuntimeCommand(java, List.of(flags), List.of(jar), "Main"));
  }

  /** A jar with one stored file of this content. */
  private Path jar(String content) throws IOException {
    Path jar = folder.resolve("runtime.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("A.class"));
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private static String now(RuntimeVersion version) {
    return version.of(version.stamp());
  }

  @Test
  void aRuntimeOfOtherBytesOrOptionsIsOfAnotherVersion() throws Exception {
    Path jar = jar("one");
    FileTime time = Files.getLastModifiedTime(jar);
    String first = now(version(jar));
    assertEquals(first, now(version(jar)));
    assertNotEquals(first, now(version(jar, "-Xint")));
    assertEquals(jar, jar("two"));
    Files.setLastModifiedTime(jar, time);
    assertNotEquals(first, now(version(jar)), "of the same size and time");
    assertEquals(jar, jar("one"));
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(9)));
    assertEquals(first, now(version(jar)), "built again, the same bytes");
  }

  @Test
  void everyFileOfAClassFolderCounts() throws Exception {
    Path classes = Files.createDirectories(folder.resolve("classes/org"));
    Files.writeString(classes.resolve("A.class"), "a");
    Files.writeString(classes.resolve("tables.tab"), "t");
    RuntimeVersion version = version(folder.resolve("classes"));
    String first = now(version);
    Files.writeString(classes.resolve("tables.tab"), "changed");
    String second = now(version);
    assertNotEquals(first, second);
    Files.move(classes.resolve("A.class"), classes.resolve("B.class"));
    assertNotEquals(second, now(version));
  }

  @Test
  void aRuntimeThatWasReplacedSinceTheProcessStartedHasNoVersion() throws Exception {
    Path jar = jar("one");
    RuntimeVersion version = version(jar);
    RuntimeVersion.Stamp started = version.stamp();
    assertEquals(jar, jar("another"));
    assertNull(version.of(started));
    Files.delete(jar);
    assertNull(version.stamp());
    Files.writeString(jar, "no jar");
    assertNull(now(version));
    assertNull(version.of(null));
  }

  // Whose a verdict is.

  private static String site(String page, String document) {
    return new ModuleRequest(
            "e", "t", URI.create("x:y"), URI.create(document), URI.create(page), Map.of(), 1, 1)
        .site();
  }

  @Test
  void aVerdictBelongsToThePageAndTheFrameThatLoadedTheModule() {
    String own = site("https://a.test/x/index.html?q", "https://a.test/y.html");
    assertEquals("https://a.test https://a.test", own);
    assertEquals(own, site("https://A.test:443/z", "https://a.test/"));
    assertNotEquals(own, site("http://a.test/", "https://a.test/"));
    assertNotEquals(own, site("https://b.test/", "https://a.test/"), "in a frame of another page");
    assertNotEquals(own, site("https://a.test/", "https://b.test/"), "another frame of the page");
    assertEquals("file:/a/b/ file:/a/b/", site("file:/a/b/c.html", "file:/a/b/d.html"));
    assertNotEquals(
        site("file:/a/b/c.html", "file:/a/b/c.html"), site("file:/a/c.html", "file:/a/c.html"));
    assertNull(site("data:text/html,x", "https://a.test/"));
    assertNull(site("about:blank", "about:blank"));
  }

  // Programs without a page.

  private ExitReport run(Path nexe, List<String> log) throws Exception {
    RuntimeCommand command = LocalModuleHostTest.scripted("");
    return new ProgramRun(nexe, List.of(), Map.of(), 0, Duration.ofSeconds(20))
        .run(
            command,
            cache(),
            (level, text) -> {
              synchronized (log) {
                log.add(level + " " + text);
              }
            });
  }

  @Test
  void programsHaveVerdictsToo() throws Exception {
    Path nexe = Files.writeString(folder.resolve("p.nexe"), "accepted, exits" + FILL);
    List<String> log = new ArrayList<>();
    assertEquals(0, run(nexe, log).status());
    assertEquals(List.of(), log);
    assertEquals(1, kept());
    assertEquals(1, run(nexe, log).status());
    assertEquals(
        List.of("TIP p.nexe was validated before: the verdict kept for these bytes was used"), log);
  }

  @Test
  void aProgramLargerThanWhatIsReadAheadIsHashedWhole() throws Exception {
    String large = "accepted, exits " + "x".repeat(9 << 20);
    Path first = Files.writeString(folder.resolve("first.nexe"), large + "1");
    Path second = Files.writeString(folder.resolve("second.nexe"), large + "2");
    List<String> log = new ArrayList<>();
    assertEquals(0, run(first, log).status());
    assertEquals(0, run(second, log).status());
    assertEquals(1, run(first, log).status());
    assertFalse(log.isEmpty());
  }
}
