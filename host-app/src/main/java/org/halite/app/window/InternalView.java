package org.halite.app.window;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.concurrent.Worker;
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
final class InternalView implements AutoCloseable {
  private final InternalPages pages;
  private final Consumer<String> opens;
  private final BrowserPage page = new BrowserPage(new NoModules(), false);
  private final LoadState load;
  private InternalAddress address;

  /** Counts what was asked for; an answer that somebody no longer waits for is not shown. */
  private int asked;

  /**
   * @param opens gets the address of a link to another of these pages
   */
  InternalView(InternalPages pages, Consumer<String> opens) {
    this.pages = pages;
    this.opens = opens;
    this.load = new LoadState(page, reason -> {});
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
    make(() -> pages.html(wanted));
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
        make(() -> pages.perform(act));
        return;
      }
      node = node.getParentNode();
    }
  }

  @Override
  public void close() {
    asked++;
    page.close();
  }
}
