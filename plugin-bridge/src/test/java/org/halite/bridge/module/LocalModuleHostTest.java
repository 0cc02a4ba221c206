package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.halite.bridge.fetch.FetchLimits;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.store.ValidationCache;
import org.halite.ppapi.Var;
import org.halite.wire.ControlWire;
import org.halite.wire.RuntimeFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalModuleHostTest {
  @TempDir Path site;
  private final List<LocalModuleHost> hosts = new ArrayList<>();
  private final RecordedEvents events = new RecordedEvents();
  private ModuleSession session;

  static RuntimeCommand scripted(String script) throws Exception {
    List<String> flags = new ArrayList<>(RuntimeFlags.all());
    flags.add("-Dscript=" + script);
    List<Path> classPath = new ArrayList<>();
    for (Class<?> type : List.of(ScriptedRuntime.class, ControlWire.class)) {
      classPath.add(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new RuntimeCommand(java, flags, classPath, ScriptedRuntime.class.getName());
  }

  private ModuleSession open(String script, String nexe) throws Exception {
    Files.writeString(site.resolve("app.nexe"), nexe);
    Files.writeString(
        site.resolve("app.nmf"),
        "{\"program\": {\"x86-64\": {\"url\": \"app.nexe\"}}, \"extra\": 1}");
    return openManifest(script, "app.nmf", Map.of("src", "app.nmf"));
  }

  private ModuleSession openManifest(String script, String manifest, Map<String, String> attributes)
      throws Exception {
    Files.writeString(site.resolve("index.html"), "<html>");
    FetchLimits limits =
        new FetchLimits(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(20));
    LocalModuleHost host = new LocalModuleHost(scripted(script), limits, ValidationCache.none());
    hosts.add(host);
    URI page = site.resolve("index.html").toUri();
    session =
        host.openSession(
            new ModuleRequest(
                "e1",
                "application/x-nacl",
                page.resolve(manifest),
                page,
                page,
                attributes,
                200,
                100),
            events);
    return session;
  }

  @AfterEach
  void everythingIsGoneAfterwards() throws Exception {
    hosts.forEach(LocalModuleHost::close);
    if (session != null) {
      events.await("exit");
      assertTrue(
          events.lines().getLast().startsWith("exit"),
          () -> "exit is the last of " + events.lines());
      RuntimeProcess process = session.process();
      if (process != null) {
        process.ended().get(5, TimeUnit.SECONDS);
        assertFalse(process.handle().isAlive());
        assertFalse(
            Files.exists(process.socketPath().getParent()), "the private directory is gone");
      }
    }
  }

  @Test
  void anEmbedLoadsAnswersAndEnds() throws Exception {
    open("", "fine");
    events.awaitLoad();
    session.postMessage(new Var.Text("hello"));
    events.await("message hello");
    session.close();
    events.await("exit");
    assertEquals(
        List.of("loadstart", "load", "loadend", "message hello", "exit 137"), events.life());
    assertTrue(events.lines().contains("progress true 4/4"), () -> events.lines().toString());
    events.await("console WARNING app.nmf: the key extra is not known and has no effect");
    events.await("fetched " + site.resolve("app.nexe") + " 200 file below the page's folder");
  }

  @Test
  void aListenerOfTheLoadEventMayWaitForAnAnswerAtOnce() throws Exception {
    CompletableFuture<ModuleSession> opened = new CompletableFuture<>();
    CompletableFuture<CompletableFuture<Var>> asked = new CompletableFuture<>();
    events.onLoad(() -> asked.complete(opened.join().ask(new Var.Text("are you there"))));
    opened.complete(open("", "fine"));
    assertEquals(
        new Var.Text("are you there"), asked.get(30, TimeUnit.SECONDS).get(30, TimeUnit.SECONDS));
  }

  @Test
  void theSocketDirectoryIsGoneOnceTheProcessConnected() throws Exception {
    open("", "fine");
    events.awaitLoad();
    assertFalse(Files.exists(session.process().socketPath().getParent()));
  }

  @Test
  void messagesBeforeLoadAreKeptInOrder() throws Exception {
    open("", "fine");
    for (int i = 0; i < 50; i++) {
      session.postMessage(new Var.Text("m" + i));
    }
    events.await("message m49");
    List<String> messages = events.life().subList(3, 53);
    for (int i = 0; i < 50; i++) {
      assertEquals("message m" + i, messages.get(i));
    }
  }

  @Test
  void aMessageOfTheModuleBeforeLoadComesAfterIt() throws Exception {
    open("", "posts-early");
    events.await("message early");
    assertEquals(List.of("loadstart", "load", "loadend", "message early"), events.life());
  }

  @Test
  void tooMuchBeforeLoadIsAnError() throws Exception {
    open("silent", "fine");
    for (int i = 0; i < 5; i++) {
      session.postMessage(new Var.ArrayBuffer(new byte[15 << 20]));
    }
    assertEquals(
        "error the page posted more than 64 MiB before the module had loaded",
        events.await("error"));
    events.await("loadend");
  }

  @Test
  void attributesReachTheModuleInOrder() throws Exception {
    open("", "tells-attributes");
    events.await("message [src] [app.nmf]");
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("b", "2");
    attributes.put("a", "one\0two");
    openManifest("", "app.nmf", attributes);
    events.await("message [b, a] [2, one\uFFFDtwo]");
  }

  @Test
  void missingNexeIsAnErrorWithASentence() throws Exception {
    Files.writeString(
        site.resolve("app.nmf"), "{\"program\": {\"x86-64\": {\"url\": \"gone.nexe\"}}}");
    openManifest("", "app.nmf", Map.of());
    String error = events.await("error");
    assertTrue(error.startsWith("error gone.nexe was not found: file:"), error);
    events.await("exit -1");
    assertEquals(4, events.life().size(), () -> events.life().toString());
  }

  @Test
  void aRefusedModuleIsAnErrorWithTheRuntimesSentence() throws Exception {
    open("", "arm");
    assertEquals("error app.nexe is for ARM, this machine runs x86-64", events.await("error"));
    events.await("exit -1");
  }

  @Test
  void aModuleThatExitsAtOnceIsAnErrorBeforeLoad() throws Exception {
    open("", "exit-at-once");
    assertEquals(
        "error app.nexe ended before it was ready: it called exit(3)", events.await("error"));
    events.await("exit 3");
  }

  @Test
  void aModuleWhoseDidCreateRefusesIsAnError() throws Exception {
    open("", "false");
    assertEquals(
        "error app.nexe refused to start: its DidCreate answered PP_FALSE", events.await("error"));
  }

  @Test
  void aProcessThatDiesInLoadIsAnError() throws Exception {
    open("", "die-in-load");
    String error = events.await("error");
    assertTrue(error.contains("closed its connection (its exit status is 5)"), error);
  }

  @Test
  void aProcessThatDiesBeforeHelloIsAnErrorWithItsLastWords() throws Exception {
    open("dies", "fine");
    assertEquals(
        "error the runtime process ended with status 7 before it reported: no such luck",
        events.await("error"));
  }

  @Test
  void aWrongTokenIsTurnedAway() throws Exception {
    open("wrong token", "fine");
    String error = events.await("error");
    assertTrue(error.contains("a hello with a wrong token"), error);
  }

  @Test
  void exitAfterLoadIsACrashWithStatus() throws Exception {
    open("", "fine");
    session.postMessage(new Var.Text("exit"));
    assertEquals("crash app.nexe ended: it called exit(0)", events.await("crash"));
    events.await("exit 0");
  }

  @Test
  void aFaultAfterLoadIsACrashWithSignalAndBacktrace() throws Exception {
    open("", "fine");
    session.postMessage(new Var.Text("fault"));
    assertEquals("crash app.nexe ended: it died of signal 11 at 0x20000", events.await("crash"));
    events.await("exit 139");
    assertEquals(
        new ExitReport(
            139, 11, 0x20000, 0, List.of("#0 0x20000 main+0x0"), "it died of signal 11 at 0x20000"),
        events.exit());
  }

  @Test
  void theLastMessagesOfADyingModuleArrive() throws Exception {
    open("", "fine");
    session.postMessage(new Var.Text("three and exit"));
    events.await("crash");
    assertEquals(3, events.life().stream().filter(l -> l.startsWith("message")).count());
  }

  @Test
  void aProcessThatVanishesIsACrash() throws Exception {
    open("", "fine");
    session.postMessage(new Var.Text("halt"));
    assertEquals(
        "crash the runtime process closed its connection (its exit status is 9)",
        events.await("crash"));
  }

  @Test
  void picturesThatCannotBeEndTheModule() throws Exception {
    String size = "a picture of a size that cannot be, or changed outside of it";
    String scale = "a picture of a scale or at a place that cannot be";
    endedBy(
        Map.ofEntries(
            Map.entry(
                "picture of nothing", "the use of what it was never lent, a capability or memory"),
            Map.entry("picture of another", "a request for an instance that does not exist"),
            Map.entry("picture without size", size),
            Map.entry("picture of less than nothing", size),
            Map.entry("change outside", size),
            Map.entry("change far outside", size),
            Map.entry("no scale", scale),
            Map.entry("scale of zero", scale),
            Map.entry(
                "memory of others back",
                "the return of what it was never lent, a capability or memory"),
            Map.entry("asks and asks", "a second word that it will ask for descriptors"),
            Map.entry("capability of a page", "a request nobody serves"),
            Map.entry("unknown input", "a wish for input that there is not"),
            Map.entry("input twice", "a wish for input that there is not")));
  }

  @Test
  void soundsThatCannotBeEndTheModule() throws Exception {
    endedBy(
        Map.ofEntries(
            Map.entry(
                "sound of nothing", "the use of what it was never lent, a capability or memory"),
            Map.entry("sound of another", "a request for an instance that does not exist"),
            Map.entry("sound at no rate", "a sound of 0 Hz in buffers of 512 frames"),
            Map.entry("sound at a high rate", "a sound of 192000 Hz in buffers of 512 frames"),
            Map.entry("sound without frames", "a sound of 48000 Hz in buffers of 0 frames"),
            Map.entry(
                "sound of too many frames", "a sound of 48000 Hz in buffers of -2147483648 frames"),
            Map.entry("sound that is not open", "the sound 1, which is not open"),
            Map.entry("sound in no buffer", "buffer 2 of a sound"),
            Map.entry("sound before its memory", "buffer -1 of a sound"),
            Map.entry("sound closed twice", "the sound 1, which is not open")));
  }

  @Test
  void aFrameBeforeTheLastOneWasShownEndsTheModule() throws Exception {
    open("", "fine");
    events.awaitLoad();
    events.consume(false);
    session.postMessage(new Var.Text("pictures"));
    assertEquals(
        "crash the runtime process broke the protocol: a frame before the last one was shown",
        events.await("crash"));
    assertEquals("frame none", events.await("frame"));
  }

  @Test
  void hostileRuntimesAreEndedWithASentence() throws Exception {
    endedBy(
        Map.of(
            "bad var", "an encoded var with the unknown tag 99",
            "bad instance", "a request for an instance that does not exist",
            "second instance", "an instance nobody asked for",
            "long console", "console with a text of 5000 characters",
            "bad level", "a text of the unknown level 9",
            "bad exit", "an exit that cannot be",
            "unopened file", "a file that cannot be read so",
            "negative file", "a file that cannot be read so",
            "descriptors twice", "a second word that it will ask for descriptors"));
  }

  @Test
  void aRuntimeThatAsksForUrlsAsNoneMayIsEnded() throws Exception {
    String wrong = "a request for a URL that cannot be made so";
    endedBy(
        Map.of(
            "url of another", "a request for an instance that does not exist",
            "url of number 0", wrong,
            "url with unknown flags", wrong,
            "url with a large body", wrong,
            "long url", wrong,
            "url twice", wrong,
            "url read before its head", wrong,
            "url followed without a redirect", wrong,
            "url read for nothing", wrong));
  }

  @Test
  void aRuntimeThatAsksForAWindowThatCannotBeIsEnded() throws Exception {
    String cursor = "a cursor that cannot be";
    String flag = "a wish that is neither yes nor no";
    String text = "a text for input methods that cannot be";
    endedBy(
        Map.of(
            "cursor of no type", cursor,
            "cursor with too few pixels", cursor,
            "cursor of nothing", cursor,
            "cursor with a spot beside", cursor,
            "stock cursor with pixels", cursor,
            "half a screen", flag,
            "half a mouse", flag,
            "text of no type", text,
            "text without end", text,
            "screen of another", "a request for an instance that does not exist"));
    endedBy(Map.of("cursor of 4 GiB", cursor));
  }

  /** Each order to a scripted runtime, and the protocol that it breaks. */
  private void endedBy(Map<String, String> attacks) throws Exception {
    for (Map.Entry<String, String> attack : attacks.entrySet()) {
      RecordedEvents seen = new RecordedEvents();
      open("", "fine");
      ModuleSession victim =
          hosts
              .getLast()
              .openSession(
                  new ModuleRequest(
                      "e",
                      "application/x-nacl",
                      site.resolve("app.nmf").toUri(),
                      site.resolve("index.html").toUri(),
                      site.resolve("index.html").toUri(),
                      Map.of(),
                      1,
                      1),
                  seen);
      victim.postMessage(new Var.Text(attack.getKey()));
      assertEquals(
          "crash the runtime process broke the protocol: " + attack.getValue(),
          seen.await("crash"));
      seen.await("exit 137");
    }
  }

  @Test
  void aFloodThatIgnoresTheWindowEndsTheModule() throws Exception {
    open("", "fine");
    events.awaitLoad();
    events.consume(false);
    session.postMessage(new Var.Text("flood"));
    String crash = events.await("crash");
    assertTrue(
        crash.contains("more than 4096 messages or 32 MiB sent without waiting for the page"),
        crash);
  }

  @Test
  void aModuleThatOpensFilesWithoutEndIsToldOfToAnEnd() throws Exception {
    open("", "fine");
    events.awaitLoad();
    session.postMessage(new Var.Text("opens without end"));
    String tip = events.await("console TIP");
    assertTrue(tip.contains("opened 4096 files; what it opens further is not told"), tip);
    List<String> opened =
        events.lines().stream().filter(line -> line.startsWith("opened ")).toList();
    assertEquals(4096, opened.size());
    assertEquals("opened NOT_LISTED \uFFFD\uFFFD" + "x".repeat(254) + "…", opened.getFirst());
    session.postMessage(new Var.Text("still there"));
    String _ = events.await("message still there");
  }

  @Test
  void aModuleThatTakesNoMessagesLeavesThePageAliveAndDiesOnClose() throws Exception {
    open("", "fine");
    events.awaitLoad();
    session.postMessage(new Var.Text("stop taking messages"));
    for (int i = 0; i < 10_000; i++) {
      session.postMessage(new Var.Int32(i));
    }
    session.close();
    events.await("exit 137");
  }

  @Test
  void morePostedThanIsKeptEndsTheModule() throws Exception {
    open("", "fine");
    events.awaitLoad();
    session.postMessage(new Var.Text("stop taking messages"));
    for (int i = 0; i < 20; i++) {
      session.postMessage(new Var.ArrayBuffer(new byte[15 << 20]));
    }
    assertEquals(
        "crash the module took none of the last 256 MiB that the page posted",
        events.await("crash"));
  }

  @Test
  void aMessageBeyondTheWireIsDroppedWithAWord() throws Exception {
    open("", "fine");
    events.awaitLoad();
    session.postMessage(new Var.ArrayBuffer(new byte[(64 << 20) + 1]));
    session.postMessage(new Var.Text("still there"));
    events.await("message still there");
    events.await("console ERROR postMessage was dropped: a message larger than 64 MiB");
  }

  @Test
  void theLargestMessageComesBack() throws Exception {
    open("", "fine");
    events.awaitLoad();
    session.postMessage(new Var.ArrayBuffer(new byte[(64 << 20) - 5]));
    events.await("message ArrayBuffer");
  }

  @Test
  void outputComesAsLines() throws Exception {
    open("", "fine");
    session.postMessage(new Var.Text("print"));
    events.await("console LOG two");
    session.postMessage(new Var.Text("console"));
    events.await("console WARNING a.c: careful");
    session.postMessage(new Var.Text("exit"));
    events.await("console LOG three");
  }

  @Test
  void closeBeforeLoadIsAbort() throws Exception {
    open("", "loop");
    session.close();
    events.await("exit");
    assertEquals(List.of("loadstart", "abort", "loadend"), events.life().subList(0, 3));
  }

  @Test
  void closeOfALoopingModuleEndsItsProcess() throws Exception {
    open("", "loop");
    events.await("progress");
    while (session.process() == null) {
      Thread.onSpinWait();
    }
    session.close();
    events.await("exit");
  }

  @Test
  void aProgramRunsWithItsArguments() throws Exception {
    Path nexe = Files.writeString(site.resolve("p.nexe"), "expects NaClMain,a,b c");
    ProgramRun run = new ProgramRun(nexe, List.of("a", "b c"), Map.of("K", "V"), 0, Duration.ZERO);
    ExitReport report = run.run(scripted(""), ValidationCache.none(), (level, text) -> {});
    assertEquals(new ExitReport(0, 0, -1, -1, List.of(), "it exited with status 0"), report);
  }

  @Test
  void aProgramThatRunsTooLongIsKilledWithStatus124() throws Exception {
    Path nexe = Files.writeString(site.resolve("p.nexe"), "loop");
    ProgramRun run = new ProgramRun(nexe, List.of(), Map.of(), 0, Duration.ofMillis(300));
    ExitReport report = run.run(scripted(""), ValidationCache.none(), (level, text) -> {});
    assertEquals(124, report.status());
    assertEquals("p.nexe ran longer than 0.3 s and was killed", report.reason());
  }

  @Test
  void aProgramThatIsMissingOrRefusedNeverRuns() throws Exception {
    ProgramRun missing =
        new ProgramRun(site.resolve("no.nexe"), List.of(), Map.of(), 0, Duration.ZERO);
    ExitReport report = missing.run(scripted(""), ValidationCache.none(), (level, text) -> {});
    assertEquals(-1, report.status());
    assertEquals(site.resolve("no.nexe") + ": there is no such file", report.reason());
    Path arm = Files.writeString(site.resolve("arm.nexe"), "arm");
    report =
        new ProgramRun(arm, List.of(), Map.of(), 0, Duration.ZERO)
            .run(scripted(""), ValidationCache.none(), (level, text) -> {});
    assertEquals("arm.nexe is for ARM, this machine runs x86-64", report.reason());
    Path dies = Files.writeString(site.resolve("d.nexe"), "die-in-load");
    report =
        new ProgramRun(dies, List.of(), Map.of(), 0, Duration.ZERO)
            .run(scripted(""), ValidationCache.none(), (level, text) -> {});
    assertEquals(
        "the runtime process closed its connection (its exit status is 5)", report.reason());
  }

  @Test
  void noProcessOutlivesItsBrowser() throws Exception {
    for (String way : List.of("exit", "halt")) {
      Files.writeString(site.resolve("app.nexe"), "fine");
      Files.writeString(
          site.resolve("app.nmf"), "{\"program\": {\"x86-64\": {\"url\": \"app.nexe\"}}}");
      Files.writeString(site.resolve("index.html"), "<html>");
      Process browser =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  HostThatExits.class.getName(),
                  way,
                  site.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String pid;
      try (BufferedReader out = browser.inputReader()) {
        pid = out.readLine();
      }
      assertEquals(0, browser.waitFor());
      Optional<ProcessHandle> module = ProcessHandle.of(Long.parseLong(pid));
      if (module.isPresent()) {
        ProcessHandle _ = module.get().onExit().get(10, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void moreModulesThanAllowedAreRefused() throws Exception {
    Files.writeString(site.resolve("app.nexe"), "fine");
    Files.writeString(
        site.resolve("app.nmf"), "{\"program\": {\"x86-64\": {\"url\": \"app.nexe\"}}}");
    Files.writeString(site.resolve("index.html"), "<html>");
    URI page = site.resolve("index.html").toUri();
    ModuleRequest request =
        new ModuleRequest(
            "e1", "application/x-nacl", page.resolve("app.nmf"), page, page, Map.of(), 1, 1);
    LocalModuleHost host =
        new LocalModuleHost(
            scripted(""), FetchLimits.USUAL, ValidationCache.none(), 1, FilePages.Access.RUN);
    hosts.add(host);
    session = host.openSession(request, events);
    events.awaitLoad();
    RecordedEvents second = new RecordedEvents();
    ModuleSession _ = host.openSession(request, second);
    assertEquals(
        "error no more than 1 modules may be there at the same time", second.await("error"));
    session.close();
    String _ = events.await("exit");
    RecordedEvents third = new RecordedEvents();
    ModuleSession _ = host.openSession(request, third);
    third.awaitLoad();
  }
}
