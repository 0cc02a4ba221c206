package org.halite.app.window;

import java.util.concurrent.CountDownLatch;
import javafx.beans.binding.Bindings;
import javafx.concurrent.Worker;
import javafx.geometry.Insets;
import javafx.scene.Parent;
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
import org.halite.app.page.BrowserPage;
import org.halite.app.page.PageObserver;

/** The browser's window: address, back, forward, reload, the page, and a line on its modules. */
public final class BrowserWindow {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 720;

  private final BrowserPage page;
  private final Stage stage = new Stage();
  private final TextField address = new TextField();
  private final Label status = new Label();
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean begun;
  private boolean loaded;
  private String failure;

  /**
   * Shows the window. On the JavaFX thread.
   *
   * @param bare only the page, for work without a display
   */
  public BrowserWindow(BrowserPage page, boolean bare) {
    this.page = page;
    WebEngine engine = page.engine();
    engine
        .getLoadWorker()
        .stateProperty()
        .addListener((property, before, state) -> loadStateChanged(state));
    page.observe(new ModuleStatus(status::setText));
    page.observe(
        new PageObserver() {
          @Override
          public void navigate(String url, boolean mainFrame) {
            begun |= mainFrame;
          }
        });
    stage.setScene(new Scene(bare ? new BorderPane(page.view()) : withChrome(), WIDTH, HEIGHT));
    stage.setTitle("Halite");
    engine
        .titleProperty()
        .addListener(
            (property, before, title) ->
                stage.setTitle(title == null || title.isEmpty() ? "Halite" : title + " - Halite"));
    stage.setOnHidden(event -> closed.countDown());
    stage.show();
  }

  private Parent withChrome() {
    WebEngine engine = page.engine();
    Button back = button("◀", "Back", () -> go(-1));
    Button forward = button("▶", "Forward", () -> go(1));
    Button reload = button("⟳", "Reload", engine::reload);
    WebHistory history = engine.getHistory();
    back.disableProperty().bind(history.currentIndexProperty().lessThan(1));
    forward
        .disableProperty()
        .bind(
            history
                .currentIndexProperty()
                .greaterThanOrEqualTo(Bindings.size(history.getEntries()).subtract(1)));
    address.setOnAction(event -> openTyped());
    engine.locationProperty().addListener((property, before, url) -> address.setText(url));
    HBox.setHgrow(address, Priority.ALWAYS);
    HBox bar = new HBox(4, back, forward, reload, address);
    bar.setPadding(new Insets(4));
    HBox foot = new HBox(status);
    foot.setPadding(new Insets(2, 6, 2, 6));
    BorderPane pane = new BorderPane(page.view());
    pane.setTop(bar);
    pane.setBottom(foot);
    return pane;
  }

  private static Button button(String sign, String name, Runnable action) {
    Button button = new Button(sign);
    button.setTooltip(new Tooltip(name));
    button.setAccessibleText(name);
    button.setOnAction(event -> action.run());
    return button;
  }

  private void go(int offset) {
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
    begun = false;
    loaded = false;
    failure = null;
    address.setText(url);
    page.engine().load(url);
  }

  private void loadStateChanged(Worker.State state) {
    switch (state) {
      case SCHEDULED, RUNNING -> {
        loaded = false;
        failure = null;
      }
      case SUCCEEDED -> {
        loaded = begun;
        if (!begun) {
          // What WebKit will not even try, such as a port reserved for another service.
          fail("the browser refuses such an address");
        }
      }
      case FAILED -> {
        Throwable reason = page.engine().getLoadWorker().getException();
        fail(reason == null ? "the reason is unknown" : reason.getMessage());
      }
      case CANCELLED, READY -> {
        // another load follows, or none was asked for
      }
    }
  }

  private void fail(String reason) {
    failure = reason;
    status.setText("The page could not be loaded: " + reason);
  }

  public BrowserPage page() {
    return page;
  }

  public boolean isLoaded() {
    return loaded;
  }

  /** Why the page could not be loaded; null when it could, or is not yet there. */
  public String failure() {
    return failure;
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
    stage.close();
  }
}
