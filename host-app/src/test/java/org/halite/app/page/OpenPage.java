package org.halite.app.page;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import javafx.concurrent.Worker;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.halite.app.serve.StaticServer;
import org.halite.app.window.Toolkit;
import org.halite.bridge.module.ExitReport;
import org.halite.bridge.origin.Decision;
import org.halite.ppapi.Var;

/** A page without a display, with modules that follow a script; what happened is kept as lines. */
public final class OpenPage implements AutoCloseable {
  static final Path PAGES = Path.of("src/test/resources/pages");
  private static final int PATIENCE_MILLIS = 20_000;

  final FakeModuleHost host = new FakeModuleHost();
  final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  final StaticServer server;
  final StaticServer other;
  BrowserPage page;
  Stage stage;

  OpenPage() throws IOException, InterruptedException {
    Toolkit.start(true);
    server = StaticServer.start(PAGES, 0, null);
    other = StaticServer.start(PAGES, 0, null);
    Toolkit.call(
        () -> {
          page = new BrowserPage(host, false);
          page.observe(new Lines());
          page.observeConsole();
          stage = new Stage();
          stage.setScene(new Scene(page.view(), 640, 480));
          stage.show();
          return null;
        });
  }

  OpenPage(String name) throws IOException, InterruptedException {
    this();
    open(name);
  }

  /** What happened so far; the list itself goes on growing. */
  List<String> copyOfLines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  URI url(String name) {
    return server.url().resolve(name);
  }

  /** Loads a page and waits until it is complete. */
  void open(String name) throws InterruptedException {
    Toolkit.call(
        () -> {
          page.engine().load(url(name).toString());
          return null;
        });
    // Asked of Java, for a hostile page may have replaced what a script would ask.
    await(name, () -> isLoaded(name));
  }

  private boolean isLoaded(String name) {
    try {
      return Toolkit.call(
          () ->
              page.engine().getLocation().equals(url(name).toString())
                  && page.engine().getLoadWorker().getState() == Worker.State.SUCCEEDED);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Object js(String script) throws InterruptedException {
    return Toolkit.call(() -> page.engine().executeScript(script));
  }

  void await(String condition) throws InterruptedException {
    await("page: " + condition, () -> isTrue(condition));
  }

  private boolean isTrue(String condition) {
    try {
      return Boolean.TRUE.equals(
          js("(function(){try{return !!(" + condition + ")}catch(e){return false}})()"));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError(
            "waited in vain for " + what + "; lines:\n" + String.join("\n", lines));
      }
      Thread.sleep(10);
    }
  }

  FakeModuleHost.Module module(int index) throws InterruptedException {
    await("module " + index, () -> host.opened.size() > index);
    return host.opened.get(index);
  }

  @Override
  public void close() {
    try {
      Toolkit.call(
          () -> {
            page.close();
            stage.close();
            return null;
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    host.close();
    server.close();
    other.close();
  }

  private final class Lines implements PageObserver {
    @Override
    public void navigate(String url, boolean mainFrame) {
      lines.add("navigate " + url);
    }

    @Override
    public void fetch(String url, String initiator, Decision decision, int status, long bytes) {
      lines.add("fetch " + url + " " + decision.reason() + " " + status);
    }

    @Override
    public void embed(String element, String type, String src) {
      lines.add("embed " + element + " " + type + " " + src);
    }

    @Override
    public void event(String element, String kind, String lastError) {
      lines.add(kind + " " + element + " " + lastError);
    }

    @Override
    public void message(String element, Direction direction, Var data) {
      lines.add("message " + element + " " + direction + " " + data);
    }

    @Override
    public void console(String level, String text, String element) {
      lines.add("console " + level + " " + text);
    }

    @Override
    public void exit(String element, ExitReport report) {
      lines.add("exit " + element + " " + report.status());
    }
  }
}
