package org.halite.app.page;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.halite.bridge.module.ElementView;
import org.halite.bridge.module.ExitReport;
import org.halite.bridge.module.InputEvent;
import org.halite.bridge.module.ModuleControl;
import org.halite.bridge.module.ModuleEvents;
import org.halite.bridge.module.ModuleHost;
import org.halite.bridge.module.ModuleRequest;
import org.halite.bridge.origin.Decision;
import org.halite.ppapi.Var;

/**
 * Modules that follow a script: the manifest's file name says what a module does. {@code echo.nmf}
 * sends back what it gets, crashes at "crash", exits with 7 at "exit" and floods at "flood"; {@code
 * error.nmf} never loads; {@code hold.nmf} never gets beyond loadstart; {@code abort.nmf} aborts;
 * {@code log.nmf} writes to its console.
 */
public final class FakeModuleHost implements ModuleHost {
  /** Like the bridge's window: so many messages may be unseen by the page. */
  private static final int WINDOW = 256;

  final List<Module> opened = new CopyOnWriteArrayList<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "fake-module");
            made.setDaemon(true);
            return made;
          });

  @Override
  public ModuleControl open(ModuleRequest request, ModuleEvents events) {
    Module module = new Module(request, events);
    opened.add(module);
    thread.execute(module::load);
    return module;
  }

  @Override
  public void close() {
    opened.forEach(Module::close);
    thread.shutdownNow();
  }

  /** A module of the script and what reached it. */
  public final class Module implements ModuleControl {
    final ModuleRequest request;
    final List<Var> posted = new CopyOnWriteArrayList<>();
    final List<String> views = new CopyOnWriteArrayList<>();
    final List<Boolean> focus = new CopyOnWriteArrayList<>();
    final Map<String, Integer> counts = new ConcurrentHashMap<>();
    volatile boolean closed;
    private final ModuleEvents events;
    private final Semaphore window = new Semaphore(WINDOW);

    Module(ModuleRequest request, ModuleEvents events) {
      this.request = request;
      this.events = events;
    }

    private void load() {
      String path = request.source().getPath();
      events.loadStart();
      if (path.endsWith("hold.nmf")) {
        return;
      }
      URI nexe = request.source().resolve("module.nexe");
      events.fetched(request.source(), "manifest", Decision.allow("same-origin"), 200, 61);
      events.progress(nexe, true, 50, 100);
      events.progress(nexe, true, 100, 100);
      if (path.endsWith("error.nmf")) {
        String sentence = "module.nexe was refused: it is no ELF file";
        events.error(sentence, ExitReport.neverRan(sentence));
      } else if (path.endsWith("abort.nmf")) {
        events.abort();
      } else {
        events.load();
      }
      events.loadEnd();
      if (path.endsWith("log.nmf")) {
        events.console(ModuleEvents.Level.WARNING, "the module warns");
      }
    }

    @Override
    public void postMessage(Var data) {
      posted.add(data);
      thread.execute(() -> handle(data));
    }

    @Override
    public CompletableFuture<Var> ask(Var data) {
      posted.add(data);
      return data.equals(new Var.Text("unheard"))
          ? CompletableFuture.failedFuture(new IOException("the module has no handler for it"))
          : CompletableFuture.supplyAsync(() -> new Var.Array(List.of(data)), thread);
    }

    private void handle(Var data) {
      if (closed) {
        return;
      }
      if (data.equals(new Var.Text("crash"))) {
        ExitReport report =
            new ExitReport(139, 11, 0x20040, 0x0, List.of("#0 0x20040 main+0x0"), "SIGSEGV");
        events.crash("The module crashed: signal 11 at 0x20040.", report);
        events.exit(report);
      } else if (data.equals(new Var.Text("exit"))) {
        events.exit(new ExitReport(7, 0, -1, -1, List.of(), "The module exited with 7."));
      } else if (data.equals(new Var.Text("flood"))) {
        for (int i = 0; i < 100_000 && !closed; i++) {
          window.acquireUninterruptibly();
          events.message(new Var.Int32(i), window::release);
        }
      } else {
        events.message(data, () -> counts.merge("consumed", 1, Integer::sum));
      }
    }

    @Override
    public void changeView(ElementView view) {
      views.add(
          view.x()
              + ","
              + view.y()
              + " "
              + view.width()
              + "x"
              + view.height()
              + " "
              + (view.clipWidth() > 0));
    }

    @Override
    public CompletableFuture<Boolean> input(InputEvent event) {
      return CompletableFuture.completedFuture(false);
    }

    @Override
    public void mouseLockLost() {}

    @Override
    public void changeFocus(boolean focused) {
      focus.add(focused);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
