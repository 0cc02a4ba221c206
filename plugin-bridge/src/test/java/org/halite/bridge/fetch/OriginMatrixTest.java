package org.halite.bridge.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.origin.PolicyContainer;
import org.halite.bridge.origin.RequestClient;
import org.halite.bridge.origin.RequestTerms;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs each row of origin-matrix.txt, which says how it is to be read, against real servers. */
class OriginMatrixTest {
  private static final Pattern POLICY =
      Pattern.compile("(CSP|COEP)\\{((?:[^{}]|\\{[abcl]\\})*)\\}");
  private static final Map<String, String> HEADERS =
      Map.of(
          "ACAO", "Access-Control-Allow-Origin",
          "ACAC", "Access-Control-Allow-Credentials",
          "ACAM", "Access-Control-Allow-Methods",
          "ACAH", "Access-Control-Allow-Headers",
          "CORP", "Cross-Origin-Resource-Policy");

  private static final Map<String, HttpServer> SERVERS = new LinkedHashMap<>();
  private static final List<String> SAID = Collections.synchronizedList(new ArrayList<>());
  private static final List<String> SECRETS = Collections.synchronizedList(new ArrayList<>());
  private static Fetcher fetcher;

  /** What one hop answers, by the path under which the row asks for it. */
  private static final Map<String, Hop> HOPS = Collections.synchronizedMap(new TreeMap<>());

  private record Hop(
      int redirect, Map<String, String> answer, Map<String, String> preflight, String next) {}

