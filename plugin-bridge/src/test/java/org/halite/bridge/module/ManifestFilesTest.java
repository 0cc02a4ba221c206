package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.halite.bridge.fetch.FetchLimits;
import org.halite.bridge.fetch.FetchListener;
import org.halite.bridge.fetch.Fetcher;
import org.halite.bridge.kernel.SharedDescriptor;
import org.halite.bridge.manifest.Manifest;
import org.halite.bridge.manifest.Nmf;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.origin.RequestClient;
import org.halite.bridge.store.SealedLibraries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManifestFilesTest {
  private final Fetcher fetcher =
      new Fetcher(
          new FetchLimits(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(90)));
  private final FileBudget budget = new FileBudget(1 << 20);
  private final SealedLibraries memory = new SealedLibraries();
  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
  private final List<String> progress = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;
  private String origin;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
    server.start();
    origin = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    fetcher.close();
    memory.close();
  }

  private static byte[] bytes(ListedFile file) throws IOException {
    return file.read(0, (int) file.size());
  }

  private static void send(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private ManifestFiles fetch(String json) throws Exception {
    URI url = URI.create(origin + "/app.nmf");
    Manifest manifest = Nmf.parse(json.getBytes(StandardCharsets.UTF_8), url, url);
    LoadProgress sum =
        new LoadProgress(
            new FetchListener() {
              @Override
              public void progress(URI of, boolean computable, long loaded, long total) {
                progress.add(computable + " " + loaded + "/" + total);
              }

              @Override
              public void fetched(
                  URI of, String initiator, Decision decision, int status, long bytes) {}
            },
            ManifestFiles.count(manifest));
    return ManifestFiles.fetch(
        manifest,
        RequestClient.of(URI.create(origin + "/index.html")),
        fetcher,
        budget,
        memory,
        sum,
        (level, text) -> notes.add(level + " " + text));
  }

  private static String libraries(int count) {
    StringBuilder files = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      files
          .append(i == 1 ? "" : ",")
          .append("\"lib" + i + ".so\": {\"x86-64\": {\"url\": \"lib" + i + ".so\"}}");
    }
    return "{\"program\": {\"x86-64\": {\"url\": \"app.nexe\"}}, \"files\": {" + files + "}}";
  }

  /**
   * Each library would ask for the next one when it has come; the server answers none before all
   * have been asked for, so that a second round trip would never end.
   */
  @Test
  void aChainOfFiveLibrariesCostsOneRoundTrip() throws Exception {
    CountDownLatch allAsked = new CountDownLatch(5);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    var _ =
        server.createContext(
            "/",
            exchange -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              allAsked.countDown();
              try {
                if (!allAsked.await(60, TimeUnit.SECONDS)) {
                  exchange.sendResponseHeaders(504, -1);
                  return;
                }
                send(exchange, exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                now.decrementAndGet();
              }
            });
    try (ManifestFiles files = fetch(libraries(5))) {
      for (int i = 1; i <= 5; i++) {
        byte[] library = bytes(files.open("lib" + i + ".so").get());
        assertEquals("/lib" + i + ".so", new String(library, StandardCharsets.UTF_8));
      }
    }
    assertEquals(5, most.get());
    assertEquals(List.of(), notes);
  }

  @Test
  void theProgressOfAllFilesIsOneSum() throws Exception {
    var _ = server.createContext("/lib1.so", exchange -> send(exchange, new byte[1000]));
    var _ = server.createContext("/lib2.so", exchange -> send(exchange, new byte[2000]));
    var _ = server.createContext("/lib3.so", exchange -> send(exchange, new byte[3000]));
    try (ManifestFiles files = fetch(libraries(3))) {
      for (String name : files.names()) {
        assertTrue(files.open(name).get().size() >= 1000);
      }
    }
    assertEquals("true 6000/6000", progress.getLast());
    assertTrue(
        progress.stream().allMatch(line -> line.startsWith("false") || line.endsWith("/6000")),
        () -> progress.toString());
  }

  @Test
  void aFileThatDoesNotComeIsANoteAndAFailureForWhoeverOpensIt() throws Exception {
    var _ = server.createContext("/lib1.so", exchange -> send(exchange, new byte[10]));
    try (ManifestFiles files = fetch(libraries(2))) {
      assertEquals(10, files.open("lib1.so").get().size());
      Throwable cause =
          assertThrows(ExecutionException.class, () -> files.open("lib2.so").get()).getCause();
      assertEquals(
          "lib2.so was not loaded: " + origin + "/lib2.so answered 404 (Not Found)",
          cause.getMessage());
    }
    assertEquals(
        List.of(
            "WARNING files[\"lib2.so\"].x86-64 did not come and cannot be opened: "
                + "lib2.so was not loaded: "
                + origin
                + "/lib2.so answered 404 (Not Found)"),
        notes);
    assertEquals("true 10/10", progress.getLast());
  }

  @Test
  void aPinnedLibraryOfOtherBytesCannotBeOpened() throws Exception {
    var _ = server.createContext("/lib.so", exchange -> send(exchange, new byte[10]));
    String json =
        "{\"program\": {\"x86-64\": {\"url\": \"a\"}}, \"files\": {\"lib.so\": {\"x86-64\":"
            + " {\"url\": \"lib.so\", \"sha256\": \""
            + "0".repeat(64)
            + "\"}}}}";
    try (ManifestFiles files = fetch(json)) {
      Throwable cause =
          assertThrows(ExecutionException.class, () -> files.open("lib.so").get()).getCause();
      assertTrue(cause.getMessage().startsWith("lib.so was refused: its SHA-256 is "));
    }
  }

  @Test
  void theInterpreterIsOneOfTheFiles() throws Exception {
    byte[] loader = {1, 2, 3};
    var _ = server.createContext("/ld.so", exchange -> send(exchange, loader));
    try (ManifestFiles files =
        fetch(
            "{\"program\": {\"x86-64\": {\"url\": \"a\"}},"
                + " \"interpreter\": {\"x86-64\": {\"url\": \"ld.so\"}}}")) {
      assertArrayEquals(loader, bytes(files.open(ManifestFiles.INTERPRETER).get()));
    }
  }

  @Test
  void aNameThatIsNotListedIsNoFileWhateverPathItSpells() throws Exception {
    try (ManifestFiles files = fetch(libraries(0))) {
      for (String name : List.of("", "lib1.so", "../app.nmf", "/etc/passwd")) {
        assertNull(files.open(name).get());
      }
    }
  }

  @Test
  void filesBeyondTheMemoryOfAllModulesAreRefusedAndItComesBack() throws Exception {
    var _ = server.createContext("/lib1.so", exchange -> send(exchange, new byte[(1 << 20) + 1]));
    try (ManifestFiles files = fetch(libraries(1))) {
      Throwable cause =
          assertThrows(ExecutionException.class, () -> files.open("lib1.so").get()).getCause();
      assertEquals(
          "lib1.so was not loaded: the files of all modules may have 1048576 bytes together",
          cause.getMessage());
    }
    assertEquals(0, budget.taken());
  }

  @Test
  void filesAreInMemoryThatNobodyCanChangeAndItGoesWithTheModule() throws Exception {
    var _ = server.createContext("/lib1.so", exchange -> send(exchange, new byte[] {1, 2, 3}));
    var _ = server.createContext("/lib2.so", exchange -> send(exchange, new byte[] {1, 2, 3}));
    SharedDescriptor held;
    try (ManifestFiles files = fetch(libraries(2))) {
      held = files.open("lib1.so").get().hold();
      SharedDescriptor other = files.open("lib2.so").get().hold();
      assertSame(held, other, "the same bytes are one memory");
      other.release();
      held.release();
      assertFalse(held.isWritable());
      assertEquals(FileBudget.MAX_DESCRIPTORS - 2, budget.descriptorsLeft());
    }
    assertFalse(held.retain(), "it was given back");
    assertEquals(FileBudget.MAX_DESCRIPTORS, budget.descriptorsLeft());
  }

  /** A manifest may list more files than the browser may have open. */
  @Test
  void aFloodOfFilesTakesOnlySoManyDescriptorsAndAllCanBeRead() throws Exception {
    int many = ManifestFiles.MAX_SEALED + 20;
    var _ =
        server.createContext(
            "/",
            exchange ->
                send(
                    exchange, exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8)));
    try (ManifestFiles files = fetch(libraries(many))) {
      int sealed = 0;
      for (int i = 1; i <= many; i++) {
        ListedFile file = files.open("lib" + i + ".so").get();
        assertEquals("/lib" + i + ".so", new String(bytes(file), StandardCharsets.UTF_8));
        SharedDescriptor held = file.hold();
        if (held != null) {
          sealed++;
          held.release();
        }
        assertEquals(0, file.read(100, 10).length);
        assertEquals(1, file.read(file.size() - 1, 10).length);
      }
      assertEquals(ManifestFiles.MAX_SEALED, sealed);
    }
    assertEquals(FileBudget.MAX_DESCRIPTORS, budget.descriptorsLeft());
    assertEquals(0, budget.taken());
  }

  @Test
  void nothingIsFetchedForAModuleThatHasEnded() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    var _ =
        server.createContext(
            "/lib1.so",
            exchange -> {
              asked.countDown();
              try {
                closed.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              send(exchange, new byte[10]);
            });
    ManifestFiles files = fetch(libraries(1));
    asked.await();
    files.close();
    Throwable cause =
        assertThrows(ExecutionException.class, () -> files.open("lib1.so").get()).getCause();
    closed.countDown();
    assertEquals("lib1.so is wanted no more", cause.getMessage());
    assertEquals(0, budget.taken());
  }
}
