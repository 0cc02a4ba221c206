package org.halite.app.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.halite.app.window.Toolkit;
import org.halite.bridge.module.ModuleRequest;
import org.halite.bridge.origin.ContentSecurityPolicy;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.origin.OriginPolicy;
import org.halite.bridge.origin.PolicyContainer;
import org.halite.bridge.origin.RequestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The headers of a page's documents, on their way to the module's requests. */
class DocumentPoliciesTest {
  private static final String EMBED = "<embed type=application/x-nacl src=echo.nmf>";

  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String serve(String path, String html, Map<String, String> headers) {
    var _ =
        server.createContext(
            path,
            exchange -> {
              byte[] body = ("<!doctype html><body>" + html).getBytes(StandardCharsets.UTF_8);
              exchange.getResponseHeaders().set("Content-Type", "text/html");
              headers.forEach(exchange.getResponseHeaders()::add);
              exchange.sendResponseHeaders(200, body.length);
              exchange.getResponseBody().write(body);
              exchange.close();
            });
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** The request of the only module of a page. */
  private static ModuleRequest request(String url) throws Exception {
    try (OpenPage open = new OpenPage()) {
      Toolkit.call(
          () -> {
            open.page.engine().load(url);
            return null;
          });
      return open.module(0).request;
    }
  }

  private static Decision decision(ModuleRequest request) {
    return OriginPolicy.underPolicies(
        new RequestClient(request.documentUrl(), request.pageUrl(), request.policies()),
        ContentSecurityPolicy.Purpose.OBJECT,
        request.source(),
        Decision.allow("nothing forbids it"));
  }

  @Test
  void theHeadersOfADocumentAreThePoliciesOfItsModules() throws Exception {
    String url =
        serve(
            "/page",
            EMBED,
            Map.of(
                "Content-Security-Policy", "default-src *; object-src http://b.test",
                "Cross-Origin-Embedder-Policy", "require-corp"));
    ModuleRequest request = request(url + "#part");
    assertEquals(PolicyContainer.Embedder.REQUIRE_CORP, request.policies().embedder());
    assertFalse(decision(request).allowed());
    assertTrue(
        decision(request).reason().endsWith("(object-src http://b.test)"),
        decision(request).reason());
  }

  @Test
  void aDocumentWithoutHeadersForbidsNothing() throws Exception {
    assertTrue(decision(request(serve("/page", EMBED, Map.of()))).allowed());
  }

  @Test
  void aReportOnlyPolicyForbidsNothing() throws Exception {
    Map<String, String> headers =
        Map.of("Content-Security-Policy-Report-Only", "object-src 'none'");
    assertTrue(decision(request(serve("/page", EMBED, headers))).allowed());
  }

  @Test
  void aFrameWithoutAServerHasTheHeadersOfThePageAroundIt() throws Exception {
    String url =
        serve(
            "/page",
            "<iframe srcdoc='" + EMBED + "'></iframe>",
            Map.of("Content-Security-Policy", "object-src 'none'"));
    assertEquals(
        "echo.nmf was refused: the page's Content-Security-Policy does not name "
            + URI.create(url).resolve("/").toString().replaceAll("/$", "")
            + " (object-src 'none')",
        decision(request(url)).reason());
  }

  @Test
  void aFrameOfAServerHasItsOwnHeadersOnly() throws Exception {
    String frame = serve("/frame", EMBED, Map.of());
    String url =
        serve(
            "/page",
            "<iframe src='" + frame + "'></iframe>",
            Map.of("Content-Security-Policy", "object-src 'none'"));
    assertTrue(decision(request(url)).allowed());
  }
}
