package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import javafx.event.Event;
import javafx.scene.Cursor;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;
import javafx.scene.input.InputMethodRequests;
import javafx.scene.robot.Robot;
import javafx.scene.web.WebView;
import javafx.stage.Stage;
import org.halite.app.RealBackend;
import org.halite.app.command.Backend;
import org.halite.app.page.BrowserPage;
import org.halite.app.page.PageObserver;
import org.halite.app.serve.StaticServer;
import org.halite.app.window.Picture;
import org.halite.app.window.Toolkit;
import org.halite.bridge.module.ExitReport;
import org.halite.bridge.module.ModuleHost;
import org.halite.bridge.origin.FilePages;
import org.halite.bridge.sound.SilentOutput;
import org.halite.bridge.sound.SoundOutput;
import org.halite.ppapi.Var;

/**
 * A page without a display and a real module in it, which a test talks to, looks at and touches.
 * The page is the test's own; its module is {@code app.nexe}.
 */
final class LivePage implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 10_000;
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;

  /** What the module posted and has not been taken by a test. */
  final List<String> said = Collections.synchronizedList(new ArrayList<>());

  final List<String> console = Collections.synchronizedList(new ArrayList<>());
  private final StaticServer server;
  private final ModuleHost host;
  private BrowserPage page;
  private Stage stage;

  /** One for all: without a display each has a pointer of its own. */
  private Robot robot;

  /**
   * Compiles the module, and waits until it is loaded.
   *
   * @param source of sample-apps/src/test/page
   * @param html in whose body the element with the id {@code m} is the module
   */
  LivePage(Path folder, String source, String html) throws IOException, InterruptedException {
    this(folder, source, html, new SilentOutput());
  }

  /**
   * The same with sound.
   *
   * @param sound where it goes
   */
  LivePage(Path folder, String source, String html, SoundOutput sound)
      throws IOException, InterruptedException {
    this(compiled(folder, source, html), "index.html", "m", sound, WIDTH, HEIGHT);
  }

  /**
   * A page as it lies in a folder.
   *
   * @param element the id of the module's element
   */
  LivePage(Path folder, String path, String element, SoundOutput sound, int width, int height)
      throws IOException, InterruptedException {
    Toolkit.start(true);
    server = StaticServer.start(folder, 0, null);
    host =
        new RealBackend()
            .get()
            .moduleHost(
                new Backend.Keeping(false, Backend.Libraries.NONE), FilePages.Access.RUN, sound);
    onPage(
        () -> {
          page = new BrowserPage(host, false);
          page.observe(new Words());
          page.observeConsole();
          robot = new Robot();
          stage = new Stage();
          stage.setScene(new Scene(page.view(), width, height));
          stage.setX(0); // there a robot's wheel turns where its pointer is
          stage.setY(0);
          stage.show();
          page.engine().load(server.url().resolve(path).toString());
          return null;
        });
    await("document.readyState === 'complete' && " + element + ".readyState === 4");
    assertEquals("", js(element + ".lastError"), () -> "" + console);
  }

  private static Path compiled(Path folder, String source, String html) throws IOException {
    Compiled.module(
        Path.of("..", "sample-apps", "src", "test", "page", source),
        folder.resolve("app.nexe"),
        List.of("-O2", "-Wall", "-Wextra", "-lppapi"));
    Files.writeString(
        folder.resolve("app.nmf"), "{\"program\": {\"x86-64\": {\"url\": \"app.nexe\"}}}");
    Files.writeString(folder.resolve("index.html"), "<!doctype html>" + html);
    return folder;
  }

  private static <T> T onPage(Callable<T> action) throws InterruptedException {
    return Toolkit.call(action);
  }

  Object js(String script) throws InterruptedException {
    return onPage(() -> page.engine().executeScript(script));
  }

  void await(String condition) throws InterruptedException {
    await(condition, () -> page.isTruthy(condition));
  }

  private void await(Object what, Callable<Boolean> condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (!onPage(condition)) {
      if (System.nanoTime() > end) {
        fail("waited in vain for " + what + "\nsaid " + said + "\nconsole " + console);
      }
      Thread.sleep(10);
    }
  }

  /** Has the module do something that it does not answer. */
  void tell(String words) throws InterruptedException {
    js("m.postMessage('" + words + "')");
  }

  /** Has the module do something; what it answers first that begins so. */
  String ask(String words, String answer) throws InterruptedException {
    tell(words);
    return hear(answer);
  }

  /** The first words of the module that begin so; those before them are forgotten. */
  String hear(String start) throws InterruptedException {
    List<String> before = new ArrayList<>();
    String[] found = new String[1];
    await(
        new Object() {
          @Override
          public String toString() {
            return "\"" + start + "\" after " + before;
          }
        },
        () -> {
          while (!said.isEmpty() && found[0] == null) {
            String next = said.removeFirst();
            before.add(next);
            found[0] = next.startsWith(start) ? next : null;
          }
          return found[0] != null;
        });
    return found[0];
  }

  /** The page as it looks once all is painted. */
  WritableImage picture() throws InterruptedException {
    onPage(
        () -> {
          page.requestFrames();
          return null;
        });
    await("frames", () -> page.framesPainted());
    return onPage(() -> page.snapshot());
  }

  /** Waits until a pixel of the page has this colour, as 0xrrggbb. */
  void awaitPixel(int x, int y, int rgb) throws InterruptedException, IOException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    WritableImage picture = picture();
    while (!isLike(picture.getPixelReader().getArgb(x, y), rgb)) {
      if (System.nanoTime() > end) {
        Path file = Path.of("target", "picture.png");
        Picture.write(picture, file);
        fail(
            String.format(
                "(%d, %d) is %08x, not %06x: see %s; console %s",
                x, y, picture.getPixelReader().getArgb(x, y), rgb, file, console));
      }
      Thread.sleep(50);
      picture = picture();
    }
  }

  /** Within what blending and rounding may do. */
  private static boolean isLike(int argb, int rgb) {
    for (int shift = 0; shift < 24; shift += 8) {
      if (Math.abs((argb >> shift & 0xff) - (rgb >> shift & 0xff)) > 3) {
        return false;
      }
    }
    return argb >>> 24 == 0xff;
  }

  /** Something that a person's hand does; coordinates are the page's. */
  interface Hand {
    void move(Robot robot, double left, double top);
  }

  void touch(Hand hand) throws InterruptedException {
    onPage(
        () -> {
          hand.move(
              robot,
              stage.getX() + stage.getScene().getX(),
              stage.getY() + stage.getScene().getY());
          return null;
        });
  }

  /** The window that it is in. */
  Stage window() {
    return stage;
  }

  /** Waits until something is so; looked at on the JavaFX thread. */
  void awaitThat(String what, Callable<Boolean> condition) throws InterruptedException {
    await(what, condition);
  }

  /** How the pointer looks over the page. */
  Cursor cursor() throws InterruptedException {
    return onPage(() -> page.view().getCursor());
  }

  /** Whom an input method asks where its text is. */
  InputMethodRequests writer() throws InterruptedException {
    return onPage(() -> page.view().getInputMethodRequests());
  }

  /** An event that no robot can make. */
  void happen(Function<WebView, Event> event) throws InterruptedException {
    onPage(
        () -> {
          Event.fireEvent(page.view(), event.apply(page.view()));
          return null;
        });
  }

  void zoom(double factor) throws InterruptedException {
    onPage(
        () -> {
          page.view().setZoom(factor);
          return null;
        });
  }

  @Override
  public void close() {
    try {
      onPage(
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

  private final class Words implements PageObserver {
    @Override
    public void message(String element, Direction direction, Var data) {
      if (direction == Direction.FROM_MODULE && data instanceof Var.Text text) {
        said.add(text.value());
      }
    }

    @Override
    public void console(String level, String text, String element) {
      console.add(level + " " + text);
    }

    @Override
    public void exit(String element, ExitReport report) {
      said.add("exit " + report.status() + " " + report.reason());
    }
  }
}
