package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.halite.bridge.fetch.FetchLimits;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.origin.PolicyContainer;
import org.halite.bridge.store.ValidationCache;
import org.halite.ppapi.PpError;
import org.halite.ppapi.Var;
import org.halite.wire.ControlWire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What modules ask servers for, against whole sessions. The page is on server a; b is somebody
 * else's; both write down what they are asked.
 */
@Timeout(120)
class UrlLoadsTest {
  private static final int FOLLOWS = ControlWire.URL_FOLLOWS;
  private static final int FOREIGN = ControlWire.URL_FOLLOWS | ControlWire.URL_CROSS_ORIGIN;
  private static final String NO_ACCESS = Integer.toString(PpError.PP_ERROR_NOACCESS);
  private static final String FAILED = Integer.toString(PpError.PP_ERROR_FAILED);

  private final RecordedEvents events = new RecordedEvents();
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private HttpServer a;
  private HttpServer b;
  private LocalModuleHost host;
  private ModuleSession session;
  private int orders;

  @BeforeEach
  void start() throws Exception {
    a = server("a");
    b = server("b");
    serve(a, "/app.nmf", "{\"program\": {\"x86-64\": {\"url\": \"app.nexe\"}}}");
    serve(a, "/app.nexe", "fine");
    FetchLimits limits =
        new FetchLimits(Duration.ofSeconds(30), Duration.ofSeconds(3), Duration.ofSeconds(60));
    host =
        new LocalModuleHost(
            LocalModuleHostTest.scripted(""),
            limits,
            ValidationCache.none(),
            4,
            FilePages.Access.RUN);
  }

  @AfterEach
  void stop() {
    host.close();
    a.stop(0);
    b.stop(0);
  }

