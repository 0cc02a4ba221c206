package org.halite.app.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Serves the regular files below one folder at 127.0.0.1 and nothing else: the path is resolved
 * with all its links first, and only what still lies below the folder is opened.
 */
public final class StaticServer implements AutoCloseable {
  private static final int BACKLOG = 64;
  private static final int THREADS = 8;

  private final Path root;
  private final String cors;
  private final HttpServer server;
  private final ExecutorService threads;

  private StaticServer(Path root, String cors, HttpServer server, ExecutorService threads) {
    this.root = root;
    this.cors = cors;
    this.server = server;
    this.threads = threads;
  }

  /**
   * @param port 0 for any free one
   * @param cors value of Access-Control-Allow-Origin in every answer, null for none
   * @throws NotDirectoryException when there is no such folder
   * @throws IOException when the port is taken
   */
  public static StaticServer start(Path folder, int port, String cors) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    if (cors != null && cors.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException("an origin has printable ASCII characters only");
    }
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    HttpServer server = HttpServer.create(address, BACKLOG);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "static-server");
              thread.setDaemon(true);
              return thread;
            });
    StaticServer started = new StaticServer(folder.toRealPath(), cors, server, threads);
    server.createContext("/", started::answer);
    server.setExecutor(threads);
    server.start();
    return started;
  }

  /** Ends in a slash. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Headers headers = exchange.getResponseHeaders();
      headers.set("X-Content-Type-Options", "nosniff");
      headers.set("Cache-Control", "no-cache");
      if (cors != null) {
        headers.set("Access-Control-Allow-Origin", cors);
        headers.set("Vary", "Origin");
      }
      String method = exchange.getRequestMethod();
      if (method.equals("OPTIONS") && cors != null) {
        headers.set("Access-Control-Allow-Methods", "GET, HEAD");
        headers.set("Access-Control-Allow-Headers", "Range");
        exchange.sendResponseHeaders(204, -1);
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        headers.set("Allow", "GET, HEAD");
        refuse(exchange, 405, "Only GET and HEAD are answered here.");
      } else {
        Optional<Path> file = find(exchange.getRequestURI());
        if (file.isPresent()) {
          send(exchange, file.get());
        } else {
          refuse(exchange, 404, "There is no such file here.");
        }
      }
    }
  }

  /**
   * The file that a request means; empty when it is absent, no regular file, or not below the
   * folder.
   */
  private Optional<Path> find(URI request) throws IOException {
    String path = request.getPath(); // percent signs decoded, once
    if (path == null || !path.startsWith("/") || path.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    for (String part : path.split("/", -1)) {
      if (part.equals("..") || part.equals(".") || part.indexOf('\\') >= 0) {
        return Optional.empty();
      }
    }
    try {
      Path file = root.resolve(path.substring(1).replaceFirst("^/+", ""));
      if (Files.isDirectory(file)) {
        file = file.resolve("index.html");
      }
      Path real = file.toRealPath();
      return real.startsWith(root) && Files.isRegularFile(real)
          ? Optional.of(real)
          : Optional.empty();
    } catch (FileSystemException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static void send(HttpExchange exchange, Path file) throws IOException {
    long length;
    try (InputStream in = Files.newInputStream(file)) {
      length = Files.size(file);
      String tag = tag(length, Files.getLastModifiedTime(file));
      exchange.getResponseHeaders().set("ETag", tag);
      if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
        exchange.sendResponseHeaders(304, -1);
        return;
      }
      exchange
          .getResponseHeaders()
          .set("Content-Type", MimeTypes.of(file.getFileName().toString()));
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      // -1 means "no body"; 0 would mean "chunked".
      exchange.sendResponseHeaders(200, length == 0 ? -1 : length);
      if (length > 0) {
        try (OutputStream out = exchange.getResponseBody()) {
          in.transferTo(out);
        }
      }
    }
  }

  /** Another one when the file has changed. */
  private static String tag(long length, FileTime changed) {
    return String.format(Locale.ROOT, "\"%x-%x\"", length, changed.to(TimeUnit.MICROSECONDS));
  }

  private static void refuse(HttpExchange exchange, int status, String sentence)
      throws IOException {
    byte[] body = (sentence + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
