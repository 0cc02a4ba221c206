package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.halite.bridge.module.ElementWish;
import org.halite.bridge.module.ExitReport;
import org.halite.bridge.module.Frame;
import org.halite.bridge.module.LocalModuleHost;
import org.halite.bridge.module.ModuleControl;
import org.halite.bridge.module.ModuleEvents;
import org.halite.bridge.module.ModuleRequest;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.store.LibraryStore;
import org.halite.bridge.store.Profile;
import org.halite.bridge.store.Quota;
import org.halite.bridge.store.ValidationCache;
import org.halite.ppapi.Var;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * Two pages of two sites load the same library, from two servers and under two names: one file on
 * the disk, and one memory in both modules' processes, as the kernel's own tables say.
 */
class SharedPagesTest {
  private static final Path SOURCES = Path.of("src/test/pages/two-versions-of-a-library");
  private static final Path PAGE_HEADER = Path.of("../sample-apps/src/test/page/page.h");
  private static final int SECONDS = 120;

  @TempDir private Path folder;
  private final List<HttpServer> servers = new ArrayList<>();
  private final List<ModuleControl> modules = new ArrayList<>();
  private LocalModuleHost host;

  /** By the module that was opened last. */
  private Said said;

  /** What a module says; a failure as the text of an error. */
  private static final class Said implements ModuleEvents {
    private final BlockingQueue<String> words = new LinkedBlockingQueue<>();
    private final List<String> console = Collections.synchronizedList(new ArrayList<>());

    String next() throws InterruptedException {
      String next = words.poll(SECONDS, TimeUnit.SECONDS);
      assertNotNull(next, "the module says nothing");
      return next;
    }

    @Override
    public void load() {
      words.add("load");
    }

    @Override
    public void error(String lastError, ExitReport report) {
      words.add(lastError);
    }

    @Override
    public void crash(String lastError, ExitReport report) {
      words.add(lastError);
    }

    @Override
    public void message(Var data, Runnable consumed) {
      words.add(data instanceof Var.Text text ? text.value() : data.toString());
      consumed.run();
    }

    @Override
    public void loadStart() {}

    @Override
    public void progress(URI url, boolean computable, long loaded, long total) {}

    @Override
    public void abort() {}

    @Override
    public void loadEnd() {}

    @Override
    public void console(Level level, String text) {
      console.add(level + " " + text);
    }

    @Override
    public void fetched(URI url, String initiator, Decision decision, int status, long bytes) {}

    @Override
    public void exit(ExitReport report) {}

    @Override
    public void frame(Frame frame, Runnable shown) {
      shown.run();
    }

    @Override
    public void inputRequested(int taken, int filtered) {}

    @Override
    public void wished(ElementWish wish) {}
  }

  private void compile(String... words) throws IOException {
    Compiled.run(folder, List.of(words));
  }

  private void makeModules() throws IOException {
    for (String source : List.of("app.c", "greeting.c")) {
      Files.copy(SOURCES.resolve(source), folder.resolve(source));
    }
    Files.copy(PAGE_HEADER, folder.resolve("page.h"));
    for (String version : List.of("1", "2")) {
      compile(
          "-O2",
          "-fPIC",
          "-shared",
          "-DVERSION=" + version,
          "greeting.c",
          "-Wl,-soname,libgreeting.so",
          "-o",
          "greeting" + version + ".so");
    }
    compile("-O2", "app.c", "greeting1.so", "-o", "app.nexe");
  }