  @BeforeAll
  static void threeServers() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
      var _ = server.createContext("/", OriginMatrixTest::answer);
      server.start();
      SERVERS.put(name, server);
    }
    fetcher =
        new Fetcher(
            new FetchLimits(
                Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(60)));
  }

  @AfterAll
  static void stop() {
    SERVERS.values().forEach(server -> server.stop(0));
    fetcher.close();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Hop hop = HOPS.get(exchange.getRequestURI().getPath());
      String origin = exchange.getRequestHeaders().getFirst("Origin");
      String method = exchange.getRequestMethod();
      SAID.add((method.equals("GET") ? "" : method + " ") + (origin == null ? "-" : origin));
      for (String secret : List.of("Cookie", "Proxy-Authorization")) {
        if (exchange.getRequestHeaders().containsKey(secret)) {
          SECRETS.add(secret);
        }
      }
      exchange.getResponseHeaders().set("Set-Cookie", "known=yes; Path=/");
      boolean preflight = method.equals("OPTIONS");
      Map<String, String> headers = new TreeMap<>(preflight ? hop.preflight() : hop.answer());
      String status = headers.remove("status");
      headers.forEach((name, value) -> exchange.getResponseHeaders().set(HEADERS.get(name), value));
      if (preflight) {
        exchange.sendResponseHeaders(status == null ? 204 : Integer.parseInt(status), -1);
      } else if (hop.redirect() != 0) {
        exchange.getResponseHeaders().set("Location", hop.next());
        exchange.sendResponseHeaders(hop.redirect(), -1);
      } else {
        exchange.sendResponseHeaders(200, 2);
        exchange.getResponseBody().write("ok".getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  static List<String> rows() throws IOException {
    try (InputStream in = OriginMatrixTest.class.getResourceAsStream("origin-matrix.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    }
  }

  @Test
  void thereAreSixtyCombinationsAndMore() throws IOException {
    assertTrue(rows().size() >= 60, () -> "too few");
  }

  private static String origin(String server) {
    boolean local = server.equals("l");
    int port = SERVERS.get(local ? "a" : server).getAddress().getPort();
    return "http://" + (local ? "localhost" : "127.0.0.1") + ":" + port;
  }

  private static String filled(String text) {
    String filled = text;
    for (String server : List.of("a", "b", "c", "l")) {
      filled = filled.replace("{" + server + "}", origin(server));
    }
    return filled;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aRowHasItsOutcome(String row) throws InterruptedException {
    String[] cells = row.split("\\|", -1);
    assertEquals(5, cells.length, row);
    SAID.clear();
    SECRETS.clear();
    HOPS.clear();
    List<URI> journey = journey(cells[2].strip());
    FetchRequest request =
        new FetchRequest(
            journey.getFirst(),
            client(cells[0].strip()),
            terms(cells[1].strip()),
            FetchRequest.Use.FILE,
            "the test",
            1000,
            null);
    List<Decision> decisions = new ArrayList<>();
    String outcome;
    try {
      Fetcher.Body body = fetcher.get(request, listener(decisions));
      assertEquals("ok", new String(body.bytes(), StandardCharsets.US_ASCII));
      assertEquals(journey.getLast(), body.url());
      outcome = "yes";
    } catch (FetchException e) {
      outcome = "no: " + e.getMessage();
      assertEquals(
          Decision.refuse(e.getMessage()),
          decisions.getLast(),
          "the page's sentence is the decision that the tools see");
    }
    assertEquals(filled(cells[3].strip()), String.join(", ", SAID), outcome);
    assertEquals(List.of(), SECRETS);
    String expected = filled(cells[4].strip()).replace("stricter: ", "");
    if (expected.equals("yes")) {
      assertEquals(expected, outcome);
    } else {
      String said = outcome;
      assertTrue(
          outcome.startsWith("no: ") && outcome.contains(expected.substring("no: ".length())),
          () -> "expected: " + expected + "\nbut was: " + said);
    }
  }

  private static FetchListener listener(List<Decision> decisions) {
    return new FetchListener() {
      @Override
      public void progress(URI url, boolean computable, long loaded, long total) {}

      @Override
      public void fetched(URI url, String initiator, Decision decision, int status, long bytes) {
        decisions.add(decision);
      }
    };
  }

  private static RequestClient client(String cell) {
    List<String> security = new ArrayList<>();
    String embedder = null;
    Matcher policies = POLICY.matcher(cell);
    while (policies.find()) {
      if (policies.group(1).equals("CSP")) {
        security.add(filled(policies.group(2)));
      } else {
        embedder = policies.group(2);
      }
    }
    String[] page = policies.replaceAll("").strip().split(" in ", -1);
    URI document = page(page[0]);
    return new RequestClient(
        document,
        page.length > 1 ? page(page[1]) : document,
        PolicyContainer.of(security, embedder));
  }

  private static URI page(String name) {
    return URI.create(name.length() == 1 ? origin(name) + "/dir/index.html" : name);
  }

  private static RequestTerms terms(String cell) {
    RequestTerms.Mode mode = RequestTerms.Mode.CORS;
    String method = "GET";
    Map<String, String> headers = new TreeMap<>();
    boolean credentials = false;
    for (String word : cell.split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        headers.put(word.substring(0, equals), word.substring(equals + 1));
      } else {
        switch (word) {
          case "same-origin" -> mode = RequestTerms.Mode.SAME_ORIGIN;
          case "no-cors" -> mode = RequestTerms.Mode.NO_CORS;
          case "credentials" -> credentials = true;
          default -> method = word;
        }
      }
    }
    return new RequestTerms(mode, method, headers, credentials);
  }

  /** Tells the servers what to answer. */
  private static List<URI> journey(String cell) {
    String[] hops = cell.split(" -> ", -1);
    List<URI> urls = new ArrayList<>();
    for (int i = 0; i < hops.length; i++) {
      String to = hops[i].split(" ", -1)[0];
      urls.add(URI.create(to.length() == 1 ? origin(to) + "/dir/" + i : to));
    }
    for (int i = 0; i < hops.length; i++) {
      int redirect = i + 1 < hops.length ? 302 : 0;
      Map<String, String> answer = new TreeMap<>();
      Map<String, String> preflight = new TreeMap<>();
      for (String word : filled(hops[i]).split(" ", -1)) {
        int equals = word.indexOf('=');
        if (equals > 0 && word.startsWith("pre:")) {
          preflight.put(word.substring("pre:".length(), equals), word.substring(equals + 1));
        } else if (equals > 0) {
          answer.put(word.substring(0, equals), word.substring(equals + 1));
        } else if (word.matches("\\d{3}")) {
          redirect = Integer.parseInt(word);
        }
      }
      String next = i + 1 < hops.length ? urls.get(i + 1).toString() : "";
      HOPS.put("/dir/" + i, new Hop(redirect, answer, preflight, next));
    }
    return urls;
  }
}
