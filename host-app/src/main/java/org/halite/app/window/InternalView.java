package org.halite.app.window;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.application.Platform;
import javafx.concurrent.Worker;
import javafx.util.Duration;
import netscape.javascript.JSObject;
import org.halite.app.internal.InternalAddress;
import org.halite.app.internal.InternalPages;
import org.halite.app.page.BrowserPage;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.events.Event;
import org.w3c.dom.events.EventTarget;

/**
 * Where the browser's own pages are shown: a view of its own, apart from that of web pages. Their
 * text is handed over, not loaded, and their buttons are heard by Java: there is no URL that a web
 * page could load, frame, post to or follow. Lives on the JavaFX thread.
 */
@SuppressWarnings("removal") // JSObject: the only way by which Java calls into the page.
final class InternalView implements AutoCloseable {
  private final InternalPages pages;
  private final Consumer<String> opens;
  private final BrowserPage page = new BrowserPage(new NoModules(), false);
  private final LoadState load;
  private InternalAddress address;

  /**
   * Puts another body in the place of the page's: what the person looks at stays where it is, for
   * what is new comes on top. The text is escaped as that of the page, whose policy allows it no
   * script either.
   */
  private static final String REPLACE =
      """
      (function replace() {
        var root = document.scrollingElement || document.documentElement;
        var at = root.scrollTop, height = root.scrollHeight;
        document.body.innerHTML = replace.html;
        root.scrollTop = at > 0 ? at + root.scrollHeight - height : 0;
      })
      """;

  private static final Duration LOOK_AGAIN = Duration.seconds(1);
  private final Timeline clock = new Timeline(new KeyFrame(LOOK_AGAIN, tick -> renew()));

  /** What there was to show when the page that is shown was made. */
  private long changes;

  /** Counts what was asked for; an answer that somebody no longer waits for is not shown. */
  private int asked;

  /**
   * @param opens gets the address of a link to another of these pages
   */
  InternalView(InternalPages pages, Consumer<String> opens) {
    this.pages = pages;
    this.opens = opens;
    this.load = new LoadState(page, reason -> {});
    clock.setCycleCount(Animation.INDEFINITE);
    clock.play();
    page.engine()
        .getLoadWorker()
        .stateProperty()
        .addListener(
            (property, before, state) -> {
              if (state == Worker.State.SUCCEEDED) {
                listen(page.engine().getDocument());
              }
            });
  }

  BrowserPage page() {
    return page;
  }

  LoadState load() {
    return load;
  }

  InternalAddress address() {
    return address;
  }

  void open(InternalAddress wanted) {
    address = wanted;
    changes = pages.changes(wanted);
    make(() -> pages.html(wanted));
  }

  /** Shows what has happened meanwhile, without a load of the page. */
  private void renew() {
    InternalAddress shown = address;
    if (shown == null || page.view().getScene() == null || !load.isLoaded()) {
      return;
    }
    long now = pages.changes(shown);
    if (now == changes) {
      return;
    }
    changes = now;
    int number = ++asked;
    Thread.ofVirtual()
        .name("internal-page")
        .start(
            () -> {
              String body = InternalPages.body(pages.html(shown));
              Platform.runLater(
                  () -> {
                    if (number == asked) {
                      JSObject replace = (JSObject) page.engine().executeScript(REPLACE);
                      replace.setMember("html", body); // see PageFrames.Document.deliver
                      Object _ = replace.call("call");
                    }
                  });
            });
  }

  /** Reads the disk on another thread. */
  private void make(Supplier<String> html) {
    int number = ++asked;
    load.begin();
    Thread.ofVirtual()
        .name("internal-page")
        .start(
            () -> {
              String made = html.get();
              Platform.runLater(
                  () -> {
                    if (number == asked) {
                      page.engine().loadContent(made);
                    }
                  });
            });
  }

  private void listen(Document document) {
    if (document instanceof EventTarget target) {
      target.addEventListener("click", this::clicked, false);
    }
  }

  private void clicked(Event event) {
    Node node = event.getTarget() instanceof Node target ? target : null;
    while (node != null) {
      if (node instanceof Element element && element.hasAttribute("data-open")) {
        event.preventDefault();
        opens.accept(element.getAttribute("data-open"));
        return;
      }
      if (node instanceof Element element && element.hasAttribute("data-act")) {
        event.preventDefault();
        String word = element.getAttribute("data-act").toUpperCase(Locale.ROOT);
        InternalPages.Act act = InternalPages.Act.valueOf(word);
        address = InternalAddress.parse("halite://store");
        changes = 0;
        make(() -> pages.perform(act));
        return;
      }
      node = node.getParentNode();
    }
  }

  @Override
  public void close() {
    asked++;
    clock.stop();
    page.close();
  }
}
