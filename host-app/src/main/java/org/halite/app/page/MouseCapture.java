package org.halite.app.page;

import javafx.beans.value.ChangeListener;
import javafx.event.EventHandler;
import javafx.geometry.Point2D;
import javafx.scene.Cursor;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.robot.Robot;
import javafx.scene.web.WebView;
import javafx.stage.Popup;
import javafx.stage.Window;
import org.halite.bridge.module.InputEvent;
import org.halite.ppapi.PpInputEvent;
import org.halite.wire.InputDetail;

/**
 * All of the mouse for one element: the pointer is hidden and put back into the middle of the page,
 * and the element hears by how much it moved. A note says how to have the mouse back: Escape, or
 * another window. On the JavaFX thread.
 */
final class MouseCapture {
  private static final double NANOS = 1e9;
  private static final String NOTE_STYLE =
      "-fx-background-color: black; -fx-text-fill: white; -fx-padding: 8 16 8 16;"
          + " -fx-background-radius: 6;";

  private final WebView view;
  private final ModuleElement element;
  private final Runnable lost;
  private final Scene scene;
  private final Window window;
  private final Robot robot = new Robot();
  private final Popup note = new Popup();
  private final Cursor cursorOfScene;
  private final Cursor cursorOfView;
  private final EventHandler<MouseEvent> mouse = this::happened;
  private final EventHandler<KeyEvent> keys = this::typed;
  private final ChangeListener<Boolean> focus = this::focusChanged;

  // What was last seen of the pointer, on the screen.
  private double lastX;
  private double lastY;
  private boolean known;
  private boolean returning;

  /**
   * Begins.
   *
   * @param lost run when the person takes the mouse back
   */
  MouseCapture(WebView view, ModuleElement element, Runnable lost) {
    this.view = view;
    this.element = element;
    this.lost = lost;
    scene = view.getScene();
    window = scene.getWindow();
    cursorOfScene = scene.getCursor();
    cursorOfView = view.getCursor();
    scene.addEventFilter(MouseEvent.ANY, mouse);
    scene.addEventFilter(KeyEvent.ANY, keys);
    window.focusedProperty().addListener(focus);
    scene.setCursor(Cursor.NONE);
    view.setCursor(Cursor.NONE);
    tell();
    putBack();
  }

  private void tell() {
    Label text = new Label("This page has your mouse. Press Esc to have it back.");
    text.setStyle(NOTE_STYLE);
    note.getContent().add(text);
    note.setHideOnEscape(false);
    note.setAutoHide(false);
    Point2D corner = view.localToScreen(16, 16);
    note.show(window, corner.getX(), corner.getY());
  }

  /** Whether the note is to be seen, for tests. */
  boolean isTold() {
    return note.isShowing();
  }

  boolean isOf(ModuleElement other) {
    return element == other;
  }

  private Point2D middle() {
    Point2D at = view.localToScreen(view.getWidth() / 2, view.getHeight() / 2);
    return new Point2D(Math.rint(at.getX()), Math.rint(at.getY()));
  }

  private void putBack() {
    returning = true;
    robot.mouseMove(middle());
  }

  private void happened(MouseEvent event) {
    event.consume();
    int modifiers = modifiers(event);
    if (event.getEventType() == MouseEvent.MOUSE_MOVED
        || event.getEventType() == MouseEvent.MOUSE_DRAGGED) {
      moved(event, modifiers);
    } else if (event.getEventType() == MouseEvent.MOUSE_PRESSED) {
      send(PpInputEvent.MOUSEDOWN, modifiers, number(event.getButton()), event.getClickCount());
    } else if (event.getEventType() == MouseEvent.MOUSE_RELEASED) {
      send(PpInputEvent.MOUSEUP, modifiers, number(event.getButton()), event.getClickCount());
    }
  }

  private void moved(MouseEvent event, int modifiers) {
    double dx = known ? event.getScreenX() - lastX : 0;
    double dy = known ? event.getScreenY() - lastY : 0;
    lastX = event.getScreenX();
    lastY = event.getScreenY();
    known = true;
    Point2D middle = middle();
    if (returning && lastX == middle.getX() && lastY == middle.getY()) {
      returning = false; // our own doing
      return;
    }
    if (dx != 0 || dy != 0) {
      int button =
          event.isPrimaryButtonDown()
              ? 0
              : event.isMiddleButtonDown() ? 1 : event.isSecondaryButtonDown() ? 2 : -1;
      send(PpInputEvent.MOUSEMOVE, modifiers, button, 0, dx, dy);
    }
    if (Math.abs(lastX - middle.getX()) > view.getWidth() / 4
        || Math.abs(lastY - middle.getY()) > view.getHeight() / 4) {
      putBack();
    }
  }

  private void send(int type, int modifiers, int button, int clicks) {
    send(type, modifiers, button, clicks, 0, 0);
  }

  private void send(int type, int modifiers, int button, int clicks, double dx, double dy) {
    if (!element.wants(PpInputEvent.CLASS_MOUSE)) {
      return;
    }
    Point2D place = element.middle();
    InputDetail detail =
        new InputDetail.Mouse(
            button, clicks, (int) place.getX(), (int) place.getY(), (int) dx, (int) dy);
    boolean _ = element.input(new InputEvent(type, modifiers, System.nanoTime() / NANOS, detail));
  }

  private static int number(MouseButton button) {
    return switch (button) {
      case PRIMARY -> 0;
      case MIDDLE -> 1;
      case SECONDARY -> 2;
      default -> PpInputEvent.NO_BUTTON;
    };
  }

  private static int modifiers(MouseEvent event) {
    return KeyWatch.modifiers(
            event.isShiftDown(), event.isControlDown(), event.isAltDown(), event.isMetaDown())
        | (event.isPrimaryButtonDown() ? 64 : 0)
        | (event.isMiddleButtonDown() ? 128 : 0)
        | (event.isSecondaryButtonDown() ? 256 : 0)
        | KeyWatch.locks();
  }

  private void typed(KeyEvent event) {
    if (event.getCode() == KeyCode.ESCAPE) {
      event.consume();
      if (event.getEventType() == KeyEvent.KEY_PRESSED) {
        lost.run();
      }
    }
  }

  private void focusChanged(Object property, Boolean before, Boolean now) {
    if (!now) {
      lost.run();
    }
  }

  /** Gives the mouse back. */
  void end() {
    scene.removeEventFilter(MouseEvent.ANY, mouse);
    scene.removeEventFilter(KeyEvent.ANY, keys);
    window.focusedProperty().removeListener(focus);
    scene.setCursor(cursorOfScene);
    view.setCursor(cursorOfView);
    note.hide();
  }
}
