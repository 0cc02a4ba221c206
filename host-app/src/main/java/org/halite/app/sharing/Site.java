package org.halite.app.sharing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An origin of the demonstration: a server at a port of 127.0.0.1. */
final class Site implements AutoCloseable {
  private static final int BACKLOG = 64;
  private static final int THREADS = 8;

  private final HttpServer server;
  private final ExecutorService threads;

  /** What a site answers. */
  @FunctionalInterface
  interface Answers {
    void answer(HttpExchange exchange) throws IOException;
  }

  private Site(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  static Site start(Answers answers) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), BACKLOG);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("demo-site-", 0).factory());
    Site site = new Site(server, threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            if (site.isMeant(exchange)) {
              answers.answer(exchange);
            } else {
              send(exchange, 421, "text/plain", "This is another host.\n");
            }
          }
        });
    server.setExecutor(threads);
    server.start();
    return site;
  }

  /** Not by a name that somebody made point here. */
  private boolean isMeant(HttpExchange exchange) {
    return origin().equals("http://" + exchange.getRequestHeaders().getFirst("Host"));
  }

  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
    send(exchange, status, type, text.getBytes(StandardCharsets.UTF_8));
  }

  static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
