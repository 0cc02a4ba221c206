package org.halite.app.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Serves the benchmark's pages, the demo module and a large one made of it, and hears from the
 * pages: a POST to {@code /say/NAME} answers after the action of that name has been run, and its
 * body is kept.
 */
final class Site implements AutoCloseable {
  /** As much as a large module of its time has. */
  static final int LARGE_TEXT = 3 << 20;

  private static final int MAX_SAID = 1 << 20;
  private static final long PATIENCE_SECONDS = 120;

  private final HttpServer server;
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final Map<String, Runnable> actions = new ConcurrentHashMap<>();

  private Site(HttpServer server) {
    this.server = server;
  }

  static Site start(Halite halite) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Site site = new Site(server);
    byte[] module = Files.readAllBytes(halite.sample("hello/hello.nexe"));
    byte[] manifest = Files.readAllBytes(halite.sample("hello/hello.nmf"));
    server.createContext(
        "/hello.nexe", exchange -> answer(exchange, module, "application/octet-stream"));
    server.createContext("/hello.nmf", exchange -> answer(exchange, manifest, "application/json"));
    byte[] large = LargeModule.of(module, LARGE_TEXT);
    byte[] largeManifest =
        "{\"program\": {\"x86-64\": {\"url\": \"large.nexe\"}}}".getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/large.nexe", exchange -> answer(exchange, large, "application/octet-stream"));
    server.createContext(
        "/large.nmf", exchange -> answer(exchange, largeManifest, "application/json"));
    for (Pages page : Pages.values()) {
      byte[] bytes = page.html().getBytes(StandardCharsets.UTF_8);
      server.createContext("/" + page.file(), exchange -> answer(exchange, bytes, "text/html"));
    }
    server.createContext("/say/", site::hear);
    server.start();
    return site;
  }

  String url(Pages page) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + page.file();
  }

  /** Runs the action before a page's {@code POST /say/name} is answered. */
  void on(String name, Runnable action) {
    actions.put(name, action);
  }

  /**
   * What a page said next.
   *
   * @throws IOException when none says anything in time
   */
  String next(String what) throws IOException, InterruptedException {
    String words = said.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (words == null) {
      throw new IOException(what + ": the page said nothing for " + PATIENCE_SECONDS + " s");
    }
    if (words.startsWith("failed: ")) {
      throw new IOException(what + ": " + words);
    }
    return words;
  }

  private void hear(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().substring("/say/".length());
    byte[] body;
    try (InputStream in = exchange.getRequestBody()) {
      body = in.readNBytes(MAX_SAID);
    }
    Runnable action = actions.get(name);
    if (action == null) {
      said.add(new String(body, StandardCharsets.UTF_8));
    } else {
      try {
        action.run();
      } catch (UncheckedIOException e) {
        said.add("failed: " + e.getMessage());
      }
    }
    answer(exchange, new byte[0], "text/plain");
  }

  private static void answer(HttpExchange exchange, byte[] bytes, String type) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
