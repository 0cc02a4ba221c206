package org.halite.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import javafx.scene.Scene;
import javafx.scene.robot.Robot;
import javafx.stage.Stage;
import org.halite.app.page.BrowserPage;
import org.halite.app.page.PageObserver;
import org.halite.app.serve.StaticServer;
import org.halite.app.window.Toolkit;
import org.halite.bridge.module.ModuleHost;
import org.halite.ppapi.Var;

/** A page with the module of {@code pictures.c}, in this very process, without a display. */
final class ShownPage implements AutoCloseable {
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final String PAGE =
      """
      <!DOCTYPE html><meta charset="utf-8"><title>bench</title><body style="margin:0">
      <embed id="m" type="application/x-nacl" src="pictures.nmf" width="1280" height="720" style="display:block">
      <script>
      let done = false;
      /** Sends a value to the module and back so many times; the milliseconds of all. */
      function roundTrips(value, count) {
        done = false;
        const begin = performance.now();
        let left = count;
        const again = () => {
          if (left-- > 0) {
            m.postMessage(value);
          } else {
            m.removeEventListener('message', again);
            done = performance.now() - begin;
          }
        };
        m.addEventListener('message', again);
        again();
      }
      </script>
      """;

  private final StaticServer server;
  private final ModuleHost host;
  private BrowserPage page;
  private Stage stage;
  private Robot robot;
  private volatile Consumer<Var> heard = data -> {};

  /**
   * @param folder with pictures.nexe
   * @throws IOException with a sentence when the module does not load
   */
  ShownPage(ModuleHost host, Path folder) throws IOException, InterruptedException {
    this.host = host;
    Files.writeString(folder.resolve("index.html"), PAGE);
    Files.writeString(
        folder.resolve("pictures.nmf"),
        "{\"program\": {\"x86-64\": {\"url\": \"pictures.nexe\"}}}");
    server = StaticServer.start(folder, 0, null);
    onScreen(
        () -> {
          page = new BrowserPage(host, false);
          page.observe(
              new PageObserver() {
                @Override
                public void message(String element, Direction direction, Var data) {
                  if (direction == Direction.FROM_MODULE) {
                    heard.accept(data);
                  }
                }
              });
          robot = new Robot();
          stage = new Stage();
          stage.setScene(new Scene(page.view(), 1280, 720));
          stage.setX(0);
          stage.setY(0);
          stage.show();
          page.engine().load(server.url().resolve("index.html").toString());
          return null;
        });
    await("typeof roundTrips === 'function' && m.readyState === 4");
    if (!js("m.lastError").equals("")) {
      throw new IOException("the module of the pictures did not load: " + js("m.lastError"));
    }
  }

  static <T> T onScreen(Callable<T> action) throws InterruptedException {
    return Toolkit.call(action);
  }

  Object js(String script) throws InterruptedException {
    return onScreen(() -> page.engine().executeScript(script));
  }

  /** Waits until a condition of the page holds. */
  void await(String condition) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!onScreen(() -> page.isTruthy(condition))) {
      if (System.nanoTime() > end) {
        throw new IOException("the page of the pictures waited in vain for " + condition);
      }
      Thread.sleep(2);
    }
  }

  /** Who hears what the module says next. */
  void listen(Consumer<Var> listener) {
    heard = listener;
  }

  void moveMouse(double x, double y) throws InterruptedException {
    onScreen(
        () -> {
          robot.mouseMove(stage.getX() + x, stage.getY() + y);
          return null;
        });
  }

  @Override
  public void close() {
    try {
      onScreen(
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
  }
}