  private static HttpServer server(String name) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name(name).factory()));
    server.start();
    return server;
  }

  private static String origin(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What a server does with one request. */
  private interface Answering {
    void answer(HttpExchange exchange) throws IOException;
  }

  private void on(HttpServer server, String path, Answering answering) {
    var _ =
        server.createContext(
            path,
            exchange -> {
              assertNull(exchange.getRequestHeaders().getFirst("Cookie"));
              exchange.getResponseHeaders().set("Set-Cookie", "known=yes");
              String body =
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
              asked.add(
                  exchange.getRequestMethod()
                      + " "
                      + exchange.getRequestURI()
                      + " "
                      + exchange.getRequestHeaders().getFirst("Origin")
                      + " "
                      + body);
              answering.answer(exchange);
              exchange.close();
            });
  }

  private void serve(HttpServer server, String path, String body, String... headers) {
    on(server, path, exchange -> send(exchange, 200, body, headers));
  }

  private static void send(HttpExchange exchange, int status, String body, String... headers)
      throws IOException {
    Headers to = exchange.getResponseHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      to.set(headers[i], headers[i + 1]);
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void open() throws Exception {
    open(PolicyContainer.NONE);
  }

  private void open(PolicyContainer policies) throws Exception {
    URI document = URI.create(origin(a) + "/dir/index.html");
    session =
        host.openSession(
            new ModuleRequest(
                "e1",
                "application/x-nacl",
                URI.create(origin(a) + "/app.nmf"),
                document,
                document,
                policies,
                Map.of(),
                200,
                100),
            events);
    events.awaitLoad();
    asked.clear();
  }

  private void order(String... words) {
    session.postMessage(new Var.Text("url\t" + String.join("\t", words)));
  }

  /** Opens what a bare socket serves. */
  private void orderFrom(ServerSocket socket) {
    String url = "http://127.0.0.1:" + socket.getLocalPort() + "/x";
    order("open", "", Integer.toString(FOREIGN), url, "", "");
  }

  /** What the module's process says came of its next order. */
  private String answer() throws InterruptedException {
    int wanted = ++orders;
    String[] found = new String[1];
    String _ =
        events.awaitOne(
            _ -> {
              List<String> messages =
                  events.lines().stream().filter(line -> line.startsWith("message ")).toList();
              boolean there = messages.size() >= wanted;
              found[0] = there ? messages.get(wanted - 1).substring("message ".length()) : null;
              return there;
            });
    return found[0];
  }

  private String get(String method, int flags, String url, String headers, String body)
      throws InterruptedException {
    order("get", method, Integer.toString(flags), url, headers, body);
    return answer();
  }

  private String get(String url) throws InterruptedException {
    return get("", FOLLOWS, url, "", "");
  }

  private String getForeign(String url) throws InterruptedException {
    return get("", FOREIGN, url, "", "");
  }

  private static void contains(String text, String part) {
    assertTrue(text.contains(part), text);
  }

  @Test
  void aRelativeUrlIsTheDocuments() throws Exception {
    serve(a, "/dir/x", "body", "X-Own", "seen");
    open();
    String answer = get("x?q#fragment");
    assertTrue(answer.startsWith("200 OK " + origin(a) + "/dir/x?q ["), answer);
    contains(answer, "X-Own: seen");
    assertTrue(answer.endsWith("]   4 0:body"), answer);
    assertTrue(!answer.contains("ookie"), "cookies are nobody's to read: " + answer);
    assertEquals("GET /dir/x?q null ", asked.take());
    assertEquals(
        "fetched /dir/x 200 same-origin", events.await("fetched /dir/x 200"), "the transcript");
  }

  @Test
  void everyStatusIsAnAnswer() throws Exception {
    on(a, "/gone", exchange -> send(exchange, 404, "no such thing"));
    on(a, "/none", exchange -> send(exchange, 204, ""));
    on(a, "/broken", exchange -> send(exchange, 500, "oh"));
    open();
    contains(get("/gone"), "404 Not Found");
    contains(get("/gone"), "0:no such thing");
    assertTrue(get("/none").endsWith(" -1 0:"));
    contains(get("/broken"), "500 Internal Server Error");
    assertTrue(get("HEAD", FOLLOWS, "/gone", "", "").endsWith(" -1 0:"));
  }

  @Test
  void bodiesAndHeadersAreSent() throws Exception {
    on(a, "/echo", exchange -> send(exchange, 200, exchange.getRequestHeaders().getFirst("X-a")));
    open();
    contains(get("post", FOLLOWS, "/echo", "X-A: one\\nX-A: two\\r\\n", "sent"), "0:one, two");
    assertEquals("POST /echo " + origin(a) + " sent", asked.take());
    contains(get("PUT", FOLLOWS, "/echo", "X-A:z", "x".repeat(200_000)), "0:z");
    assertEquals("PUT /echo " + origin(a) + " " + "x".repeat(200_000), asked.take());
  }

  @Test
  void anotherOriginIsAskedOnlyByCors() throws Exception {
    serve(b, "/free", "free", "Access-Control-Allow-Origin", "*", "X-Secret", "1");
    serve(b, "/closed", "secret");
    open();
    assertEquals(NO_ACCESS, get(origin(b) + "/free"));
    assertNull(asked.poll(), "it was not even asked");
    contains(events.await("fetched /free 0"), "the request is for its own origin only");
    String free = getForeign(origin(b) + "/free");
    contains(free, "0:free");
    assertTrue(!free.contains("X-Secret"), "not exposed: " + free);
    assertEquals("GET /free " + origin(a) + " ", asked.take());
    assertEquals(NO_ACCESS, getForeign(origin(b) + "/closed"));
    contains(events.await("fetched /closed 200"), "no Access-Control-Allow-Origin header");
    contains(events.await("console ERROR PPB_URLLoader: closed was refused"), origin(b));
  }

  @Test
  void anotherOriginShowsTheHeadersThatItExposes() throws Exception {
    serve(
        b,
        "/x",
        "free",
        "Access-Control-Allow-Origin",
        origin(a),
        "Access-Control-Expose-Headers",
        "X-One, x-two",
        "X-One",
        "1",
        "X-Two",
        "2",
        "X-Three",
        "3",
        "Content-Type",
        "text/plain");
    serve(
        b,
        "/all",
        "free",
        "Access-Control-Allow-Origin",
        "*",
        "Access-Control-Expose-Headers",
        "*",
        "X-Three",
        "3");
    open();
    String answer = getForeign(origin(b) + "/x");
    contains(answer, "[Content-Length: 4|Content-Type: text/plain|X-One: 1|X-Two: 2]");
    contains(getForeign(origin(b) + "/all"), "X-Three: 3");
  }

  @Test
  void whatNoFormCouldAskIsAskedForFirst() throws Exception {
    on(
        b,
        "/x",
        exchange -> {
          boolean preflight = exchange.getRequestMethod().equals("OPTIONS");
          send(
              exchange,
              preflight ? 204 : 200,
              preflight ? "" : "done",
              "Access-Control-Allow-Origin",
              "*",
              "Access-Control-Allow-Methods",
              "PUT",
              "Access-Control-Allow-Headers",
              "x-a");
        });
    open();
    contains(get("PUT", FOREIGN, origin(b) + "/x", "X-A: 1", "b"), "0:done");
    assertEquals("OPTIONS /x " + origin(a) + " ", asked.take());
    assertEquals("PUT /x " + origin(a) + " b", asked.take());
    assertEquals(NO_ACCESS, get("DELETE", FOREIGN, origin(b) + "/x", "", ""));
    assertEquals("OPTIONS /x " + origin(a) + " ", asked.take());
    assertEquals(NO_ACCESS, get("GET", FOREIGN, origin(b) + "/x", "X-B: 1", ""));
    assertEquals("OPTIONS /x " + origin(a) + " ", asked.take());
    assertNull(asked.poll(), "neither was done");
  }

  @Test
  void credentialsThatAnotherOriginDoesNotAllowAreRefused() throws Exception {
    serve(b, "/x", "x", "Access-Control-Allow-Origin", "*");
    open();
    int flags = FOREIGN | ControlWire.URL_CREDENTIALS;
    assertEquals(NO_ACCESS, get("", flags, origin(b) + "/x", "", ""));
    contains(getForeign(origin(b) + "/x"), "0:x");
  }

  @Test
  void redirectsAreJudgedHopByHop() throws Exception {
    on(a, "/away", exchange -> send(exchange, 302, "", "Location", origin(b) + "/secret"));
    on(a, "/disk", exchange -> send(exchange, 302, "", "Location", "file:///etc/passwd"));
    on(a, "/post", exchange -> send(exchange, 303, "", "Location", "/own"));
    on(a, "/again", exchange -> send(exchange, 307, "", "Location", "/own"));
    on(a, "/nowhere", exchange -> send(exchange, 302, "stays"));
    on(a, "/round", exchange -> send(exchange, 302, "", "Location", "/round"));
    serve(a, "/own", "own");
    serve(b, "/secret", "secret");
    open();
    assertEquals(NO_ACCESS, get("/away"));
    assertEquals(NO_ACCESS, getForeign("/away"));
    assertEquals(NO_ACCESS, getForeign("/disk"));
    assertEquals(NO_ACCESS, get("/round"));
    asked.clear();
    contains(get("POST", FOLLOWS, "/post", "", "sent"), origin(a) + "/own [");
    assertEquals("POST /post " + origin(a) + " sent", asked.take());
    assertEquals("GET /own null ", asked.take());
    contains(get("POST", FOLLOWS, "/again", "", "sent"), "0:own");
    assertEquals("POST /again " + origin(a) + " sent", asked.take());
    assertEquals("POST /own " + origin(a) + " sent", asked.take());
    contains(get("/nowhere"), "302 Found");
  }

  @Test
  void aRedirectWaitsForTheModule() throws Exception {
    on(a, "/one", exchange -> send(exchange, 302, "", "Location", "/two?x"));
    on(a, "/two", exchange -> send(exchange, 307, "", "Location", "/own"));
    serve(a, "/own", "own");
    open();
    order("open", "POST", "0", "/one", "", "sent");
    contains(answer(), "302 Found " + origin(a) + "/one [");
    contains(events.lines().getLast(), "] GET " + origin(a) + "/two?x -1");
    assertEquals("POST /one " + origin(a) + " sent", asked.take());
    assertNull(asked.poll(200, TimeUnit.MILLISECONDS), "nothing was followed yet");
    order("follow");
    contains(answer(), "307 Temporary Redirect");
    order("follow");
    contains(answer(), "200 OK " + origin(a) + "/own");
    assertEquals("GET /two?x null ", asked.take());
    assertEquals("GET /own null ", asked.take());
  }

  @Test
  void aRedirectThatCameBeforeAnybodyAskedIsToldToo() throws Exception {
    on(a, "/one", exchange -> send(exchange, 302, "", "Location", "/own"));
    serve(a, "/own", "own");
    open();
    order("begin", "GET", "0", "/one", "", "");
    assertEquals("begun", answer());
    assertEquals("GET /one null ", asked.take());
    Thread.sleep(300); // the answer is here, and nobody has asked for it
    order("head", "1");
    contains(answer(), "302 Found");
    order("follow");
    contains(answer(), "200 OK " + origin(a) + "/own");
  }

  @Test
  void whereAnotherOriginLeadsToIsNotShownUnlessItExposesThat() throws Exception {
    on(
        b,
        "/one",
        exchange ->
            send(
                exchange,
                302,
                "",
                "Location",
                "/token-of-a-person",
                "Access-Control-Allow-Origin",
                "*"));
    serve(b, "/token-of-a-person", "own", "Access-Control-Allow-Origin", "*");
    open();
    order("open", "", Integer.toString(ControlWire.URL_CROSS_ORIGIN), origin(b) + "/one", "", "");
    String head = answer();
    contains(head, "302 Found");
    assertTrue(head.endsWith("[Content-Length: 0] GET  -1"), head);
    order("follow");
    contains(answer(), "200 OK");
  }

  @Test
  void whatAPageMayNotSayIsRefusedAndNotSent() throws Exception {
    serve(a, "/x", "x");
    open();
    for (String headers :
        List.of(
            "Host: b.test",
            "Cookie: a=b",
            "Origin: http://b.test",
            "Referer: http://b.test",
            "Content-Length: 3",
            "Transfer-Encoding: chunked",
            "Connection: close",
            "Upgrade: x",
            "Proxy-Authorization: x",
            "Sec-Fetch-Site: same-origin",
            "X-A: b\\r\\nHost: b.test",
            "X-A: b\\nCookie: c",
            "X-A: b\\n\\nGET /y HTTP/1.1\\nHost: c",
            "X-A: \u0001",
            "X A: b",
            "no colon",
            ": no name",
            "X-A: " + "x".repeat(9000))) {
      assertEquals(NO_ACCESS, get("", FOLLOWS, "/x", headers, ""), headers);
    }
    for (String method : List.of("CONNECT", "tRaCe", "TRACK", "GET /y HTTP/1.1\\r\\n", "a b")) {
      assertEquals(NO_ACCESS, get(method, FOLLOWS, "/x", "", ""), method);
    }
    assertEquals(NO_ACCESS, get("GET", FOLLOWS, "/x", "", "a body"));
    assertNull(asked.poll(), "nothing was sent");
    assertEquals(24, count("fetched /x 0 x was refused: "), "each is in the transcript");
  }

  private long count(String start) {
    return events.lines().stream().filter(line -> line.startsWith(start)).count();
  }

  @Test
  void onlyServersAreAskedAndOnlyThoseThatAreThePages() throws Exception {
    serve(b, "/x", "secret of another loopback port");
    open();
    for (String url :
        List.of(
            "file:///etc/passwd",
            "file:/etc/passwd",
            "data:,x",
            "javascript:1",
            "ftp://127.0.0.1/x",
            "blob:" + origin(a) + "/x",
            "http://person:secret@127.0.0.1/x",
            "http://",
            "//",
            "http://[",
            "x\u0001y",
            "x".repeat(9000))) {
      assertEquals(NO_ACCESS, get("", FOREIGN, url, "", ""), url);
    }
    assertEquals(NO_ACCESS, getForeign(origin(b) + "/x"));
    assertEquals(NO_ACCESS, get(origin(b).replace("127.0.0.1", "localhost") + "/x"));
    contains(events.await("fetched /etc/passwd 0"), "may not read file URLs");
  }

  @Test
  void aPolicyOfThePageCountsForConnections() throws Exception {
    serve(a, "/x", "own");
    serve(b, "/x", "other", "Access-Control-Allow-Origin", "*");
    open(PolicyContainer.of(List.of("object-src *; default-src 'none'; connect-src 'self'"), null));
    contains(getForeign("/x"), "0:own");
    assertEquals(NO_ACCESS, getForeign(origin(b) + "/x"));
    contains(events.await("fetched /x 0"), "(connect-src 'self')");
  }

  @Test
  void aServerThatCannotBeReachedFails() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    open();
    assertEquals(FAILED, getForeign("http://127.0.0.1:" + closed + "/x"));
    contains(events.await("console ERROR PPB_URLLoader: x was not loaded"), "no connection to");
  }

  /** A server that answers with these bytes, and then with as many more as are taken. */
  private static Thread endless(ServerSocket socket, String head, boolean more, AtomicLong sent) {
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (!socket.isClosed()) {
                try (Socket peer = socket.accept()) {
                  InputStream in = peer.getInputStream();
                  int _ = in.read(new byte[10_000]);
                  OutputStream out = peer.getOutputStream();
                  out.write(head.getBytes(StandardCharsets.US_ASCII));
                  out.flush();
                  while (more) {
                    out.write(new byte[10_000]);
                    sent.addAndGet(10_000);
                  }
                  Thread.sleep(20_000);
                } catch (IOException | InterruptedException e) {
                  sent.compareAndSet(0, -1);
                }
              }
            });
  }

  /** Of an answer that another origin may read. */
  private static final String ALLOWED =
      "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n";

  @Test
  void anEndlessBodyWaitsForTheModule() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      socket.setReceiveBufferSize(1 << 16);
      endless(socket, ALLOWED, true, sent);
      open();
      orderFrom(socket);
      contains(answer(), "200 OK");
      long before = -1;
      while (sent.get() != before) {
        before = sent.get();
        Thread.sleep(500);
      }
      // What the window does not hold is in the kernel's buffers and the client's.
      assertTrue(before < 16 << 20, before + " bytes went into nowhere");
      order("progress", "1");
      long received = Long.parseLong(answer().split(" ", -1)[1]);
      assertTrue(received <= (256 << 10) + (64 << 10), received + " bytes are held");
      for (int i = 0; i < 100; i++) {
        order("read", "1", "262144");
        assertTrue(answer().startsWith("0:"));
      }
      assertTrue(sent.get() > before, "it goes on when the module reads");
      order("close", "1");
      assertEquals("closed", answer());
    }
  }

  @Test
  void aServerThatNeverEndsOrNeverAnswersIsGivenUp() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      endless(socket, ALLOWED + "some", false, new AtomicLong());
      endless(mute, "", false, new AtomicLong());
      open();
      String broken = getForeign("http://127.0.0.1:" + socket.getLocalPort() + "/x");
      assertTrue(broken.endsWith(" " + FAILED + ":some"), broken);
      assertEquals(FAILED, getForeign("http://127.0.0.1:" + mute.getLocalPort() + "/x"));
      String _ = events.awaitOne(line -> line.endsWith("did not answer within 3 s"));
    }
  }

  @Test
  void aModuleThatIsOverLeavesNoConnection() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread server = endless(socket, ALLOWED, true, sent);
      open();
      orderFrom(socket);
      contains(answer(), "200 OK");
      session.close();
      events.await("exit");
      socket.close();
      server.join(20_000);
      assertTrue(!server.isAlive(), "the server's connection was not cut");
    }
  }

  @Test
  void thousandsOfLoadersHaveNoMoreThanTheirShareOfConnections() throws Exception {
    AtomicLong atATime = new AtomicLong();
    AtomicLong most = new AtomicLong();
    on(
        a,
        "/slow",
        exchange -> {
          most.accumulateAndGet(atATime.incrementAndGet(), Math::max);
          try {
            Thread.sleep(2000);
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          atATime.decrementAndGet();
          send(exchange, 200, "x");
        });
    open();
    for (int i = 0; i < 1000; i++) {
      order("begin", "", "1", "/slow", "", "");
    }
    for (int i = 0; i < 1000; i++) {
      assertEquals("begun", answer());
    }
    order("head", "1000");
    assertEquals(Integer.toString(PpError.PP_ERROR_NOMEMORY), answer());
    order("head", "1");
    contains(answer(), "200 OK");
    assertTrue(most.get() <= UrlLoads.MAX_LOADS, most + " at a time");
    contains(events.await("console WARNING PPB_URLLoader.Open was refused"), "128 loaders open");
    order("close", "1");
    assertEquals("closed", answer());
    order("open", "", "1", "/app.nmf", "", "");
    contains(answer(), "200 OK");
  }

  @Test
  void whatIsClosedInMidStreamCanBeAskedNoMore() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      endless(socket, ALLOWED, true, sent);
      open();
      orderFrom(socket);
      contains(answer(), "200 OK");
      order("close", "1");
      assertEquals("closed", answer());
      order("read", "1", "10");
      assertEquals(FAILED + ":0", answer());
      order("progress", "1");
      assertEquals("0 0 -1", answer());
      order("close", "1");
      assertEquals("closed", answer());
    }
  }

  @Test
  void headersWithoutEndAreRefused() throws Exception {
    StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\n");
    head.append("Access-Control-Expose-Headers: *\r\n");
    for (int i = 0; i < 300; i++) {
      head.append("X-").append(i).append(": ").append("x".repeat(1000)).append("\r\n");
    }
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      endless(socket, head + "\r\n", true, new AtomicLong());
      open();
      assertEquals(FAILED, getForeign("http://127.0.0.1:" + socket.getLocalPort() + "/x"));
    }
  }
}
