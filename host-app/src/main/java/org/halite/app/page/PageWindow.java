package org.halite.app.page;

import java.util.function.Predicate;
import java.util.function.Supplier;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.TouchEvent;
import javafx.scene.web.WebView;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.halite.bridge.module.InputEvent;

/** The window that a page is in, as far as modules are concerned. On the JavaFX thread. */
final class PageWindow {
  private final WebView view;
  private final ObservableValue<Window> window;
  private boolean gestured;
  private long gestureNanos;

  PageWindow(WebView view) {
    this.view = view;
    window = view.sceneProperty().flatMap(scene -> scene.windowProperty());
    view.addEventFilter(MouseEvent.MOUSE_PRESSED, _ -> gestured());
    view.addEventFilter(MouseEvent.MOUSE_RELEASED, _ -> gestured());
    view.addEventFilter(TouchEvent.TOUCH_RELEASED, _ -> gestured());
    view.addEventFilter(
        KeyEvent.KEY_PRESSED,
        event -> {
          if (event.getCode() != KeyCode.ESCAPE) {
            gestured();
          }
        });
  }

  private void gestured() {
    gestured = true;
    gestureNanos = System.nanoTime();
  }

  /** Whether a person has just done something to the page. */
  boolean isGestured() {
    return gestured && System.nanoTime() - gestureNanos < PageWishes.GESTURE_NANOS;
  }

  /** The window; null when the page is in none. */
  Window shown() {
    return window.getValue();
  }

  /** Gives all of the mouse to an element. */
  MouseCapture capture(ModuleElement element, Runnable lost) {
    return new MouseCapture(view, element, lost);
  }

  /** Runs {@code changed} whenever an answer of the others may be another. */
  void whenChanged(Runnable changed) {
    ObservableValue<Boolean> iconified =
        window.flatMap(
            shown ->
                shown instanceof Stage stage
                    ? stage.iconifiedProperty()
                    : Bindings.createObjectBinding(() -> false));
    ObservableValue<?>[] all = {
      view.zoomProperty(),
      window.flatMap(Window::outputScaleXProperty),
      window.flatMap(Window::showingProperty),
      iconified
    };
    for (ObservableValue<?> each : all) {
      each.addListener((_, _, _) -> changed.run());
    }
  }

  /** Watches the keys that come to the page. */
  KeyWatch watchKeys(Predicate<InputEvent> typed) {
    return new KeyWatch(view, typed);
  }

  /** Watches the fingers on the page. */
  TouchWatch watchTouches(TouchWatch.Elements elements) {
    return new TouchWatch(view, elements);
  }

  /**
   * Watches what input methods write.
   *
   * @param writer null when no element has the keyboard
   */
  CompositionWatch watchCompositions(Supplier<CompositionWatch.Writer> writer) {
    return new CompositionWatch(view, writer);
  }

  /** Device-independent pixels to a CSS pixel. */
  double zoom() {
    return view.getZoom();
  }

  /** Pixels of the screen to a device-independent one. */
  double deviceScale() {
    Window shown = window.getValue();
    return shown == null ? 1 : shown.getOutputScaleX();
  }

  /** Whether somebody may see it. */
  boolean isShown() {
    Window shown = window.getValue();
    return shown != null
        && shown.isShowing()
        && !(shown instanceof Stage stage && stage.isIconified());
  }
}
