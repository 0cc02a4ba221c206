package org.halite.bridge.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.halite.bridge.fetch.FetchLimits;
import org.halite.bridge.store.ValidationCache;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many module processes, one after the other and at once: {@code -Dhalite.stress=200} for all of
 * them, a tenth without it.
 */
class RuntimeStressTest {
  private static final int STARTS = Integer.getInteger("halite.stress", 20);
  private static final int ALIVE = Math.max(2, STARTS / 10);

  /** 20 modules in 1.5 GB. */
  private static final long BYTES_A_MODULE = 1500L * 1024 * 1024 / 20;

  private static final Path HELLO = Path.of("..", "sample-apps", "hello");

  @TempDir private Path site;

  @BeforeEach
  void aPageWithAModule() throws IOException {
    Files.copy(HELLO.resolve("hello.nexe"), site.resolve("app.nexe"));
    Files.writeString(
        site.resolve("app.nmf"), "{\"program\": {\"x86-64\": {\"url\": \"app.nexe\"}}}");
    Files.writeString(site.resolve("index.html"), "<html>");
  }

  private ModuleRequest request(int number) {
    URI page = site.resolve("index.html").toUri();
    return new ModuleRequest(
        "e" + number,
        "application/x-nacl",
        page.resolve("app.nmf"),
        page,
        page,
        Map.of("src", "app.nmf"),
        200,
        100);
  }

  private static LocalModuleHost host() throws IOException {
    return new LocalModuleHost(
        RuntimeCommand.installed(), FetchLimits.USUAL, ValidationCache.none());
  }

  private static List<Long> runtimes() {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .map(ProcessHandle::pid)
        .toList();
  }

  /** Folders of sockets. */
  private static List<Path> folders() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(path -> path.getFileName().toString().matches("halite-[0-9]+")).toList();
    }
  }

  @Test
  void modulesKilledAtAnyMomentLeaveNothingBehind() throws Exception {
    List<Path> foldersBefore = folders();
    List<Long> before = runtimes();
    Random random = new Random(4711);
    List<RuntimeProcess> seen = new ArrayList<>();
    try (LocalModuleHost host = host()) {
      for (int i = 0; i < STARTS; i++) {
        RecordedEvents events = new RecordedEvents();
        ModuleSession session = host.openSession(request(i), events);
        Thread.sleep(random.nextInt(400));
        RuntimeProcess process = session.process();
        if (process != null) {
          seen.add(process);
          if (random.nextBoolean()) {
            process.handle().destroyForcibly(); // from outside, before the browser means it
          }
        }
        session.close();
        String _ = events.await("exit");
      }
    }
    for (RuntimeProcess process : seen) {
      int _ = process.ended().get(10, TimeUnit.SECONDS);
    }
    for (int i = 0; i < 500 && !runtimes().equals(before); i++) {
      Thread.sleep(10);
    }
    assertEquals(before, runtimes());
    List<Path> left = new ArrayList<>(folders());
    left.removeAll(foldersBefore);
    // Other browsers of this person may have come meanwhile; they remove theirs when they connect.
    for (int i = 0; i < 2000 && left.stream().anyMatch(Files::exists); i++) {
      Thread.sleep(10);
    }
    left.removeIf(folder -> !Files.exists(folder));
    assertEquals(List.of(), left);
  }

  @Test
  void manyModulesAliveAtOnceStayWithinTheirShareOfMemory() throws Exception {
    try (LocalModuleHost host = host()) {
      List<ModuleSession> sessions = new ArrayList<>();
      for (int i = 0; i < ALIVE; i++) {
        RecordedEvents events = new RecordedEvents();
        sessions.add(host.openSession(request(i), events));
        events.awaitLoad();
      }
      long all = 0;
      for (ModuleSession session : sessions) {
        assertTrue(session.process().handle().isAlive());
        all += resident(session.process().handle().pid());
      }
      long share = all / ALIVE;
      assertTrue(share <= BYTES_A_MODULE, () -> share + " bytes a module");
    }
  }

  private static long resident(long process) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException("process " + process + " is gone");
  }
}
