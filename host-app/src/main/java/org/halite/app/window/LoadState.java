package org.halite.app.window;

import java.util.function.Consumer;
import javafx.concurrent.Worker;
import org.halite.app.page.BrowserPage;
import org.halite.app.page.PageObserver;

/** How far the loading of a page is. Lives on the JavaFX thread. */
final class LoadState {
  private final BrowserPage page;
  private final Consumer<String> failed;
  private boolean begun;
  private boolean loaded;
  private String failure;

  /**
   * @param failed hears why a page could not be loaded
   */
  LoadState(BrowserPage page, Consumer<String> failed) {
    this.page = page;
    this.failed = failed;
    page.engine()
        .getLoadWorker()
        .stateProperty()
        .addListener((property, before, state) -> changed(state));
    page.observe(
        new PageObserver() {
          @Override
          public void navigate(String url, boolean mainFrame) {
            begun |= mainFrame;
          }
        });
  }

  /** A load is asked for. */
  void begin() {
    begun = false;
    loaded = false;
    failure = null;
  }

  boolean isLoaded() {
    return loaded;
  }

  /** Why the page could not be loaded; null when it could, or is not yet there. */
  String failure() {
    return failure;
  }

  private void changed(Worker.State state) {
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
    failed.accept(reason);
  }
}
