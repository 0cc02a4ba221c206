package org.halite.app.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javafx.geometry.Point2D;
import org.halite.bridge.module.ElementView;
import org.halite.bridge.module.ElementWish;
import org.halite.bridge.module.ExitReport;
import org.halite.bridge.module.Frame;
import org.halite.bridge.module.InputEvent;
import org.halite.bridge.module.ModuleControl;
import org.halite.bridge.module.ModuleEvents;
import org.halite.bridge.origin.Decision;
import org.halite.bridge.script.ScriptValueException;
import org.halite.bridge.script.ScriptValues;
import org.halite.ppapi.PpbTextInputController;
import org.halite.ppapi.Var;

/**
 * One element of a page and its module. The bridge calls the events on its threads; each becomes a
 * task of the pump, which sets readyState, lastError and exitStatus before the page's listeners
 * run. Once closed, the page hears nothing more.
 */
final class ModuleElement implements ModuleEvents {
  /** readyState as in Chrome. */
  private static final int OPENED = 1;

  private static final int LOADING = 3;
  private static final int DONE = 4;
  private static final int SIGKILL = 9;

  /** A frame that WebKit does not draw, since nobody sees it, counts as shown after this. */
  private static final long UNSEEN_MILLIS = 100;

  /** While a page waits for its module, nothing else of the window moves. */
  private static final int ANSWER_SECONDS = 10;

  private final String id;
  private final PageFrames.Document document;
  private final int key;
  private final EventPump pump;
  private final PageObserver observer;

  // On the JavaFX thread only.
  private ModuleControl control;
  private boolean closed;
  private int readyState;
  private String lastError = "";
  private int exitStatus = -1;
  private boolean settled;
  private boolean refused;
  private Runnable wishesChanged = () -> {};
  private Consumer<ElementWish> wishes = _ -> {};
  private Runnable ended = () -> {};
  private ElementView view;
  private ElementWish.TextInput writing;
  private boolean filling;
  private final ElementInput input = new ElementInput();
  private final ElementPicture picture;

  ModuleElement(
      String id,
      PageFrames.Document document,
      int key,
      EventPump pump,
      PageObserver observer,
      PageWindow window) {
    this.id = id;
    this.document = document;
    this.key = key;
    this.pump = pump;
    this.observer = observer;
    picture = new ElementPicture(window, text -> deliver("frame", text));
  }

  String id() {
    return id;
  }

  /** Runs {@code changed} when the module wants other events. */
  void whenWishesChange(Runnable changed) {
    wishesChanged = changed;
  }

  /**
   * Has somebody decide what the module asks of the window.
   *
   * @param over run when the module is gone, and what it got with it
   */
  void whenItWishes(Consumer<ElementWish> decided, Runnable over) {
    wishes = decided;
    ended = over;
  }

  /** Whether it fills the screen; its next view tells. */
  void fills(boolean now) {
    filling = now;
  }

  boolean isFilling() {
    return filling;
  }

  /** Tells the element in the page something that no script hears of. */
  void deliver(String kind, String payload) {
    if (!closed) {
      boolean _ = document.deliver(key, kind, payload);
    }
  }

  void mouseLockLost() {
    if (control != null) {
      control.mouseLockLost();
    }
  }

  void writes(ElementWish.TextInput text) {
    writing = text;
  }

  /** Whether its module says that nothing is written there. */
  boolean isNotWritten() {
    return writing != null && writing.type() == PpbTextInputController.NONE;
  }

  ElementInput input() {
    return input;
  }

  String documentName() {
    return document.name;
  }

  /** Whether loading has ended, well or badly. */
  boolean isSettled() {
    return settled;
  }

  void runs(ModuleControl started) {
    control = started;
  }

  void post(Var data) {
    observer.message(id, PageObserver.Direction.TO_MODULE, data);
    if (control != null) {
      control.postMessage(data);
    }
  }

