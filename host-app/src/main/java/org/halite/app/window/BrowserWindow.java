package org.halite.app.window;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Insets;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.web.WebEngine;
import javafx.scene.web.WebHistory;
import javafx.stage.Stage;
import org.halite.app.command.PageAddress;
import org.halite.app.internal.InternalAddress;
import org.halite.app.internal.InternalPages;
import org.halite.app.page.BrowserPage;

/** The browser's window: address, back, forward, reload, the page, and a line on its modules. */
public final class BrowserWindow {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 720;

  private final BrowserPage page;
  private final Stage stage = new Stage();
  private final TextField address = new TextField();
  private final Label status = new Label();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final InternalPages pages;
  private final LoadState load;
  private final BorderPane pane;

  /** Where the browser's own pages are shown; null before the first of them. */
  private InternalView internal;

  /** Whether one of them is shown now, in front of the web page. */
  private final BooleanProperty inside = new SimpleBooleanProperty();

  /**
   * Shows the window. On the JavaFX thread.
   *
   * @param pages the browser's own pages
   * @param bare only the page, for work without a display
   */
  public BrowserWindow(BrowserPage page, InternalPages pages, boolean bare) {
    this.page = page;
    this.pages = pages;
    this.load =
        new LoadState(page, reason -> status.setText("The page could not be loaded: " + reason));
    WebEngine engine = page.engine();
    page.observe(new ModuleStatus(status::setText));
    this.pane = bare ? new BorderPane() : withChrome();
    pane.setCenter(page.view());
    stage.setScene(new Scene(pane, WIDTH, HEIGHT));
    stage.setTitle("Halite");
    engine
        .titleProperty()
        .addListener(
            (property, before, title) -> {
              if (!inside.get()) {
                showTitle(title);
              }
            });
    stage.setOnHidden(event -> closed.countDown());
    stage.show();
  }

  private void showTitle(String title) {
    stage.setTitle(title == null || title.isEmpty() ? "Halite" : title + " - Halite");
  }

  private BorderPane withChrome() {
    WebEngine engine = page.engine();
    Button back = button("◀", "Back", () -> go(-1));
    Button forward = button("▶", "Forward", () -> go(1));
    Button reload = button("⟳", "Reload", this::reload);
    WebHistory history = engine.getHistory();
    back.disableProperty().bind(history.currentIndexProperty().lessThan(1).and(inside.not()));
    forward
        .disableProperty()
        .bind(
            history
                .currentIndexProperty()
                .greaterThanOrEqualTo(Bindings.size(history.getEntries()).subtract(1))
                .or(inside));
    address.setOnAction(event -> openTyped());
    engine
        .locationProperty()
        .addListener(
            (property, before, url) -> {
              if (!inside.get()) {
                address.setText(url);
              }
            });
    HBox.setHgrow(address, Priority.ALWAYS);
    HBox bar = new HBox(4, back, forward, reload, address);
    bar.setPadding(new Insets(4));
    HBox foot = new HBox(status);
    foot.setPadding(new Insets(2, 6, 2, 6));
    BorderPane around = new BorderPane();
    // A module that fills the screen leaves no room for them.
    for (HBox line : List.of(bar, foot)) {
      line.visibleProperty().bind(stage.fullScreenProperty().not());
      line.managedProperty().bind(line.visibleProperty());
    }
    around.setTop(bar);
    around.setBottom(foot);
    return around;
  }

  private static Button button(String sign, String name, Runnable action) {
    Button button = new Button(sign);
    button.setTooltip(new Tooltip(name));
    button.setAccessibleText(name);
    button.setOnAction(event -> action.run());
    return button;
  }

  private void reload() {
    if (inside.get()) {
      internal.open(internal.address());
    } else {
      page.engine().reload();
    }
  }

  private void go(int offset) {
    if (inside.get()) {
      showWebPage(page.engine().getLocation()); // it went on all the time
      return;
    }
    WebHistory history = page.engine().getHistory();
    int index = history.getCurrentIndex() + offset;
    if (index >= 0 && index < history.getEntries().size()) {
      history.go(offset);
    }
  }

  private void openTyped() {
    try {
      open(PageAddress.resolve(address.getText().strip()));
    } catch (IllegalArgumentException e) {
      status.setText(e.getMessage());
    }
  }

  /** Begins to load a page. */
  public void open(String url) {
    if (InternalAddress.isMeant(url)) {
      openInternal(url);
      return;
    }
    load.begin();
    showWebPage(url);
    page.engine().load(url);
  }

  private void showWebPage(String url) {
    inside.set(false);
    pane.setCenter(page.view());
    address.setText(url == null ? "" : url);
    showTitle(page.engine().getTitle());
  }

  private void openInternal(String url) {
    InternalAddress wanted = InternalAddress.parse(url);
    if (internal == null) {
      internal = new InternalView(pages, this::open);
    }
    inside.set(true);
    pane.setCenter(internal.page().view());
    address.setText(wanted.toString());
    showTitle(wanted.place() == InternalAddress.Place.STORE ? "Store" : "Network");
    internal.open(wanted);
  }

  /** The page that is shown: a web page, or one of the browser's own. */
  public BrowserPage page() {
    return inside.get() ? internal.page() : page;
  }

  private LoadState load() {
    return inside.get() ? internal.load() : load;
  }

  public boolean isLoaded() {
    return load().isLoaded();
  }

  /** Why the page could not be loaded; null when it could, or is not yet there. */
  public String failure() {
    return load().failure();
  }

  /**
   * Waits until the person closes the window; not on the JavaFX thread.
   *
   * @return exit code
   */
  public int awaitClosed() throws InterruptedException {
    closed.await();
    return 0;
  }

  /** Ends the page's modules and hides the window. */
  public void close() {
    page.close();
    if (internal != null) {
      internal.close();
    }
    stage.close();
  }
}
