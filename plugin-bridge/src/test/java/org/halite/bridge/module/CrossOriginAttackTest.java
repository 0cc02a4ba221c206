package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.halite.bridge.fetch.FetchLimits;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.origin.PolicyContainer;
import org.halite.bridge.store.ValidationCache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attack 23: manifests, modules and libraries of another origin, against whole module sessions. The
 * page is on server a; b is somebody else's. All combinations of headers are in {@code
 * OriginMatrixTest}.
 */
class CrossOriginAttackTest {
  private static final String PROGRAM = "\"program\": {\"x86-64\": {\"url\": \"app.nexe\"}}";

  @TempDir Path disk;
  private final RecordedEvents events = new RecordedEvents();
  private HttpServer a;
  private HttpServer b;
  private LocalModuleHost host;
  private ModuleSession session;

  @BeforeEach
  void start() throws Exception {
    a = server();
    b = server();
    serve(a, "/app.nexe", "fine", null);
    FetchLimits limits =
        new FetchLimits(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(60));
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

  private static void serve(HttpServer server, String path, String body, String allowed) {
    var _ =
        server.createContext(
            path,
            exchange -> {
              assertNull(exchange.getRequestHeaders().getFirst("Cookie"));
              exchange.getResponseHeaders().set("Set-Cookie", "known=yes");
              if (allowed != null) {
                exchange.getResponseHeaders().set("Access-Control-Allow-Origin", allowed);
              }
              byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(200, bytes.length);
              exchange.getResponseBody().write(bytes);
              exchange.close();
            });
  }

  private static void redirect(HttpServer server, String path, String to, String allowed) {
    var _ =
        server.createContext(
            path,
            (HttpExchange exchange) -> {
              if (allowed != null) {
                exchange.getResponseHeaders().set("Access-Control-Allow-Origin", allowed);
              }
              exchange.getResponseHeaders().set("Location", to);
              exchange.sendResponseHeaders(302, -1);
              exchange.close();
            });
  }

  private void open(String manifest, String document, PolicyContainer policies) {
    session =
        host.openSession(
            new ModuleRequest(
                "e1",
                "application/x-nacl",
                URI.create(manifest),
                URI.create(document),
                URI.create(document),
                policies,
                Map.of(),
                200,
                100),
            events);
  }

  private String refusal(String manifest) throws Exception {
    return refusal(manifest, origin(a) + "/index.html", PolicyContainer.NONE);
  }

  private String refusal(String manifest, String document, PolicyContainer policies)
      throws Exception {
    open(manifest, document, policies);
    events.await("exit");
    assertEquals(
        List.of("loadstart", "error", "loadend", "exit -1"), kinds(), events.lines().toString());
    return events.lines().stream()
        .filter(line -> line.startsWith("error"))
        .findFirst()
        .orElseThrow();
  }

  private List<String> kinds() {
    return events.life().stream().map(line -> line.startsWith("error") ? "error" : line).toList();
  }

  private static String manifestOf(String program) {
    return "{\"program\": {\"x86-64\": {\"url\": \"" + program + "\"}}}";
  }

  @Test
  void aManifestOfAnotherOriginNeedsItsConsent() throws Exception {
    serve(b, "/app.nmf", manifestOf("app.nexe"), null);
    assertTrue(refusal(origin(b) + "/app.nmf").contains("app.nmf was refused: " + origin(b)));
  }

  @Test
  void aModuleOfAnotherOriginNeedsItsConsent() throws Exception {
    serve(a, "/app.nmf", manifestOf(origin(b) + "/b.nexe"), null);
    serve(b, "/b.nexe", "fine", origin(b));
    assertTrue(refusal(origin(a) + "/app.nmf").contains("b.nexe was refused: " + origin(b)));
  }

  @Test
  void aLibraryOfAnotherOriginNeedsItsConsentAndIsNeverReadWithoutIt() throws Exception {
    serve(
        a,
        "/app.nmf",
        "{"
            + PROGRAM
            + ", \"files\": {\"no.so\": {\"x86-64\": {\"url\": \""
            + origin(b)
            + "/no.so\"}}, \"yes.so\": {\"x86-64\": {\"url\": \""
            + origin(b)
            + "/yes.so\"}}}}",
        null);
    serve(b, "/no.so", "secret", null);
    serve(b, "/yes.so", "library", "*");
    open(origin(a) + "/app.nmf", origin(a) + "/index.html", PolicyContainer.NONE);
    events.awaitLoad();
    assertEquals(
        "library",
        new String(session.files().open("yes.so").get().read(0, 100), StandardCharsets.UTF_8));
    Throwable cause =
        assertThrows(ExecutionException.class, () -> session.files().open("no.so").get())
            .getCause();
    assertEquals(
        "no.so was refused: "
            + origin(b)
            + " does not allow "
            + origin(a)
            + " (no Access-Control-Allow-Origin header)",
        cause.getMessage());
    session.close();
    events.await("exit");
  }

  @Test
  void aRedirectToAnotherOriginNeedsItsConsent() throws Exception {
    redirect(a, "/app.nmf", origin(b) + "/b.nmf", null);
    serve(b, "/b.nmf", manifestOf("app.nexe"), null);
    assertTrue(refusal(origin(a) + "/app.nmf").contains("b.nmf was refused: " + origin(b)));
  }

  @Test
  void aRedirectThereAndBackIsNobodysOwnAnyMore() throws Exception {
    redirect(b, "/app.nmf", origin(a) + "/own.nmf", "*");
    serve(a, "/own.nmf", manifestOf("app.nexe"), origin(a));
    assertTrue(refusal(origin(b) + "/app.nmf").contains("does not allow null"));
  }

  @Test
  void whatARedirectedManifestNamesIsRelativeToWhereItEnded() throws Exception {
    redirect(a, "/app.nmf", origin(b) + "/dir/b.nmf", null);
    serve(b, "/dir/b.nmf", manifestOf("app.nexe"), "*");
    serve(b, "/dir/app.nexe", "fine", null);
    assertTrue(refusal(origin(a) + "/app.nmf").contains("app.nexe was refused: " + origin(b)));
  }

  @Test
  void aDataUrlIsAManifestAndNeverAModule() throws Exception {
    serve(a, "/app.nmf", manifestOf("data:application/octet-stream,fine"), null);
    assertTrue(refusal(origin(a) + "/app.nmf").contains("not loaded from data: URLs"));
  }

  @Test
  void aServerCannotMakeAPageReadTheDisk() throws Exception {
    Path secret = Files.writeString(disk.resolve("secret.nexe"), "fine");
    serve(a, "/app.nmf", manifestOf(secret.toUri().toString()), null);
    assertTrue(refusal(origin(a) + "/app.nmf").contains("may not read file URLs"));
  }

  @Test
  void anUnencryptedModuleDoesNotRunInAnEncryptedPage() throws Exception {
    String manifest =
        "data:,%7B%22program%22:%7B%22x86-64%22:%7B%22url%22:%22http://b.test/x%22%7D%7D%7D";
    assertTrue(
        refusal(manifest, "https://a.test/", PolicyContainer.NONE).contains("(mixed content)"));
  }

  @Test
  void aPageThatForbidsObjectsRunsNoModuleWhereverItComesFrom() throws Exception {
    serve(a, "/app.nmf", manifestOf("app.nexe"), null);
    PolicyContainer none = PolicyContainer.of(List.of("object-src 'none'"), null);
    assertTrue(
        refusal(origin(a) + "/app.nmf", origin(a) + "/", none)
            .contains("Content-Security-Policy does not name " + origin(a)));
  }

  @Test
  void aDataManifestNeedsThePolicysConsentToo() throws Exception {
    PolicyContainer self = PolicyContainer.of(List.of("object-src 'self'"), null);
    assertTrue(
        refusal("data:,%7B%7D", origin(a) + "/", self)
            .contains("Content-Security-Policy does not name data: URLs (object-src 'self')"));
  }

  @Test
  void aPageFromDiskGetsNoFileToReadForItsModule() throws Exception {
    Files.writeString(disk.resolve("index.html"), "");
    Files.writeString(disk.resolve("diary.txt"), "secret");
    Files.writeString(disk.resolve("app.nexe"), "fine");
    Files.writeString(
        disk.resolve("app.nmf"),
        "{" + PROGRAM + ", \"files\": {\"d\": {\"portable\": {\"url\": \"diary.txt\"}}}}");
    URI page = disk.resolve("index.html").toUri();
    open(page.resolve("app.nmf").toString(), page.toString(), PolicyContainer.NONE);
    events.awaitLoad();
    Throwable cause =
        assertThrows(ExecutionException.class, () -> session.files().open("d").get()).getCause();
    assertTrue(cause.getMessage().contains("is an origin of its own"), cause.getMessage());
    session.close();
    events.await("exit");
  }
}