  /**
   * Keeps the page waiting until the module has answered.
   *
   * @throws IOException with a sentence when there is no answer
   */
  Var ask(Var data) throws IOException {
    observer.message(id, PageObserver.Direction.TO_MODULE, data);
    if (control == null) {
      throw new IOException("the module has ended");
    }
    try {
      Var answer = control.ask(data).get(ANSWER_SECONDS, TimeUnit.SECONDS);
      observer.message(id, PageObserver.Direction.FROM_MODULE, answer);
      return answer;
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IOException("the module did not answer within " + ANSWER_SECONDS + " seconds", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the browser is closing", e);
    }
  }

  void changeView(ElementView changed) {
    view = changed;
    if (control != null) {
      control.changeView(changed);
    }
  }

  /**
   * Where a list of candidates may stand in the window of its document, in device-independent
   * pixels: below the caret, where the module told it, else its lower left corner.
   */
  Point2D lowerLeft() {
    if (view == null) {
      return Point2D.ZERO;
    }
    boolean told = writing != null && writing.height() > 0;
    return told
        ? new Point2D(
            view.x() + Math.clamp(writing.x(), 0, view.width()),
            view.y() + Math.clamp((long) writing.y() + writing.height(), 0, view.height()))
        : new Point2D(view.x(), view.y() + view.height());
  }

  /** The text around its caret. */
  TextAround around() {
    return writing == null
        ? TextAround.NONE
        : TextAround.of(writing.around(), writing.at(), writing.anchor());
  }

  /** Its middle, in its own device-independent pixels. */
  Point2D middle() {
    return view == null ? Point2D.ZERO : new Point2D(view.width() / 2.0, view.height() / 2.0);
  }

  /** Whether the module wants events of a class. */
  boolean wants(int eventClass) {
    return control != null && (input.wishes() & eventClass) != 0;
  }

  /**
   * Gives the module an event of a class that it wants.
   *
   * @return whether the page is not to get it
   */
  boolean input(InputEvent event) {
    return input.give(event, control);
  }

  void changeFocus(boolean focused) {
    if (control != null) {
      control.changeFocus(focused);
    }
  }

  /** The element is gone: its module ends. */
  void close() {
    closed = true;
    picture.showNothing();
    if (control != null) {
      control.close();
    }
  }

  @Override
  public void loadStart() {
    pump.add(() -> happen("loadstart", OPENED, "", null));
  }

  @Override
  public void progress(URI url, boolean lengthComputable, long loaded, long total) {
    pump.add(
        () -> {
          ObjectNode detail = JsonNodeFactory.instance.objectNode();
          String text = textOf(url);
          detail.put("url", text);
          detail.put("lengthComputable", lengthComputable);
          detail.put("loaded", loaded);
          detail.put("total", lengthComputable ? total : 0);
          observer.progress(id, text, lengthComputable, loaded, total);
          readyState = LOADING;
          tell("progress", detail);
        });
  }

  @Override
  public void load() {
    pump.add(() -> happen("load", DONE, "", null));
  }

  @Override
  public void error(String sentence, ExitReport report) {
    pump.add(
        () -> {
          refused = true;
          happen("error", DONE, sentence, wasKilled(report) ? null : report);
        });
  }

  @Override
  public void abort() {
    pump.add(() -> happen("abort", DONE, "", null));
  }

  @Override
  public void loadEnd() {
    pump.add(
        () -> {
          settled = true;
          happen("loadend", DONE, lastError, null);
        });
  }

  @Override
  public void crash(String sentence, ExitReport report) {
    pump.add(() -> happen("crash", DONE, sentence, report));
  }

  @Override
  public void message(Var data, Runnable consumed) {
    pump.add(
        () -> {
          try {
            observer.message(id, PageObserver.Direction.FROM_MODULE, data);
            if (!closed) {
              document.deliver(key, "message", ScriptValues.toPage(data));
            }
          } catch (ScriptValueException e) {
            observer.console("error", "A message of the module was lost: " + e.getMessage(), id);
          } finally {
            consumed.run();
          }
        });
  }

  @Override
  public void inputRequested(int classesTaken, int classesFiltered) {
    pump.add(
        () -> {
          input.wish(classesTaken, classesFiltered);
          wishesChanged.run();
          deliver("input", Integer.toString(input.wishes()));
        });
  }

  @Override
  public void frame(Frame frame, Runnable shown) {
    pump.add(
        () -> {
          if (closed || frame.pixels() == null) {
            frame.release();
            picture.showNothing();
            shown.run();
          } else {
            picture.show(frame, shown);
            pump.later(shown, UNSEEN_MILLIS);
          }
        });
  }

  /** The window's zoom is another. */
  void placePicture() {
    if (!closed) {
      picture.place();
    }
  }

  @Override
  public void wished(ElementWish wish) {
    pump.add(
        () -> {
          if (!closed) {
            wishes.accept(wish);
          }
        });
  }

  @Override
  public void console(Level level, String text) {
    pump.add(() -> observer.console(wordOf(level), text, id));
  }

  @Override
  public void fetched(URI url, String initiator, Decision decision, int status, long bytes) {
    pump.add(() -> observer.fetch(textOf(url), initiator, decision, status, bytes));
  }

  @Override
  public void stored(URI url, String initiator, boolean asked, long bytes) {
    pump.add(() -> observer.stored(id, textOf(url), asked, bytes));
  }

  @Override
  public void opened(String name, Opening opening, long bytes) {
    pump.add(() -> observer.opened(id, name, opening, bytes));
  }

  @Override
  public void exit(ExitReport report) {
    pump.add(
        () -> {
          if (!refused || !wasKilled(report)) {
            exitStatus = report.status();
          }
          picture.showNothing();
          ended.run();
          deliver("cursor", "");
          input.wish(0, 0);
          observer.exit(id, report);
          tell("exit", JsonNodeFactory.instance.objectNode());
        });
  }

  /** A module that was refused and then killed by the browser never exited by itself. */
  private static boolean wasKilled(ExitReport report) {
    return report.signal() == SIGKILL;
  }

  /** A refusal by the shell itself, before any module host was asked. */
  void refuse(String sentence) {
    error(sentence, ExitReport.neverRan(sentence));
    loadEnd();
  }

  private void happen(String kind, int state, String sentence, ExitReport report) {
    readyState = state;
    lastError = sentence;
    ObjectNode detail = JsonNodeFactory.instance.objectNode();
    if (report != null) {
      exitStatus = report.status();
      detail.put("backtrace", String.join("\n", report.backtrace()));
    }
    observer.event(id, kind, kind.equals("error") || kind.equals("crash") ? sentence : "");
    tell(kind, detail);
  }

  private void tell(String kind, ObjectNode detail) {
    if (!closed) {
      detail.put("readyState", readyState);
      detail.put("lastError", lastError);
      detail.put("exitStatus", exitStatus);
      document.deliver(key, kind, detail.toString());
    }
  }

  /** As browsers write it: Java leaves the empty host of a file out. */
  private static String textOf(URI url) {
    String text = url == null ? "" : url.toString();
    return text.startsWith("file:/") && !text.startsWith("file://")
        ? "file://" + text.substring("file:".length())
        : text;
  }

  private static String wordOf(Level level) {
    return switch (level) {
      case TIP -> "tip";
      case LOG -> "log";
      case WARNING -> "warning";
      case ERROR -> "error";
    };
  }
}
