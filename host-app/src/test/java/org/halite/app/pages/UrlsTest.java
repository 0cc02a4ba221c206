package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real module asks the page's server, and another's that consents or does not. */
@Timeout(180)
class UrlsTest {
  @TempDir Path folder;
  private final BlockingQueue<String> asked = new ArrayBlockingQueue<>(100);
  private HttpServer other;

  @BeforeEach
  void start() throws IOException {
    other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
    var _ = other.createContext("/", this::answer);
    other.start();
  }

  @AfterEach
  void stop() {
    other.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean added =
        asked.offer(
            exchange.getRequestMethod()
                + " "
                + path
                + " "
                + exchange.getRequestHeaders().getFirst("Content-Type")
                + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    assertTrue(added);
    var headers = exchange.getResponseHeaders();
    if (!path.equals("/closed")) {
      headers.set("Access-Control-Allow-Origin", "*");
      headers.set("Access-Control-Allow-Headers", "content-type");
    }
    headers.set("X-Secret", "yes");
    switch (path) {
      case "/redirect" -> {
        headers.set("Location", "/free");
        exchange.sendResponseHeaders(302, -1);
      }
      case "/endless" -> {
        exchange.sendResponseHeaders(200, 0);
        byte[] piece = new byte[100_000];
        try {
          while (true) {
            exchange.getResponseBody().write(piece);
          }
        } catch (IOException e) {
          assertTrue(asked.offer("cut"));
        }
      }
      default -> {
        exchange.sendResponseHeaders(200, 5);
        exchange.getResponseBody().write("hello".getBytes(StandardCharsets.UTF_8));
      }
    }
    exchange.close();
  }

  private LivePage open() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("data.txt"), "0123456789".repeat(100_000));
    return new LivePage(folder, "url_module.c", "<embed id=m type=application/x-nacl src=app.nmf>");
  }

  private String url(String path) {
    return "http://127.0.0.1:" + other.getAddress().getPort() + path;
  }

  @Test
  void thePagesOwnServerIsReadAsItIs() throws Exception {
    try (LivePage page = open()) {
      assertTrue(page.ask("get - data.txt", "answer").endsWith("/data.txt"));
      assertEquals("body 0 1000000 [" + "0123456789".repeat(6) + "0123]", page.hear("body"));
      assertTrue(page.ask("get - none", "answer 404").endsWith("/none"));
      page.hear("body 0 ");
    }
  }

  @Test
  void anotherServerMustConsent() throws Exception {
    try (LivePage page = open()) {
      assertEquals("open -7", page.ask("get - " + url("/free"), "open"));
      assertNull(asked.poll());
      page.ask("get c " + url("/free"), "answer 200");
      assertFalse(page.hear("headers").contains("Secret"));
      assertEquals("body 0 5 [hello]", page.hear("body"));
      assertEquals("GET /free null ", asked.take());
      assertEquals("open -7", page.ask("get c " + url("/closed"), "open"));
      assertEquals("open -7", page.ask("get ck " + url("/free"), "open"));
      asked.clear();
      page.ask("get c " + url("/free") + " {}", "body 0 5 [hello]");
      assertEquals("OPTIONS /free null ", asked.take());
      assertEquals("POST /free application/json {}", asked.take());
    }
  }

  @Test
  void aRedirectIsFollowedWhenTheModuleSaysSo() throws Exception {
    try (LivePage page = open()) {
      page.ask("get cr " + url("/redirect"), "answer 302");
      assertEquals("redirect ", page.hear("redirect"), "where to is not exposed");
      assertEquals("answer 200 " + url("/free"), page.hear("answer"));
      page.hear("body 0 5 [hello]");
    }
  }

  @Test
  void anEndlessBodyIsReadAsFarAsTheModuleLikes() throws Exception {
    try (LivePage page = open()) {
      page.ask("pour 50000000 " + url("/endless"), "body 1 50000000 ");
      assertEquals("GET /endless null ", asked.take());
      page.ask("leave", "left");
      assertEquals("cut", asked.take());
    }
  }
}
