package org.halite.bridge.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.origin.RequestClient;
import org.halite.bridge.origin.RequestTerms;
import org.halite.bridge.origin.UrlReference;
import org.halite.bridge.store.LibraryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetcherTest {
  private static final long LIMIT = 100_000;
  private static final FetchLimits LIMITS =
      new FetchLimits(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(60));

  /** For servers that let one wait. */
  private static final FetchLimits HASTY =
      new FetchLimits(Duration.ofSeconds(5), Duration.ofMillis(400), Duration.ofSeconds(3));

  private final List<String> fetched = new ArrayList<>();
  private final List<String> progress = new ArrayList<>();
  private final ConcurrentHashMap<String, String> origins = new ConcurrentHashMap<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private HttpServer a;
  private HttpServer b;
  private Fetcher fetcher;

  @BeforeEach
  void twoServers() throws IOException {
    a = server();
    b = server();
    fetcher = new Fetcher(LIMITS, FilePages.Access.READ, LibraryStore.none());
  }

  @AfterEach
  void stop() {
    release.countDown();
    a.stop(0);
    b.stop(0);
    fetcher.close();
  }

  private static HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
    server.start();
    return server;
  }

  private static String origin(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void serve(HttpServer server, String path, HttpHandler handler) {
    var _ =
        server.createContext(
            path,
            exchange -> {
              String said = exchange.getRequestHeaders().getFirst("Origin");
              origins.put(path, said == null ? "none" : said);
              assertNull(exchange.getRequestHeaders().getFirst("Cookie"));
              handler.handle(exchange);
            });
  }

  private static void send(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private byte[] get(String url) throws FetchException, InterruptedException {
    return get(URI.create(url), URI.create(origin(a) + "/page/index.html")).bytes();
  }

  private Fetcher.Body get(URI url, URI page) throws FetchException, InterruptedException {
    return fetcher.get(new FetchRequest(url, page, "the page", LIMIT), listener());
  }

  private FetchListener listener() {
    return new FetchListener() {
      @Override
      public void progress(URI file, boolean computable, long loaded, long total) {
        progress.add(computable + " " + loaded + "/" + total);
      }

      @Override
      public void fetched(URI file, String initiator, Decision decision, int status, long bytes) {
        fetched.add(file.getPath() + " " + status + " " + bytes + " " + decision.reason());
      }
    };
  }

  private String failure(String url) {
    return assertThrows(FetchException.class, () -> get(url)).getMessage();
  }

  @Test
  void aSameOriginFileComesWithProgressAndOneEvent() throws Exception {
    byte[] body = new byte[90_000];
    serve(a, "/x.nexe", exchange -> send(exchange, body));
    assertArrayEquals(body, get(origin(a) + "/x.nexe"));
    assertEquals(List.of("/x.nexe 200 90000 same-origin"), fetched);
    assertEquals("true 0/90000", progress.getFirst());
    assertEquals("true 90000/90000", progress.getLast());
    assertEquals("none", origins.get("/x.nexe"));
  }

  @Test
  void missingFilesSayTheStatus() {
    assertEquals(
        "gone.nexe was not loaded: " + origin(a) + "/gone.nexe answered 404 (Not Found)",
        failure(origin(a) + "/gone.nexe"));
    assertEquals("/gone.nexe 404 0 same-origin", fetched.getFirst());
  }

  @Test
  void anotherOriginWithoutCorsIsRefused() {
    serve(b, "/lib.so", exchange -> send(exchange, new byte[10]));
    assertEquals(
        "lib.so was refused: "
            + origin(b)
            + " does not allow "
            + origin(a)
            + " (no Access-Control-Allow-Origin header)",
        failure(origin(b) + "/lib.so"));
    assertEquals(origin(a), origins.get("/lib.so"));
  }

  @Test
  void anotherOriginWithCorsIsAllowed() throws Exception {
    serve(
        b,
        "/lib.so",
        exchange -> {
          exchange.getResponseHeaders().set("Access-Control-Allow-Origin", origin(a));
          send(exchange, new byte[10]);
        });
    assertEquals(10, get(origin(b) + "/lib.so").length);
    assertEquals(
        List.of("/lib.so 200 10 CORS (Access-Control-Allow-Origin: " + origin(a) + ")"), fetched);
  }

  @Test
  void aRedirectToAnotherOriginNeedsItsCors() {
    serve(a, "/x.nexe", exchange -> redirect(exchange, origin(b) + "/y.nexe"));
    serve(b, "/y.nexe", exchange -> send(exchange, new byte[10]));
    assertTrue(
        failure(origin(a) + "/x.nexe")
            .startsWith("y.nexe was refused: " + origin(b) + " does not allow"));
    assertEquals(2, fetched.size());
    assertEquals("/x.nexe 302 0 redirect to " + origin(b) + "/y.nexe", fetched.getFirst());
  }

  @Test
  void aRedirectAcrossAndBackSaysOriginNull() {
    serve(
        b,
        "/x.nexe",
        exchange -> {
          exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
          redirect(exchange, origin(a) + "/y.nexe");
        });
    serve(a, "/y.nexe", exchange -> send(exchange, new byte[10]));
    assertTrue(failure(origin(b) + "/x.nexe").contains("does not allow null"));
    assertEquals("null", origins.get("/y.nexe"));
  }

  @Test
  void redirectLoopsEnd() {
    serve(a, "/loop", exchange -> redirect(exchange, "/loop"));
    assertTrue(failure(origin(a) + "/loop").contains("more than 20 redirects"));
    assertEquals(22, fetched.size());
  }

  @Test
  void redirectsToFilesAndNonsenseAreRefused() {
    serve(a, "/f", exchange -> redirect(exchange, "file:///etc/passwd"));
    serve(a, "/n", exchange -> redirect(exchange, "http://[x"));
    serve(
        a,
        "/none",
        exchange -> {
          exchange.sendResponseHeaders(301, -1);
          exchange.close();
        });
    assertTrue(failure(origin(a) + "/f").contains("redirects to a file: URL"));
    assertTrue(failure(origin(a) + "/n").contains("which is no URL"));
    assertTrue(failure(origin(a) + "/none").contains("which is no URL"));
  }

  @Test
  void tooLargeIsSeenBeforeAndDuringTheTransfer() {
    serve(a, "/declared", exchange -> send(exchange, new byte[100_001]));
    serve(
        a,
        "/chunked",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < 1000; i++) {
              out.write(new byte[1000]);
            }
          }
        });
    assertEquals(
        "declared is too large: 100001 bytes, 100000 bytes are the limit",
        failure(origin(a) + "/declared"));
    assertTrue(failure(origin(a) + "/chunked").contains("is too large: more than it may have"));
  }

  @Test
  void gzipIsUnpackedAndABombStopsAtTheLimit() throws Exception {
    byte[] good = gzip("hello".getBytes(StandardCharsets.UTF_8));
    byte[] bomb = gzip(new byte[50_000_000]);
    serve(a, "/good", exchange -> sendGzip(exchange, good));
    serve(a, "/bomb", exchange -> sendGzip(exchange, bomb));
    assertEquals("hello", new String(get(origin(a) + "/good"), StandardCharsets.UTF_8));
    assertEquals("false 5/0", progress.getLast());
    assertTrue(
        failure(origin(a) + "/bomb")
            .contains("is too large: more than it may have, 100000 bytes are the limit"));
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(body);
    }
    return packed.toByteArray();
  }

  private static void sendGzip(HttpExchange exchange, byte[] packed) throws IOException {
    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    send(exchange, packed);
  }

  @Test
  void brokenAndUnknownCodingsAreRefused() {
    serve(
        a,
        "/broken",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          send(exchange, new byte[100]);
        });
    serve(
        a,
        "/br",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "br");
          send(exchange, new byte[100]);
        });
    assertTrue(failure(origin(a) + "/broken").contains("its gzip coding is broken"));
    assertTrue(
        failure(origin(a) + "/br").contains("Content-Encoding: br, which was not asked for"));
  }

  /** Answers each connection with these bytes, then closes it. */
  private static ServerSocket raw(String answer) throws IOException {
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  try (Socket socket = server.accept()) {
                    int read = socket.getInputStream().read(new byte[4096]);
                    assertTrue(read > 0);
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                  }
                }
              } catch (IOException e) {
                // The test is over.
              }
            });
    return server;
  }

  @Test
  void aTruncatedBodyIsAnError() throws Exception {
    try (ServerSocket server = raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n12345")) {
      String at = "http://127.0.0.1:" + server.getLocalPort();
      FetchException e =
          assertThrows(
              FetchException.class, () -> get(URI.create(at + "/x.nexe"), URI.create(at + "/")));
      assertEquals("x.nexe is truncated: the transfer broke after 5 of 1000 bytes", e.getMessage());
    }
  }

  @Test
  void anAnswerThatIsNotHttpIsAnError() throws Exception {
    try (ServerSocket server = raw("what?\r\n\r\n")) {
      String at = "http://127.0.0.1:" + server.getLocalPort();
      FetchException e =
          assertThrows(
              FetchException.class, () -> get(URI.create(at + "/x.nexe"), URI.create(at + "/")));
      assertTrue(e.getMessage().startsWith("x.nexe was not loaded: "), e.getMessage());
    }
  }

  @Test
  void aServerThatNeverAnswersOrStopsSendingTimesOut() {
    fetcher.close();
    fetcher = new Fetcher(HASTY);
    serve(a, "/silent", exchange -> hold());
    serve(
        a,
        "/stalls",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
          hold();
        });
    assertEquals(
        "silent was not loaded: " + origin(a) + " did not answer within 400 ms",
        failure(origin(a) + "/silent"));
    assertEquals(
        "stalls was not loaded: " + origin(a) + " sent nothing for 400 ms, after 10 bytes",
        failure(origin(a) + "/stalls"));
  }

  @Test
  void aServerThatDripsTimesOutAsAWhole() {
    fetcher.close();
    fetcher = new Fetcher(HASTY);
    serve(
        a,
        "/drips",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try {
            while (release.getCount() > 0) {
              exchange.getResponseBody().write(1);
              exchange.getResponseBody().flush();
              Thread.sleep(50);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertTrue(failure(origin(a) + "/drips").contains("took longer than a transfer may"));
  }

  private void hold() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void noServerIsASentence() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String at = "http://127.0.0.1:" + port;
    FetchException e =
        assertThrows(
            FetchException.class, () -> get(URI.create(at + "/x.nexe"), URI.create(at + "/")));
    assertEquals(
        "x.nexe was not loaded: no connection to " + at + " (is the server running?)",
        e.getMessage());
  }

  @Test
  void anInterruptedFetchEndsAtOnce() throws Exception {
    serve(a, "/silent", exchange -> hold());
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    outcome.set(new AssertionError("came: " + get(origin(a) + "/silent").length));
                  } catch (FetchException | InterruptedException e) {
                    outcome.set(e);
                  }
                });
    Thread.sleep(100);
    thread.interrupt();
    thread.join();
    assertEquals(InterruptedException.class, outcome.get().getClass());
  }

  @Test
  void filesOfThePagesFolderAreReadAndNoOthers(@TempDir Path site) throws Exception {
    Files.createDirectory(site.resolve("in"));
    Files.writeString(site.resolve("in/index.html"), "");
    Files.write(site.resolve("in/x.nexe"), new byte[10]);
    Files.write(site.resolve("out.nexe"), new byte[10]);
    URI page = site.resolve("in/index.html").toUri();
    assertEquals(10, get(page.resolve("x.nexe"), page).bytes().length);
    assertFalse(
        assertThrows(FetchException.class, () -> get(page.resolve("../out.nexe"), page))
            .getMessage()
            .isEmpty());
    Files.write(site.resolve("in/large"), new byte[100_001]);
    assertTrue(
        assertThrows(FetchException.class, () -> get(page.resolve("large"), page))
            .getMessage()
            .contains("is too large"));
  }

  @Test
  void dataUrlsAreRefusedWithAnEvent() {
    assertTrue(
        failure("data:application/octet-stream,x")
            .contains("modules are not loaded from data: URLs"));
    assertEquals(1, fetched.size());
  }

  private FetchRequest pinned(String url, Sha256 sha256) {
    return new FetchRequest(
        URI.create(url),
        RequestClient.of(URI.create(origin(a) + "/page/index.html")),
        RequestTerms.GET,
        FetchRequest.Use.PROGRAM,
        "the manifest",
        LIMIT,
        sha256);
  }

  private byte[] getPinned(String url, String hex) throws FetchException, InterruptedException {
    return fetcher.get(pinned(url, Sha256.parse(hex)), listener()).bytes();
  }

  @Test
  void aPinnedFileOfThoseBytesComes() throws Exception {
    serve(a, "/x.nexe", exchange -> send(exchange, "abc".getBytes(StandardCharsets.UTF_8)));
    String hash = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD";
    assertEquals(3, getPinned(origin(a) + "/x.nexe", hash).length);
  }

  @Test
  void aPinnedFileOfOtherBytesIsRefusedBeforeItIsUsed() {
    serve(a, "/x.nexe", exchange -> send(exchange, "abd".getBytes(StandardCharsets.UTF_8)));
    String hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertEquals(
        "x.nexe was refused: its SHA-256 is"
            + " a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9, the manifest"
            + " wants "
            + hash,
        assertThrows(FetchException.class, () -> getPinned(origin(a) + "/x.nexe", hash))
            .getMessage());
    assertEquals(1, fetched.size(), () -> fetched.toString());
    assertTrue(fetched.getFirst().contains("was refused"), fetched.getFirst());
  }

  @Test
  void aPinIsOfTheUnpackedBytes() throws Exception {
    byte[] packed = gzip("abc".getBytes(StandardCharsets.UTF_8));
    serve(a, "/x.nexe", exchange -> sendGzip(exchange, packed));
    String hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertEquals(3, getPinned(origin(a) + "/x.nexe", hash).length);
  }

  @Test
  void aPageFromDiskDoesNotLearnTheHashOfAFile(@TempDir Path site) throws Exception {
    Files.writeString(site.resolve("index.html"), "");
    Files.writeString(site.resolve("diary.txt"), "abc");
    URI page = site.resolve("index.html").toUri();
    FetchRequest request =
        new FetchRequest(
            page.resolve("diary.txt"),
            RequestClient.of(page),
            RequestTerms.GET,
            FetchRequest.Use.PROGRAM,
            "the manifest",
            LIMIT,
            new Sha256("0".repeat(64)));
    String sentence =
        assertThrows(FetchException.class, () -> fetcher.get(request, listener())).getMessage();
    assertFalse(sentence.contains("ba7816bf"), sentence);
  }

  @Test
  void aDataManifestIsWhatItSays() throws Exception {
    assertEquals("{\"a\": 1}", manifest("data:application/json,{\"a\": 1}"));
    assertEquals("{}", manifest("data:application/json;charset=utf-8;base64,e30%3D"));
    assertEquals("100%", manifest("data:,100%"));
    assertEquals("", manifest("data:,"));
  }

  @Test
  void aDataManifestThatCannotBeReadIsASentence() {
    assertEquals(
        "the data: manifest cannot be read: it is no base64 text",
        assertThrows(FetchException.class, () -> manifest("data:;base64,!!!")).getMessage());
    assertEquals(
        "the data: manifest cannot be read: it has no comma before its body",
        assertThrows(FetchException.class, () -> manifest("data:x")).getMessage());
    assertTrue(
        assertThrows(FetchException.class, () -> manifest("data:," + "x".repeat(100_001)))
            .getMessage()
            .startsWith("the data: manifest is too large"));
  }

  private String manifest(String url) throws Exception {
    FetchRequest request =
        new FetchRequest(
            UrlReference.absolute(url),
            RequestClient.of(URI.create(origin(a) + "/page/index.html")),
            RequestTerms.GET,
            FetchRequest.Use.MANIFEST,
            "the page",
            LIMIT,
            null);
    return new String(fetcher.get(request, listener()).bytes(), StandardCharsets.UTF_8);
  }
}
