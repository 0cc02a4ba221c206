package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.halite.bridge.fetch.FetchLimits;
import org.halite.bridge.kernel.SharedDescriptor;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.store.LibraryStore;
import org.halite.bridge.store.Profile;
import org.halite.bridge.store.Quota;
import org.halite.bridge.store.ValidationCache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole module sessions of two sites that use the same module and library of a third server. */
class StoredModulesTest {
  private static final String NEXE = "accepted" + " ".repeat(NexeTransfer.WORTH_KEEPING);
  private static final String LIBRARY = "a library";
  private static final URI A = URI.create("http://a.test/index.html");
  private static final URI B = URI.create("http://b.test/index.html");

  @TempDir Path folder;
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final List<ModuleSession> sessions = new ArrayList<>();
  private HttpServer server;
  private LocalModuleHost host;
  private RecordedEvents events;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
    String manifest =
        "{\"program\": {\"x86-64\": {\"url\": \"app.nexe\", \"sha256\": \"%s\"}}, \"files\":"
            + " {\"lib.so\": {\"x86-64\": {\"url\": \"lib.so\", \"sha256\": \"%s\"}}}}";
    serve("/app.nmf", manifest.formatted(hash(NEXE), hash(LIBRARY)));
    serve("/app.nexe", NEXE);
    serve("/lib.so", LIBRARY);
    server.start();
  }

  private static String hash(String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private void serve(String path, String body) {
    var _ =
        server.createContext(
            path,
            exchange -> {
              asked.add(path);
              byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
              exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
              exchange.sendResponseHeaders(200, bytes.length);
              exchange.getResponseBody().write(bytes);
              exchange.close();
            });
  }

  private void browser(boolean shared) throws Exception {
    Profile profile = new Profile(folder.resolve("data"), folder.resolve("cache"));
    host =
        new LocalModuleHost(
            LocalModuleHostTest.scripted(""),
            FetchLimits.USUAL,
            ValidationCache.of(profile),
            LibraryStore.of(profile, Quota.USUAL, shared),
            8,
            FilePages.Access.RUN);
  }

  @AfterEach
  void stop() {
    sessions.forEach(ModuleSession::close);
    host.close();
    server.stop(0);
  }

  /** The session of a page, when its module has loaded and all it left is on the disk. */
  private ModuleSession open(URI page) throws Exception {
    events = new RecordedEvents();
    asked.clear();
    URI manifest = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/app.nmf");
    ModuleSession session =
        host.openSession(
            new ModuleRequest("e1", "application/x-nacl", manifest, page, page, Map.of(), 200, 100),
            events);
    sessions.add(session);
    String _ = events.awaitOne(line -> line.matches("(?s)(message|error|crash) .*"));
    session.awaitLoader();
    ListedFile library = session.files().open("lib.so").get();
    assertEquals(LIBRARY, new String(library.read(0, 100), StandardCharsets.UTF_8));
    host.store().settle();
    Collections.sort(asked);
    return session;
  }

  private static SharedDescriptor memory(ModuleSession session) throws Exception {
    SharedDescriptor held = session.files().open("lib.so").get().hold();
    held.release();
    return held;
  }

  private void assertLoad(int validatedBefore, String... requests) throws Exception {
    assertEquals("message load " + validatedBefore, events.await("message"));
    assertEquals(List.of(requests), asked);
  }

  @Test
  void aSitesSecondVisitTakesModuleLibraryAndVerdictFromTheStore() throws Exception {
    browser(false);
    ModuleSession _ = open(A);
    assertLoad(0, "/app.nexe", "/app.nmf", "/lib.so");
    ModuleSession _ = open(A);
    assertLoad(1, "/app.nmf");
    for (String name : List.of("/app.nexe", "/lib.so")) {
      String line = events.awaitOne(l -> l.startsWith("fetched ") && l.contains(name));
      assertTrue(
          line.endsWith(
              " 200 CORS (Access-Control-Allow-Origin: *); from the library store: this site loaded"
                  + " it before, and the manifest pins its bytes"),
          line);
    }
  }

  /** Neither the network nor the time of validation tells (spec/attacks.md 26). */
  @Test
  void aSecondSiteFetchesAndValidatesAsIfNothingWereThere() throws Exception {
    browser(false);
    ModuleSession first = open(A);
    ModuleSession second = open(B);
    assertLoad(0, "/app.nexe", "/app.nmf", "/lib.so");
    assertSame(memory(first), memory(second), "in memory, too");
    try (Stream<Path> files = Files.list(folder.resolve("cache/libraries/files"))) {
      assertEquals(2, files.filter(path -> !path.toString().contains(".")).count(), "one copy");
    }
  }

  @Test
  void inSharingModeASecondSiteFetchesNothingAndValidatesNothing() throws Exception {
    browser(true);
    ModuleSession _ = open(A);
    assertLoad(0, "/app.nexe", "/app.nmf", "/lib.so");
    ModuleSession second = open(B);
    assertLoad(1, "/app.nmf");
    ModuleSession third = open(URI.create("http://c.test/"));
    assertSame(memory(second), memory(third));
  }

  /** A store that lies is found out; a page goes on (spec/attacks.md 26 and 28). */
  @Test
  void aPoisonedModuleIsFetchedAnewAndNeverGetsTheVerdictOfAnother() throws Exception {
    browser(true);
    ModuleSession _ = open(A);
    host.close();
    Path file = folder.resolve("cache/libraries/files").resolve(hash(NEXE));
    Files.writeString(file, "crashes" + NEXE.substring(7));
    browser(true);
    ModuleSession _ = open(A);
    assertLoad(1, "/app.nexe", "/app.nmf");
    String warning = events.awaitOne(line -> line.startsWith("console WARNING the stored file "));
    assertTrue(warning.contains("its SHA-256 is "), warning);
  }
}