  /** A server of its own: its pages are a site of their own. */
  private URI site(String name, String library, String called) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(library));
    return site(name, Map.of("libgreeting.so", called), Map.of(called, bytes));
  }

  /**
   * The same.
   *
   * @param listed names of the manifest's files, and their URLs
   * @param served libraries by their URLs
   */
  private URI site(String name, Map<String, String> listed, Map<String, byte[]> served)
      throws IOException {
    List<String> entries = new ArrayList<>();
    listed.forEach(
        (file, url) -> entries.add("\"%s\": {\"x86-64\": {\"url\": \"%s\"}}".formatted(file, url)));
    String manifest =
        "{\"program\": {\"x86-64\": {\"url\": \"app.nexe\"}}, \"files\": {%s}}"
            .formatted(String.join(",", entries));
    Map<String, byte[]> files = new HashMap<>();
    files.put("/app.nmf", manifest.getBytes(StandardCharsets.UTF_8));
    files.put("/app.nexe", Files.readAllBytes(folder.resolve("app.nexe")));
    served.forEach((url, bytes) -> files.put("/" + url, bytes));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
    var _ =
        server.createContext(
            "/",
            exchange -> {
              try (exchange) {
                byte[] body = files.get(exchange.getRequestURI().getPath());
                exchange.getResponseHeaders().set("ETag", "\"1\"");
                exchange.sendResponseHeaders(
                    body == null ? 404 : 200, body == null ? -1 : body.length);
                if (body != null) {
                  exchange.getResponseBody().write(body);
                }
              }
            });
    server.start();
    servers.add(server);
    return URI.create("http://" + name + ":" + server.getAddress().getPort() + "/");
  }

  /** Opens a page's module and has it call its library. */
  private String greeting(URI site) throws InterruptedException {
    said = new Said();
    ModuleControl module =
        host.open(
            new ModuleRequest(
                "e" + modules.size(),
                "application/x-nacl",
                site.resolve("app.nmf"),
                site,
                site,
                Map.of(),
                100,
                100),
            said);
    modules.add(module);
    assertEquals("load", said.next());
    module.postMessage(new Var.Text("Ada"));
    return said.next();
  }

  private Profile profile() {
    return new Profile(folder.resolve("data"), folder.resolve("cache"));
  }

  private LibraryStore store() {
    return LibraryStore.of(profile(), Quota.USUAL, false);
  }

  /** What all processes that this one started have mapped, each in its own list. */
  private static List<List<MappedLibrary>> mapped() throws IOException {
    List<List<MappedLibrary>> all = new ArrayList<>();
    for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
      try {
        List<MappedLibrary> one = MappedLibrary.of(process.pid());
        if (!one.isEmpty()) {
          all.add(one);
        }
      } catch (AccessDeniedException e) {
        throw new TestAbortedException(
            "skipped: only root may look at the pages of a process that is locked down", e);
      }
    }
    return all;
  }

  @AfterEach
  void close() {
    modules.forEach(ModuleControl::close);
    if (host != null) {
      host.close();
    }
    servers.forEach(server -> server.stop(0));
  }

  private void assertSamePages(MappedLibrary first, MappedLibrary second) {
    assertEquals(first.object(), second.object(), "one memory");
    assertEquals(first.offset(), second.offset());
    int same = 0;
    for (int i = 0; i < Math.min(first.frames().length, second.frames().length); i++) {
      if (first.frames()[i] != 0 && second.frames()[i] != 0) {
        assertEquals(first.frames()[i], second.frames()[i], "page " + i);
        same++;
      }
    }
    boolean known = Arrays.stream(first.frames()).anyMatch(frame -> frame != 0);
    assertTrue(same > 0 || !known, "both have run it");
  }

  @Test
  void twoSitesHaveOneCopyOnTheDiskAndOneInMemory() throws Exception {
    makeModules();
    LibraryStore store = store();
    host = LocalModuleHost.create(ValidationCache.none(), store, FilePages.Access.RUN);
    assertEquals("Hello, Ada", greeting(site("127.0.0.1", "greeting1.so", "greeting1.so")));
    assertEquals("Hello, Ada", greeting(site("localhost", "greeting1.so", "hello-1.0.so")));
    store.settle();
    try (Stream<Path> kept = Files.list(folder.resolve("cache/libraries/files"))) {
      assertEquals(2, kept.count(), "the program and the library, once each");
    }
    List<List<MappedLibrary>> processes = mapped();
    assertEquals(2, processes.size(), processes.toString());
    MappedLibrary first = processes.getFirst().getFirst();
    MappedLibrary second = processes.getLast().getFirst();
    assertSamePages(first, second);
    for (MappedLibrary each : List.of(first, second)) {
      assertEquals("r-xs", each.rights(), "never writable, never a copy");
      assertTrue(each.shared() > 0 && each.own() == 0, each.toString());
      assertEquals(each.resident(), each.shared());
    }
    System.out.println("two processes: " + processes);
  }

  /** Two libraries of the same size and shape, so that what is compared is not their shape. */
  @Test
  void anotherVersionIsAnotherMemory() throws Exception {
    makeModules();
    host = LocalModuleHost.create(ValidationCache.none(), store(), FilePages.Access.RUN);
    assertEquals("Hello, Ada", greeting(site("127.0.0.1", "greeting1.so", "greeting.so")));
    assertEquals("Good day, Ada", greeting(site("localhost", "greeting2.so", "greeting.so")));
    List<List<MappedLibrary>> processes = mapped();
    assertEquals(2, processes.size(), processes.toString());
    MappedLibrary first = processes.getFirst().getFirst();
    MappedLibrary second = processes.getLast().getFirst();
    assertNotEquals(first.object(), second.object());
    assertEquals(0, first.shared() + second.shared(), processes.toString());
  }

  private static final String OPENS_AND_CLOSES =
      """
      #include <dlfcn.h>
      #include <string.h>
      #include "page.h"

      static char said[400];

      static void append(const char *text) {
        size_t there = strlen(said);
        memcpy(said + there, text, strlen(text) + 1);
      }

      const char *answer(const char *name) {
        static const char *const names[] = {"1.so", "1.so", "other.so", "1.so", "2.so", "other.so"};
        const void *places[6];
        for (int i = 0; i < 6; i++) {
          void *library = dlopen(names[i], RTLD_NOW);
          if (!library) {
            return dlerror();
          }
          const char *(*greeting)(const char *) = dlsym(library, "greeting");
          places[i] = (const void *)greeting;
          append(greeting(name));
          append(dlclose(library) ? " (stays); " : "; ");
        }
        append(places[0] == places[1] && places[0] == places[3] ? "same" : "elsewhere");
        append(places[2] != places[0] && places[2] == places[5] ? ", other place" : ", one place");
        return said;
      }
      """;

  /** Mapped code cannot be taken away; a library with another text never comes to run it. */
  @Test
  void theCodeOfAClosedLibraryIsUsedAgainByTheSameTextAndNoOther() throws Exception {
    makeModules();
    String greeting = Files.readString(folder.resolve("greeting.c"));
    Files.writeString(
        folder.resolve("other.c"), greeting + "int other(int x) { return x * 3 + version; }\n");
    compile("-O2", "-fPIC", "-shared", "-DVERSION=2", "other.c", "-o", "o.so");
    Files.writeString(folder.resolve("app.c"), OPENS_AND_CLOSES);
    compile("-O2", "app.c", "-ldl", "-o", "app.nexe");
    host = LocalModuleHost.create(ValidationCache.none(), store(), FilePages.Access.RUN);
    Map<String, byte[]> served =
        Map.of(
            "1.so", Files.readAllBytes(folder.resolve("greeting1.so")),
            "2.so", Files.readAllBytes(folder.resolve("greeting2.so")),
            "other.so", Files.readAllBytes(folder.resolve("o.so")));
    Map<String, String> listed = Map.of("1.so", "1.so", "2.so", "2.so", "other.so", "other.so");
    assertEquals(
        "Hello, Ada; Hello, Ada; Good day, Ada; Hello, Ada; Good day, Ada; Good day, Ada; same,"
            + " other place",
        greeting(site("127.0.0.1", listed, served)));
    assertEquals(1, mapped().size());
  }

  /** A library of more code than is validated at once. */
  private void makeLargeLibrary() throws IOException {
    makeModules();
    StringBuilder large = new StringBuilder(Files.readString(folder.resolve("greeting.c")));
    for (int i = 0; i < 2500; i++) {
      large.append("unsigned f%d(unsigned x) {\n".formatted(i));
      for (int j = 1; j <= 12; j++) {
        large.append("  x = (x ^ x >> %d) * %du;\n".formatted(j, 2 * (i * 12 + j) + 1));
      }
      large.append("  return x;\n}\n");
    }
    Files.writeString(folder.resolve("large.c"), large);
    compile(
        "-O1",
        "-fPIC",
        "-shared",
        "-DVERSION=1",
        "large.c",
        "-Wl,-soname,libgreeting.so",
        "-o",
        "large.so");
    assertTrue(Files.size(folder.resolve("large.so")) > 400_000, "too small for a verdict");
  }

  private boolean usedAVerdict(URI site) throws InterruptedException {
    assertEquals("Hello, Ada", greeting(site));
    return said.console.stream()
        .anyMatch(line -> line.startsWith("TIP code of a library was validated before"));
  }

  private List<Path> kept(String of) throws IOException {
    Path all = folder.resolve("cache/libraries").resolve(of);
    if (!Files.exists(all)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(all)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private void awaitVerdictFor(int sites) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (kept("judged").size() < sites) {
      assertTrue(System.nanoTime() < end, "no judge kept a verdict");
      Thread.sleep(20);
    }
  }

  /** Each site has it judged once; none learns from that what another had judged. */
  @Test
  void codeOfALibraryIsJudgedOnceForASiteAndAForgedVerdictIsNone() throws Exception {
    makeLargeLibrary();
    ValidationCache cache = ValidationCache.of(profile());
    host = LocalModuleHost.create(cache, store(), FilePages.Access.RUN);
    URI site = site("127.0.0.1", "large.so", "large.so");
    assertFalse(usedAVerdict(site), "nobody judged it yet");
    awaitVerdictFor(1);
    assertTrue(usedAVerdict(site), said.console.toString());
    URI other = site("localhost", "large.so", "large.so");
    assertFalse(usedAVerdict(other), "as if nobody had");
    awaitVerdictFor(2);
    assertEquals(1, kept("verdicts").size(), "one for the bytes");
    assertTrue(usedAVerdict(other), said.console.toString());
    for (Path verdict : kept("verdicts")) {
      byte[] forged = Files.readAllBytes(verdict);
      forged[forged.length - 1] ^= 1;
      Files.write(verdict, forged);
    }
    assertFalse(usedAVerdict(site));
    assertTrue(
        said.console.stream().anyMatch(line -> line.contains("it is not authentic")),
        said.console.toString());
  }
}
