package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.halite.bridge.fetch.FetchLimits;
import org.halite.bridge.store.ValidationCache;
import org.halite.ppapi.Var;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules made by others, in the real runtime process. */
class RealRuntimeTest {
  @TempDir Path site;
  private final RecordedEvents events = new RecordedEvents();
  private LocalModuleHost host;
  private ModuleSession session;

  private static Path corpus(String name) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve("shared/corpus"))) {
      folder = folder.getParent();
    }
    assumeTrue(folder != null, "no shared/corpus beside the checkout: " + name + " was not run");
    return folder.resolve("shared/corpus").resolve(name);
  }

  private void open(byte[] nexe) throws IOException {
    Files.write(site.resolve("app.nexe"), nexe);
    Files.writeString(
        site.resolve("app.nmf"), "{\"program\": {\"x86-64\": {\"url\": \"app.nexe\"}}}");
    Files.writeString(site.resolve("index.html"), "<html>");
    host =
        new LocalModuleHost(RuntimeCommand.installed(), FetchLimits.USUAL, ValidationCache.none());
    URI page = site.resolve("index.html").toUri();
    session =
        host.openSession(
            new ModuleRequest(
                "e1",
                "application/x-nacl",
                page.resolve("app.nmf"),
                page,
                page,
                Map.of("id", "app"),
                200,
                100),
            events);
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    if (host != null) {
      host.close();
      String _ = events.await("exit");
      RuntimeProcess process = session.process();
      if (process != null) {
        int _ = process.ended().get(5, TimeUnit.SECONDS);
        assertFalse(process.handle().isAlive());
        assertFalse(Files.exists(process.socketPath().getParent()));
      }
    }
  }

  @Test
  void aModuleOfOthersSortsTwentyTimes() throws Exception {
    open(Files.readAllBytes(corpus("ppapi/sort_json_x86_64.nexe")));
    events.awaitLoad();
    for (int i = 0; i < 20; i++) {
      int name = 100 + i;
      session.postMessage(new Var.Text("[{\"name\": 12},{\"name\": 2},{\"name\": " + name + "}]"));
      assertEquals(
          "message [{\"name\":2},{\"name\":12},{\"name\":" + name + "}]",
          events
              .awaitOne(line -> line.startsWith("message") && line.contains(":" + name + "}"))
              .replaceAll("\\s", "")
              .replace("message[", "message ["));
    }
    session.postMessage(new Var.Text("12"));
    String _ = events.await("message Error! Not an array!");
  }

  @Test
  void aProgramWithoutAPageEndsBeforeItIsReady() throws Exception {
    open(Files.readAllBytes(corpus("console/hello_world.nexe")));
    String error = events.await("error");
    assertTrue(error.startsWith("error app.nexe ended before it was ready: "), error);
  }

  @Test
  void aNexeForAnotherMachineIsRefused() throws Exception {
    open(Files.readAllBytes(corpus("arm/hello_world.nexe")));
    String error = events.await("error");
    assertTrue(error.contains("app.nexe"), error);
    assertEquals(-1, exitStatus());
  }

  @Test
  void aTruncatedNexeIsRefused() throws Exception {
    byte[] whole = Files.readAllBytes(corpus("ppapi/sort_json_x86_64.nexe"));
    open(Arrays.copyOf(whole, 100_000));
    String error = events.await("error");
    assertTrue(error.contains("app.nexe"), error);
    assertEquals(-1, exitStatus());
  }

  @Test
  void whatIsNoElfFileIsRefused() throws Exception {
    open("<!DOCTYPE html>".getBytes(StandardCharsets.US_ASCII));
    String error = events.await("error");
    assertTrue(error.contains("app.nexe"), error);
    assertEquals(-1, exitStatus());
  }

  @Test
  void anEmptyNexeIsRefused() throws Exception {
    open(new byte[0]);
    String error = events.await("error");
    assertTrue(error.contains("app.nexe"), error);
    assertEquals(-1, exitStatus());
  }

  private int exitStatus() throws InterruptedException {
    String _ = events.await("exit");
    return events.exit().status();
  }
}
