package org.halite.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.halite.app.RealBackend;
import org.halite.app.sharing.SharingDemo;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.store.Profile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code halite demo --sharing}: what its lesson shows is what happens. */
class SharingDemoTest {
  private static final Path CACHE = Path.of("target", "sdk").toAbsolutePath();

  @TempDir Path folder;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private Backend backend;

  @BeforeEach
  void findACompiler() {
    for (String tool : List.of("gcc", "as", "ld", "ar")) {
      assumeTrue(
          Stream.of("/usr/bin", "/bin", "/usr/local/bin")
              .anyMatch(bin -> Files.isExecutable(Path.of(bin, tool))),
          "skipped: " + tool + " is not installed");
    }
    backend =
        new RealBackend().get().over(new Profile(folder.resolve("data"), folder.resolve("cache")));
  }

  private SharingDemo start() throws IOException, InterruptedException {
    return SharingDemo.start(backend, Path.of("..").toAbsolutePath(), CACHE, lines::add);
  }

  private static void assertSaid(JsonNode step, String... words) {
    for (String word : words) {
      assertTrue(step.path(4).asText().contains(word), step::toString);
    }
  }

  @Test
  void theLessonShowsWhatIsSharedAndWhatIsRefused() throws Exception {
    StringWriter out = new StringWriter();
    try (SharingDemo demo = start()) {
      OpenTask task =
          new OpenTask(
              demo.url() + "#play",
              true,
              Duration.ofSeconds(90),
              "window.ended",
              "window.results",
              null,
              null,
              null,
              FilePages.Access.RUN,
              null);
      int code = task.run(backend, demo.modules(), demo.observer(), new PrintWriter(out));
      assertEquals(0, code);
    }
    String story = out + String.join("\n", lines);
    JsonNode steps = new ObjectMapper().readTree(out.toString());
    assertEquals(9, steps.size(), story);
    // Refusals are sentences, and nothing was taken.
    assertSaid(steps.path(0), "PNG, 160 × 120");
    assertSaid(steps.path(1), "does not allow", "Access-Control-Allow-Origin is http");
    assertEquals(0, steps.path(1).path(2).asInt(), story);
    assertSaid(steps.path(2), "PNG, 160 × 120");
    assertSaid(steps.path(3), "its SHA-256 is");
    // Each for itself: the second site fetches all of it again; the next visit nothing.
    int all = steps.path(4).path(2).asInt();
    assertTrue(all > 20_000, story);
    assertEquals(0, steps.path(4).path(3).asInt(), story);
    assertEquals(all, steps.path(5).path(2).asInt(), story);
    assertEquals(0, steps.path(6).path(2).asInt(), story);
    assertEquals(all, steps.path(6).path(3).asInt(), story);
    // Shared: the second site fetches nothing.
    assertEquals(all, steps.path(7).path(2).asInt(), story);
    assertEquals(0, steps.path(8).path(2).asInt(), story);
    assertEquals(all, steps.path(8).path(3).asInt(), story);
    assertSaid(steps.path(8), "PNG, 160 × 120");
    assertTrue(
        lines.stream().anyMatch(line -> line.matches("Studio +link +libz.so .*linker.*")), story);
  }

  @Test
  void nobodyButTheTeachersPageTurnsASwitch() throws Exception {
    try (SharingDemo demo = start()) {
      String own = demo.url().replaceAll("/$", "");
      String secret = "X-Teacher: " + secret(demo) + "\r\n";
      assertEquals(403, post(demo, own, ""));
      assertEquals(403, post(demo, own, "Origin: " + own + "\r\n"));
      assertEquals(403, post(demo, own, "X-Teacher: {{secret}}\r\n"));
      assertEquals(403, post(demo, own, secret + "Origin: http://127.0.0.1:1\r\n"));
      assertEquals(403, post(demo, own, secret + "Origin: null\r\n"));
      assertEquals(421, post(demo, "http://rebound.test", secret));
      assertEquals(200, post(demo, own, secret));
    }
  }

  private static String secret(SharingDemo demo) throws IOException {
    try (InputStream in = URI.create(demo.url()).toURL().openStream()) {
      String page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      String begin = "SECRET = '";
      int at = page.indexOf(begin) + begin.length();
      return page.substring(at, at + 32);
    }
  }

  /** The status of a POST that switches sharing on. */
  private static int post(SharingDemo demo, String host, String headers) throws IOException {
    URI url = URI.create(demo.url());
    String body = "{\"shared\": true}";
    String request =
        "POST /switch HTTP/1.1\r\nHost: "
            + host.substring("http://".length())
            + "\r\nConnection: close\r\n"
            + headers
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Integer.parseInt(answer.split(" ", 3)[1]);
    }
  }
}
