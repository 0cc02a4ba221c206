package org.halite.app.page;

import java.util.Optional;
import javafx.beans.value.ChangeListener;
import javafx.stage.Screen;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.halite.bridge.module.ElementWish;
import org.halite.bridge.module.ModuleEvents;
import org.halite.ppapi.PpError;

/**
 * What modules ask of their page's window, decided: full screen and the mouse go to an element only
 * when a person has just done something to it, and come back with Escape. On the JavaFX thread.
 */
final class PageWishes {
  /** How long what a person did counts: a second, and the way to the module and back. */
  static final long GESTURE_NANOS = 1_500_000_000L;

  private final PageWindow window;
  private final PageFrames frames;
  private final Runnable textChanged;
  private final Runnable textCancelled;
  private final ChangeListener<Boolean> leaving = (_, _, is) -> fullscreenIs(is);

  /** The element that fills the screen; null for none. */
  private ModuleElement filling;

  /** What it lies in. */
  private FilledFrames around;

  private Stage stage;
  private MouseCapture capture;

  /**
   * @param textChanged run when input methods should look again at the element with the keyboard
   * @param textCancelled run when what is composed for it is taken back
   */
  PageWishes(PageWindow window, PageFrames frames, Runnable textChanged, Runnable textCancelled) {
    this.window = window;
    this.frames = frames;
    this.textChanged = textChanged;
    this.textCancelled = textCancelled;
  }

  void decide(ModuleElement element, ElementWish wish) {
    switch (wish) {
      case ElementWish.Cursor cursor -> {
        element.deliver("cursor", CursorStyle.of(cursor));
        cursor.done().run();
      }
      case ElementWish.Fullscreen fullscreen -> {
        boolean will = fullscreen.wanted() ? fill(element) : leave(element);
        fullscreen.decided().accept(will);
      }
      case ElementWish.ScreenSize size -> {
        var bounds = Screen.getPrimary().getBounds();
        size.answer().is((int) bounds.getWidth(), (int) bounds.getHeight());
      }
      case ElementWish.MouseLock lock -> {
        int result = lock.wanted() ? capture(element) : release(element);
        lock.decided().accept(result);
      }
      case ElementWish.TextInput text -> {
        element.writes(text);
        textChanged.run();
        if (text.cancelled()) {
          textCancelled.run();
        }
        text.done().run();
      }
    }
  }

  /** Both by the element's own account and by the window's, which no script can tell anything. */
  private boolean isGestured(ModuleElement element) {
    return element.input().isGestured() && window.isGestured();
  }

  private boolean fill(ModuleElement element) {
    Window shown = window.shown();
    if (filling != null || !(shown instanceof Stage of) || !isGestured(element)) {
      return false;
    }
    Optional<FilledFrames> allowed =
        frames.document(element.documentName()).flatMap(frames::filling);
    if (allowed.isEmpty()) {
      element.console(
          ModuleEvents.Level.ERROR,
          "PPB_Fullscreen.SetFullscreen was refused: the element is in a frame that may not; a frame"
              + " of another origin needs the attribute allowfullscreen or allow=fullscreen");
      return false;
    }
    stage = of;
    filling = element;
    around = allowed.get();
    around.fill(true);
    element.fills(true);
    element.deliver("fullscreen", "true");
    stage.setFullScreenExitHint("A module of this page fills the screen. Press Esc to leave.");
    stage.fullScreenProperty().addListener(leaving);
    stage.setFullScreen(true);
    return true;
  }

  private boolean leave(ModuleElement element) {
    if (filling != element) {
      return false;
    }
    stage.setFullScreen(false);
    return true;
  }

  private void fullscreenIs(boolean now) {
    if (!now && filling != null) {
      ModuleElement was = filling;
      filling = null;
      stage.fullScreenProperty().removeListener(leaving);
      was.fills(false);
      was.input().forgetGesture();
      was.deliver("fullscreen", "false");
      around.fill(false);
    }
  }

  private int capture(ModuleElement element) {
    if (capture != null) {
      return capture.isOf(element) ? PpError.PP_OK : PpError.PP_ERROR_NOACCESS;
    }
    Window shown = window.shown();
    if (shown == null || !shown.isFocused()) {
      return PpError.PP_ERROR_NOACCESS;
    }
    if (!isGestured(element)) {
      return PpError.PP_ERROR_NO_USER_GESTURE;
    }
    capture = window.capture(element, () -> lost(element));
    return PpError.PP_OK;
  }

  private int release(ModuleElement element) {
    if (capture == null || !capture.isOf(element)) {
      return PpError.PP_ERROR_FAILED;
    }
    lost(element);
    return PpError.PP_OK;
  }

  private void lost(ModuleElement element) {
    capture.end();
    capture = null;
    element.input().forgetGesture();
    element.mouseLockLost();
  }

  /** Whether a note tells the person who has the mouse, for tests. */
  boolean tellsOfTheMouse() {
    return capture != null && capture.isTold();
  }

  /** The element or its module is gone. */
  void forget(ModuleElement element) {
    boolean _ = leave(element);
    if (capture != null && capture.isOf(element)) {
      capture.end();
      capture = null;
    }
  }
}
