package org.halite.app.page;

import com.sun.javafx.webkit.Accessor;
import com.sun.webkit.LoadListenerClient;
import com.sun.webkit.WebPage;
import com.sun.webkit.graphics.SurfaceGraphics;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import javafx.animation.Animation;
import javafx.animation.AnimationTimer;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.scene.control.TextInputDialog;
import javafx.scene.image.WritableImage;
import javafx.scene.web.PromptData;
import javafx.scene.web.WebEngine;
import javafx.scene.web.WebView;
import javafx.util.Duration;
import netscape.javascript.JSException;
import netscape.javascript.JSObject;
import org.halite.app.shim.PageShim;
import org.halite.bridge.module.ModuleHost;

/**
 * A WebView in which module elements live. Made and used on the JavaFX thread; {@link #close} ends
 * every module of the page.
 */
@SuppressWarnings("removal") // JSObject and JSException: the only way into the page.
public final class BrowserPage implements AutoCloseable {
  /**
   * How often documents are looked at that went away without any load event, such as removed
   * frames.
   */
  private static final Duration SWEEP = Duration.millis(200);

  /**
   * WebKit shows an object's fallback because it knows no plug-in for it; a module element is a box
   * instead.
   */
  private static final String STYLE =
      """
      object[type="application/x-nacl" i],object[type="application/x-pnacl" i]{display:inline-block}
      object[type="application/x-nacl" i]>*,object[type="application/x-pnacl" i]>*{display:none}
      """;

  private static final int FRAMES_BEFORE_SNAPSHOT = 6;

  private final WebView view = new WebView();
  private final WebEngine engine = view.getEngine();
  private final PageObservers observers = new PageObservers();
  private final PageShim shim = new PageShim();
  private final PageWindow window = new PageWindow(view);
  private final PageFrames frames;
  private final PageModules modules;
  private final Inspector inspector;
  private final PageStorage storage = new PageStorage();
  private final boolean dialogs;
  private final Timeline sweep;
  private int framesToPaint;

  /**
   * @param dialogs whether somebody is there to answer the page's own prompts
   */
  public BrowserPage(ModuleHost host, boolean dialogs) {
    this.dialogs = dialogs;
    SurfaceGraphics.install();
    WebPage page = Accessor.getPageFor(engine);
    // A page kept alive in the history would keep its modules' elements, but not its modules.
    page.setUsePageCache(false);
    view.setContextMenuEnabled(dialogs);
    engine.setUserDataDirectory(storage.folder());
    engine.setUserStyleSheetLocation(
        "data:text/css;base64,"
            + Base64.getEncoder().encodeToString(STYLE.getBytes(StandardCharsets.US_ASCII)));
    this.frames = new PageFrames(page);
    DocumentPolicies policies = new DocumentPolicies();
    this.modules = new PageModules(host, frames, policies, observers, window);
    window.whenChanged(modules::windowChanged);
    this.inspector = new Inspector(engine, shim.source(), policies, observers);
    engine.setPromptHandler(this::prompt);
    page.addLoadListenerClient(new Loads());
    this.sweep = new Timeline(new KeyFrame(SWEEP, tick -> modules.removeGone()));
    sweep.setCycleCount(Animation.INDEFINITE);
    sweep.play();
  }

  public WebView view() {
    return view;
  }

  public WebEngine engine() {
    return engine;
  }

  public void observe(PageObserver observer) {
    observers.add(observer);
  }

  /** Also tells the observers of the page's console. */
  public void observeConsole() {
    inspector.observeConsole();
  }

  /** Whether every module element has ended loading, well or badly. */
  public boolean isSettled() {
    return modules.isSettled();
  }

  /**
   * Whether an expression is truthy now; one that throws is not.
   *
   * @throws JSException when it is no JavaScript expression
   */
  public boolean isTruthy(String expression) {
    try {
      return Boolean.TRUE.equals(engine.executeScript("!!(" + expression + "\n)"));
    } catch (JSException e) {
      if (isSyntaxError(e)) {
        throw e;
      }
      return false;
    }
  }

  /**
   * The value of an expression, or of statements, as JSON; undefined and functions are null.
   *
   * @throws JSException when the page throws
   */
  public String evaluateAsJson(String expression) {
    Object json;
    try {
      json = engine.executeScript("window.__halite.json((" + expression + "\n))");
    } catch (JSException e) {
      if (!isSyntaxError(e)) {
        throw e;
      }
      // Statements: the value of the last one.
      Object value = engine.executeScript(expression);
      json = ((JSObject) engine.executeScript("window.__halite")).call("json", value);
    }
    return json instanceof String text ? text : "null";
  }

  private static boolean isSyntaxError(JSException e) {
    return String.valueOf(e.getMessage()).startsWith("SyntaxError");
  }

  /**
   * Asks for a few frames before a picture is taken: what a script just changed is not painted yet.
   */
  public void requestFrames() {
    framesToPaint = FRAMES_BEFORE_SNAPSHOT;
    new AnimationTimer() {
      @Override
      public void handle(long now) {
        if (--framesToPaint <= 0) {
          stop();
        }
      }
    }.start();
  }

  /** Whether the frames asked for were painted. */
  public boolean framesPainted() {
    return framesToPaint <= 0;
  }

  /** The page as it is shown, one pixel for each CSS pixel. */
  public WritableImage snapshot() {
    return view.snapshot(null, null);
  }

  private String prompt(PromptData data) {
    Optional<PageShim.Call> call = shim.parse(data.getMessage(), data.getDefaultValue());
    if (call.isPresent()) {
      return modules.answer(call.get());
    }
    if (!dialogs) {
      return null;
    }
    TextInputDialog dialog = new TextInputDialog(data.getDefaultValue());
    dialog.setHeaderText(data.getMessage());
    return dialog.showAndWait().orElse(null);
  }

  /** Ends all modules of the page and leaves an empty page behind. */
  @Override
  public void close() {
    sweep.stop();
    modules.close();
    engine.setPromptHandler(null);
    engine.load(null);
    storage.close();
  }

  /** Watches documents come and go: a page cannot tell of its own end, prompts are refused then. */
  private final class Loads implements LoadListenerClient {
    @Override
    public void dispatchLoadEvent(
        long frame, int state, String url, String contentType, double progress, int error) {
      switch (state) {
        case PAGE_STARTED -> {
          observers.navigate(url == null ? "" : url, frames.isMain(frame));
          modules.removeGone();
        }
        case CONTENT_RECEIVED, DOCUMENT_AVAILABLE, PAGE_FINISHED -> {
          modules.removeGone();
          frames.wake(frame);
        }
        case LOAD_FAILED, LOAD_STOPPED -> modules.removeGone();
        default -> {
          // progress, titles and icons
        }
      }
    }

    @Override
    public void dispatchResourceLoadEvent(
        long frame, int state, String url, String contentType, double progress, int error) {
      // the inspector's network events say more
    }
  }
}
