package org.halite.app.sharing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.halite.app.command.Backend;
import org.halite.app.page.PageObserver;
import org.halite.app.serve.MimeTypes;
import org.halite.bridge.module.ModuleHost;

/**
 * Four origins on this machine: a gallery and a studio, which are the same app, the host of its
 * libraries, and the page of a teacher who switches what these say. The browser of the
 * demonstration has this object's modules and observer.
 */
public final class SharingDemo implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BODY = 4096;
  private static final String PAGE = "index.html";
  private static final String SECRET_HEADER = "X-Teacher";
  private static final String MANIFEST = "/app.nmf";
  private static final String MOVED = "/moved/";

  private final String secret = secret();
  private final Backend backend;
  private final ViewerFiles files;
  private final SwitchedHost host;
  private final Site gallery;
  private final Site studio;
  private final Site libraries;
  private final Site teacher;
  private final SharingRecord record;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private volatile Switches switches = Switches.FIRST;

  private SharingDemo(Backend backend, ViewerFiles files, Consumer<String> lines)
      throws IOException {
    this.backend = backend;
    this.files = files;
    this.host = new SwitchedHost(backend);
    this.gallery = Site.start(this::app);
    this.studio = Site.start(this::app);
    this.libraries = Site.start(this::library);
    this.teacher = Site.start(this::teach);
    this.record =
        new SharingRecord(Map.of(gallery.origin(), "Gallery", studio.origin(), "Studio"), lines);
  }

  /**
   * Compiles the app if need be and starts the sites.
   *
   * @param backend with a profile of its own: the teacher can empty its store
   * @param home the checkout, with the image viewer
   * @param cache where the SDK keeps its own libraries
   * @param lines gets each event as a line for people
   * @throws IOException with a sentence when the app cannot be compiled
   */
  public static SharingDemo start(Backend backend, Path home, Path cache, Consumer<String> lines)
      throws IOException, InterruptedException {
    Path samples = home.resolve("sample-apps");
    ViewerFiles files =
        ViewerFiles.compiled(
            samples.resolve("image-viewer"),
            samples.resolve("target").resolve("image-viewer"),
            cache);
    return new SharingDemo(backend, files, lines);
  }

  private static String secret() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** The teacher's page. */
  public String url() {
    return teacher.origin() + "/";
  }

  /** The browser's modules. */
  public ModuleHost modules() {
    return host;
  }

  /** To be told of what happens in the browser. */
  public PageObserver observer() {
    return record;
  }

  /** The gallery's and the studio's server: the same app, and for redirects a copy of its files. */
  private void app(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (path.equals(MANIFEST)) {
      Site.send(exchange, 200, "application/json", manifest());
    } else if (path.startsWith(MOVED)) {
      send(exchange, path.substring(MOVED.length()), true);
    } else {
      send(exchange, path.equals("/") ? PAGE : path.substring(1), false);
    }
  }

  private String manifest() {
    ObjectNode nmf = JsonNodeFactory.instance.objectNode();
    nmf.putObject("program").putObject("x86-64").put("url", "viewer.nexe");
    ObjectNode listed = nmf.putObject("files");
    for (String name : files.libraries()) {
      ObjectNode entry = listed.putObject(name).putObject("x86-64");
      entry.put("url", libraries.origin() + "/" + name);
      switch (switches.hash()) {
        case NONE -> {}
        case RIGHT -> entry.put("sha256", files.sha256(name));
        case WRONG -> entry.put("sha256", new StringBuilder(files.sha256(name)).reverse() + "");
      }
    }
    return nmf.toPrettyString();
  }

  private void library(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.incrementAndGet();
    Switches now = switches;
    if (path.startsWith(MOVED)) {
      send(exchange, path.substring(MOVED.length()), true);
    } else if (now.redirect() != Switches.Redirect.NONE) {
      String to = now.redirect() == Switches.Redirect.ACROSS ? studio.origin() : "";
      allow(exchange.getResponseHeaders());
      exchange.getResponseHeaders().set("Location", to + MOVED + path.substring(1));
      Site.send(exchange, 302, "text/plain", "It is elsewhere.\n");
    } else {
      send(exchange, path.substring(1), true);
    }
  }

  private void allow(Headers headers) {
    switch (switches.cors()) {
      case NONE -> {}
      case EVERYONE -> headers.set("Access-Control-Allow-Origin", "*");
      case GALLERY -> headers.set("Access-Control-Allow-Origin", gallery.origin());
    }
  }

  /**
   * A file of the app.
   *
   * @param asLibrary whether the switches count, and what is sent
   */
  private void send(HttpExchange exchange, String name, boolean asLibrary) throws IOException {
    byte[] body = files.get(name);
    if (body == null || !exchange.getRequestMethod().equals("GET")) {
      Site.send(exchange, 404, "text/plain", "There is no such file here.\n");
      return;
    }
    if (asLibrary) {
      Headers headers = exchange.getResponseHeaders();
      String tag = '"' + files.sha256(name).substring(0, 16) + '"';
      headers.set("Cache-Control", "no-cache");
      headers.set("ETag", tag);
      allow(headers);
      if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
        exchange.sendResponseHeaders(304, -1);
        return;
      }
      bytes.addAndGet(body.length);
    }
    Site.send(exchange, 200, MimeTypes.of(name), body);
  }

  /**
   * What changes anything is asked by the teacher's page and by nobody else: it has a secret, which
   * another origin cannot read. WebKit's loader here sends no Origin header to go by.
   */
  private void teach(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Headers headers = exchange.getRequestHeaders();
    List<String> own = List.of(teacher.origin());
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("Cross-Origin-Resource-Policy", "same-origin");
    if (exchange.getRequestMethod().equals("GET")) {
      switch (path) {
        case "/" -> Site.send(exchange, 200, "text/html; charset=utf-8", page());
        case "/state" -> state(exchange);
        default -> Site.send(exchange, 404, "text/plain", "There is no such page here.\n");
      }
    } else if (!exchange.getRequestMethod().equals("POST")
        || !secret.equals(headers.getFirst(SECRET_HEADER))
        || !teacher.origin().equals(headers.getOrDefault("Origin", own).getFirst())) {
      Site.send(exchange, 403, "text/plain", "Only the teacher's page may ask for this.\n");
    } else {
      change(exchange, path);
    }
  }

  private void change(HttpExchange exchange, String path) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY);
    try {
      JsonNode asked = JSON.readTree(new String(body, StandardCharsets.UTF_8));
      if (path.equals("/forget")) {
        backend.inventory().clear();
      } else if (path.equals("/switch")) {
        switches = switches.with(asked);
        host.share(switches.shared());
      } else {
        throw new IllegalArgumentException("There is no such thing to do.");
      }
      state(exchange);
    } catch (IllegalArgumentException e) {
      Site.send(exchange, 400, "text/plain", e.getMessage() + "\n");
    } catch (JsonProcessingException e) {
      Site.send(exchange, 400, "text/plain", "What was asked is no JSON.\n");
    }
  }

  private void state(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    int since = 0;
    if (query != null && query.matches("since=\\d{1,9}")) {
      since = Integer.parseInt(query.substring("since=".length()));
    }
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    state.set("switches", switches.json());
    state.put("gallery", gallery.origin()).put("studio", studio.origin());
    state.put("libraries", libraries.origin());
    state.put("requests", requests.get()).put("bytes", bytes.get());
    state.set("entries", record.since(since));
    Site.send(exchange, 200, "application/json", state.toString());
  }

  private byte[] page() throws IOException {
    try (InputStream in = SharingDemo.class.getResourceAsStream("teacher.html")) {
      if (in == null) {
        throw new IOException("the teacher's page is missing from the program");
      }
      String page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return page.replace("{{secret}}", secret).getBytes(StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    gallery.close();
    studio.close();
    libraries.close();
    teacher.close();
    host.close();
  }
}
