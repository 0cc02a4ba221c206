package org.halite.runtime.pepper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.halite.ppapi.Var;
import org.halite.runtime.SandboxCode;
import org.halite.runtime.ServiceRuntime;
import org.halite.runtime.machine.Exit;
import org.halite.runtime.syscall.HostStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Modules that Chrome's users made, on the real machine. */
@Timeout(120)
final class RealModuleTest {
  private static final int INSTANCE = 77;

  private static Path corpus(String file) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path found = at.resolve("shared").resolve("corpus").resolve(file);
      if (Files.exists(found)) {
        return found;
      }
    }
    return abort("skipped: shared/corpus/" + file + " is not there beside the checkout");
  }

  /** A page's module in this process. */
  private static final class Running extends FakeWindow implements Browser, AutoCloseable {
    final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    final BlockingQueue<Var> messages = new LinkedBlockingQueue<>();
    private final Arena arena = Arena.ofShared();
    private final ServiceRuntime runtime;
    private Pepper pepper;

    Running(String file) throws IOException {
      byte[] bytes = Files.readAllBytes(corpus(file));
      MemorySegment nexe = arena.allocate(bytes.length, 32);
      MemorySegment.copy(bytes, 0, nexe, ValueLayout.JAVA_BYTE, 0, bytes.length);
      ServiceRuntime.Options options =
          new ServiceRuntime.Options(
              List.of(file),
              List.of(),
              0,
              List.of(HostStream.NOTHING, HostStream.NOTHING, HostStream.NOTHING));
      runtime =
          new ServiceRuntime(
              new SandboxCode(),
              options,
              (thunks, _) -> {
                pepper = new Pepper(thunks, this);
                return pepper.irtInterfaces();
              });
      ServiceRuntime.LoadResult loaded = runtime.load(nexe);
      assertTrue(loaded.isOk(), loaded.sentence());
      ServiceRuntime.installHandlers();
      runtime.warm();
      runtime.start();
    }

    void expect(String line) throws InterruptedException {
      StringBuilder before = new StringBuilder();
      while (true) {
        String next = told.poll(30, TimeUnit.SECONDS);
        assertTrue(next != null, "waited for \"" + line + "\", was told: " + before);
        if (next.equals(line)) {
          return;
        }
        before.append(next).append('\n');
      }
    }

    Var answer(Var message) throws InterruptedException {
      assertTrue(pepper.postMessage(INSTANCE, message, () -> {}));
      Var next = messages.poll(30, TimeUnit.SECONDS);
      assertTrue(next != null, () -> "no answer; was told: " + told);
      return next;
    }

    @Override
    public void postMessage(int instance, Var message) {
      messages.add(message);
    }

    @Override
    public void console(int instance, int level, String source, String text) {
      told.add("console " + level + " [" + source + "] " + text);
    }

    @Override
    public Given newMemory(long size) {
      return null;
    }

    @Override
    public void dropMemory(int number) {}

    @Override
    public void present(int instance, Frame frame, Runnable shown) {
      shown.run();
    }

    @Override
    public boolean openSound(int instance, int stream, int memory, int rate, int frames) {
      return false;
    }

    @Override
    public void playSound(int instance, int stream, int buffer, SoundTaken taken) {}

    @Override
    public void closeSound(int instance, int stream) {}

    @Override
    public void requestInput(int instance, int taken, int filtered) {}

    @Override
    public void instanceCreated(int instance, boolean ok) {
      told.add("created " + instance + " " + ok);
    }

    @Override
    public void log(int level, String text) {
      told.add("log " + text);
    }

    @Override
    public void close() {
      runtime.kill("the test is over");
      try {
        assertTrue(runtime.sandbox().awaitThreads(10_000));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      arena.close();
    }
  }

  @Test
  void sortJsonSortsTwentyTimesAndShutsDown() throws Exception {
    try (Running module = new Running("ppapi/sort_json_x86_64.nexe")) {
      module.pepper.createInstance(
          INSTANCE, List.of("src", "type"), List.of("sort.nmf", "application/x-nacl"));
      module.expect("created " + INSTANCE + " true");
      Area all = new Area(0, 0, 200, 100);
      module.pepper.changeView(new View(INSTANCE, all, all, true, false, 0, 0, 1, 1));
      for (int i = 0; i < 20; i++) {
        assertEquals(
            new Var.Text("[{\"name\":2},{\"name\":9},{\"name\":12}]"),
            module.answer(new Var.Text("[{\"name\": 12},{\"name\": 2},{\"name\": 9}]")));
        assertEquals(new Var.Text("Error! Not an array!"), module.answer(new Var.Text("{")));
        // Its parser begins the array before it finds the end of the text, and the module does not
        // ask for errors.
        assertEquals(new Var.Text("[null]"), module.answer(new Var.Text("[")));
      }
      assertTrue(module.pepper.shutdown());
      assertEquals(new Exit.Normal(0), module.runtime.sandbox().awaitExit());
    }
  }

  @Test
  void theSftpClientsLoadAndTakeDictionaries() throws Exception {
    for (String file : List.of("ppapi/sftp_clang_x86_64.nexe", "ppapi/sftp_gcc_x86_64.nexe")) {
      try (Running module = new Running(file)) {
        module.pepper.createInstance(INSTANCE, List.of(), List.of());
        module.expect(
            "log the module asked for interface \"PPB_TCPSocket;1.1\", which Halite does not have");
        module.expect("created " + INSTANCE + " true");
        CountDownLatch taken = new CountDownLatch(2);
        Var request =
            new Var.Dictionary(
                Map.of("function", new Var.Text("none"), "args", new Var.Array(List.of())));
        module.pepper.postMessage(INSTANCE, request, taken::countDown);
        // Taken means that the one before has been handled.
        module.pepper.postMessage(INSTANCE, Var.NULL, taken::countDown);
        assertTrue(taken.await(30, TimeUnit.SECONDS));
        assertTrue(module.pepper.shutdown());
        assertEquals(new Exit.Normal(0), module.runtime.sandbox().awaitExit(), file);
      }
    }
  }
}
