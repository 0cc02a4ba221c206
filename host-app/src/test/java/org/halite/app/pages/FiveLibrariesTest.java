package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.halite.app.RealBackend;
import org.halite.app.command.HaliteCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A module whose library needs a library that needs a library, of a server that is far away. */
class FiveLibrariesTest {
  private static final int LIBRARIES = 5;

  /** A request that waits in vain for the others ends the round trip all the same. */
  private static final int PATIENCE_SECONDS = 20;

  private static final String PAGE =
      """
      <!doctype html>
      <div id="around"><embed id="m" type="application/x-nacl" src="app.nmf"></div>
      <script>
        var seen;
        around.addEventListener('load', function () { m.postMessage('?'); }, true);
        around.addEventListener('message', function (event) { seen = event.data; }, true);
        around.addEventListener('error', function () { seen = m.lastError; }, true);
      </script>
      """;

  @TempDir Path folder;
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  /** Nobody is answered before everybody has asked: the longest latency there is. */
  private final CountDownLatch all = new CountDownLatch(LIBRARIES + 1);

  private volatile boolean waitedInVain;

  private void compileChain() throws IOException {
    Files.copy(
        Path.of("..", "sample-apps", "src", "test", "page", "page.h"), folder.resolve("page.h"));
    StringBuilder files = new StringBuilder();
    for (int i = LIBRARIES; i >= 1; i--) {
      String next = i == LIBRARIES ? "" : "int depth" + (i + 1) + "(void);\n";
      String sum = i == LIBRARIES ? "1" : "1 + depth" + (i + 1) + "()";
      Files.writeString(
          folder.resolve("chain" + i + ".c"),
          next + "int depth" + i + "(void) { return " + sum + "; }\n");
      List<String> words = new ArrayList<>(List.of("-O2", "-fPIC", "-shared", "chain" + i + ".c"));
      words.addAll(List.of("-o", "libchain" + i + ".so", "-L."));
      if (i < LIBRARIES) {
        words.add("-lchain" + (i + 1));
      }
      Compiled.run(folder, words);
      files.append(files.isEmpty() ? "" : ",");
      files.append("\"libchain%d.so\": {\"x86-64\": {\"url\": \"libchain%d.so\"}}".formatted(i, i));
    }
    Files.writeString(
        folder.resolve("app.c"),
        """
        #include "page.h"
        int depth1(void);
        const char *answer(const char *name) {
          static char said[2];
          said[0] = '0' + depth1();
          return said;
        }
        """);
    Compiled.run(folder, List.of("-O2", "app.c", "-L.", "-lchain1", "-o", "app.nexe"));
    Files.writeString(
        folder.resolve("app.nmf"),
        "{\"program\": {\"x86-64\": {\"url\": \"app.nexe\"}}, \"files\": {" + files + "}}");
    Files.writeString(folder.resolve("index.html"), PAGE);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String name = exchange.getRequestURI().getPath().substring(1);
      if (name.endsWith(".so") || name.endsWith(".nexe")) {
        asked.add(name);
        all.countDown();
        try {
          waitedInVain |= !all.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      Path file = folder.resolve(name);
      if (!Files.exists(file)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] bytes = Files.readAllBytes(file);
      if (name.endsWith(".html")) {
        exchange.getResponseHeaders().set("Content-Type", "text/html");
      }
      exchange.sendResponseHeaders(200, bytes.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    }
  }

  @Test
  void aChainOfFiveCostsOneRoundTripAndNotFive() throws Exception {
    compileChain();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code;
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      server.setExecutor(threads);
      server.createContext("/", this::answer);
      server.start();
      CommandLine halite = HaliteCommand.over(new RealBackend().get());
      halite.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
      code =
          halite.execute(
              "open",
              "http://127.0.0.1:" + server.getAddress().getPort() + "/index.html",
              "--headless",
              "--no-store",
              "--timeout",
              "90",
              "--wait-for",
              "window.seen",
              "--eval",
              "seen");
    } finally {
      server.stop(0);
    }
    assertEquals(0, code, err::toString);
    assertEquals("\"5\"", out.toString().strip());
    assertTrue(!waitedInVain, () -> "not asked for before the others had come: " + asked);
    Set<String> wanted = new TreeSet<>(Set.of("app.nexe"));
    for (int i = 1; i <= LIBRARIES; i++) {
      wanted.add("libchain" + i + ".so");
    }
    assertEquals(wanted, new TreeSet<>(asked));
    assertEquals(wanted.size(), asked.size(), "each once");
  }
}
