package org.halite.bridge.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.origin.RequestClient;
import org.halite.bridge.origin.RequestTerms;

/** A server of libraries that writes down what it is asked, and pages that ask it. */
final class LibraryHosts implements AutoCloseable {
  static final URI A = URI.create("http://a.test/index.html");
  static final URI B = URI.create("http://b.test/index.html");

  /** Each request: path and all headers that could tell one visitor from another. */
  final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  /** Status and decision of each hop. */
  final List<String> decisions = Collections.synchronizedList(new ArrayList<>());

  final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

  private record Resource(byte[] body, Map<String, String> headers) {}

  private final Map<String, Resource> resources = new ConcurrentHashMap<>();
  private final HttpServer server;
  private final String origin;

  LibraryHosts() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
    var _ = server.createContext("/", this::answer);
    server.start();
    origin = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  URI url(String path) {
    return URI.create(origin + path);
  }

  /** Serves a body; {@code headers} are names and values in turn, {@code *} is allowed by CORS. */
  void serve(String path, byte[] body, String... headers) {
    Map<String, String> all = new TreeMap<>();
    all.put("Access-Control-Allow-Origin", "*");
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    resources.put(path, new Resource(body, all));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      StringBuilder request = new StringBuilder(path);
      new TreeMap<>(exchange.getRequestHeaders())
          .forEach(
              (name, values) -> {
                if (!List.of("Host", "Origin", "User-agent").contains(name)) {
                  request.append(' ').append(name).append('=').append(values);
                }
              });
      asked.add(request.toString());
      Resource resource = resources.get(path);
      if (resource == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      resource.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      if (resource.headers().containsKey("Location")) {
        exchange.sendResponseHeaders(302, -1);
        return;
      }
      String tag = resource.headers().get("ETag");
      String since = resource.headers().get("Last-Modified");
      if ((tag != null && tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match")))
          || (since != null
              && since.equals(exchange.getRequestHeaders().getFirst("If-Modified-Since")))) {
        exchange.sendResponseHeaders(304, -1);
        return;
      }
      exchange.sendResponseHeaders(200, resource.body().length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(resource.body());
      }
    }
  }

  /** Has a page load a library, pinned or not (null). */
  byte[] load(Fetcher fetcher, URI page, String path, Sha256 pin)
      throws FetchException, InterruptedException {
    FetchRequest request =
        new FetchRequest(
            url(path),
            RequestClient.of(page),
            RequestTerms.GET,
            FetchRequest.Use.FILE,
            page.toString(),
            64 << 20,
            pin);
    return fetcher
        .get(
            request,
            new FetchListener() {
              @Override
              public void progress(URI url, boolean computable, long loaded, long total) {}

              @Override
              public void fetched(
                  URI url, String initiator, Decision decision, int status, long bytes) {
                decisions.add(status + " " + decision.allowed() + " " + decision.reason());
              }

              @Override
              public void storeSays(String sentence) {
                warnings.add(sentence);
              }
            })
        .bytes();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
