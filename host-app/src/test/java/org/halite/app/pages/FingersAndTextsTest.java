package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.javafx.scene.input.ExtendedInputMethodRequests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javafx.event.EventType;
import javafx.scene.input.InputMethodEvent;
import javafx.scene.input.InputMethodHighlight;
import javafx.scene.input.InputMethodRequests;
import javafx.scene.input.InputMethodTextRun;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.TouchEvent;
import javafx.scene.input.TouchPoint;
import javafx.scene.web.WebView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Touches and input methods, as JavaFX would tell them. */
@Timeout(180)
class FingersAndTextsTest {
  private static final int KEYBOARD = 2;
  private static final int TOUCH = 8;
  private static final int IME = 16;

  @TempDir Path folder;
  private int sets;

  private LivePage open() throws IOException, InterruptedException {
    return new LivePage(
        folder,
        "input_module.c",
        "<body style='margin:0'><div style='height:20px' id=above></div>"
            + "<embed id=m type=application/x-nacl src=app.nmf width=200 height=100"
            + " style='display:block;padding:5px'>"
            + "<div id=over style='position:absolute;left:150px;top:30px;width:40px;height:40px'>"
            + "</div><div style='height:3000px'></div><script>"
            + "var seen = []; m.addEventListener('mousedown', e => seen.push('mousedown'));"
            + "</script>");
  }

  private record Finger(int id, TouchPoint.State state, double x, double y) {
    TouchPoint on(WebView view) {
      return new TouchPoint(id, state, x, y, x, y, view, null);
    }
  }

  private static Finger down(int id, double x, double y) {
    return new Finger(id, TouchPoint.State.PRESSED, x, y);
  }

  private static Finger to(int id, double x, double y) {
    return new Finger(id, TouchPoint.State.MOVED, x, y);
  }

  private static Finger still(int id, double x, double y) {
    return new Finger(id, TouchPoint.State.STATIONARY, x, y);
  }

  private static Finger up(int id, double x, double y) {
    return new Finger(id, TouchPoint.State.RELEASED, x, y);
  }

  /** JavaFX makes one event for each finger of a set. */
  private void touch(LivePage page, Finger... fingers) throws InterruptedException {
    int set = ++sets;
    for (Finger told : fingers) {
      page.happen(
          view -> {
            List<TouchPoint> points = new ArrayList<>();
            TouchPoint own = null;
            for (Finger finger : fingers) {
              TouchPoint point = finger.on(view);
              points.add(point);
              own = finger == told ? point : own;
            }
            return new TouchEvent(
                view, view, typeOf(told), own, points, set, true, false, false, false);
          });
    }
  }

  private static EventType<TouchEvent> typeOf(Finger finger) {
    return switch (finger.state) {
      case PRESSED -> TouchEvent.TOUCH_PRESSED;
      case MOVED -> TouchEvent.TOUCH_MOVED;
      case STATIONARY -> TouchEvent.TOUCH_STATIONARY;
      case RELEASED -> TouchEvent.TOUCH_RELEASED;
    };
  }

  @Test
  void anElementHasItsFingersUntilTheyAreLifted() throws Exception {
    try (LivePage page = open()) {
      page.ask("take " + TOUCH, "takes 0");
      touch(page, down(1, 15, 35));
      page.hear(
          "touch 15 all 1@10,10 changed 1@10,10 here 1@10,10 modifiers 1"
              + " radius 25,25 angle 0 pressure 0");
      touch(page, still(1, 15, 35), down(2, 25, 45));
      page.hear("touch 15 all 1@10,10 2@20,20 changed 2@20,20 here 1@10,10 2@20,20");
      touch(page, to(1, 305, 15), still(2, 25, 45)); // out of the element
      page.hear("touch 16 all 1@300,-10 2@20,20 changed 1@300,-10 here 1@300,-10 2@20,20");
      touch(page, up(1, 305, 15), still(2, 25, 45));
      page.hear("touch 17 all 2@20,20 changed 1@300,-10 here 2@20,20");
      touch(page, up(2, 25, 45));
      page.hear("touch 17 all changed 2@20,20 here");
    }
  }

  @Test
  void fingersBesideItOrOnWhatLiesAboveItAreNotItsOwn() throws Exception {
    try (LivePage page = open()) {
      page.ask("take " + TOUCH, "takes 0");
      touch(page, down(1, 15, 5));
      touch(page, to(1, 15, 35)); // a finger stays with where it came down
      touch(page, up(1, 15, 35));
      touch(page, down(2, 160, 40));
      touch(page, up(2, 160, 40));
      touch(page, down(3, 5, 25));
      page.hear("touch 15");
      assertEquals(List.of(), page.said);
      page.js("m.remove()");
      touch(page, to(3, 10, 30)); // its element is gone
      touch(page, up(3, 10, 30));
    }
  }

  @Test
  void whatAModuleTookIsNotAlsoAClick() throws Exception {
    try (LivePage page = open()) {
      touch(page, down(1, 15, 35));
      touch(page, up(1, 15, 35));
      page.happen(view -> click(15, 35));
      assertEquals("mousedown", page.js("seen.join()"));
      page.ask("take " + TOUCH, "takes 0");
      touch(page, down(2, 15, 35));
      touch(page, up(2, 15, 35));
      page.happen(view -> click(15, 35));
      page.hear("touch 17");
      assertEquals("mousedown", page.js("seen.join()"));
    }
  }

  private static MouseEvent click(double x, double y) {
    return new MouseEvent(
        MouseEvent.MOUSE_PRESSED,
        x,
        y,
        x,
        y,
        MouseButton.PRIMARY,
        1,
        false,
        false,
        false,
        false,
        true,
        false,
        false,
        true,
        false,
        true,
        null);
  }

  @Test
  void zoomAndScrollingMoveFingersWithTheElement() throws Exception {
    try (LivePage page = open()) {
      page.ask("take " + TOUCH, "takes 0");
      page.js("window.scrollTo(0, 15)");
      page.zoom(2);
      touch(page, down(1, 50, 40));
      page.hear("touch 15 all 1@40,20 changed 1@40,20");
    }
  }

  private static InputMethodEvent typed(String committed, int caret, InputMethodTextRun... runs) {
    return new InputMethodEvent(
        InputMethodEvent.INPUT_METHOD_TEXT_CHANGED, List.of(runs), committed, caret);
  }

  private static InputMethodTextRun run(String text, InputMethodHighlight highlight) {
    return new InputMethodTextRun(text, highlight);
  }

  @Test
  void textIsComposedInTheOrderOfChrome() throws Exception {
    try (LivePage page = open()) {
      page.ask("take " + (IME | KEYBOARD), "takes 0");
      page.js("m.focus()");
      page.hear("focus");
      page.happen(view -> typed("", 1, run("に", InputMethodHighlight.UNSELECTED_RAW)));
      page.hear("text 11 [] target -1 selected 0-0 segments");
      page.hear("text 12 [に] target -1 selected 3-3 segments 0 3");
      page.happen(
          view ->
              typed(
                  "",
                  1,
                  run("日本", InputMethodHighlight.UNSELECTED_CONVERTED),
                  run("ご", InputMethodHighlight.SELECTED_CONVERTED)));
      page.hear("text 12 [日本ご] target 1 selected 3-3 segments 0 6 9");
      page.happen(view -> typed("日本語", 0));
      page.hear("text 13 [日本語] target -1 selected 0-0 segments");
      page.hear("text 14 [日本語]");
      page.happen(view -> typed("", 0, run("x", InputMethodHighlight.SELECTED_RAW)));
      page.hear("text 11");
      page.hear("text 12 [x] target 0");
      page.happen(view -> typed("", 0));
      page.hear("text 13 []");
      assertEquals(List.of(), page.said);
    }
  }

  @Test
  void aModuleThatKnowsKeysAloneGetsCharacters() throws Exception {
    try (LivePage page = open()) {
      page.ask("take " + KEYBOARD, "takes 0");
      page.js("m.focus()");
      page.hear("focus");
      page.happen(view -> typed("", 0, run("か", InputMethodHighlight.UNSELECTED_RAW)));
      page.happen(view -> typed("日\ud83d\ude00", 0));
      page.hear("key 9 number 0 text [日]");
      page.hear("key 9 number 0 text [\ud83d\ude00]");
    }
  }

  @Test
  void aTextWithoutEndIsCut() throws Exception {
    try (LivePage page = open()) {
      page.ask("take " + IME, "takes 0");
      page.js("m.focus()");
      page.hear("focus");
      page.happen(view -> typed("日".repeat(1_000_000), 0));
      page.hear("text 14");
      page.happen(view -> typed("still there", 0));
      page.hear("text 14 [still there]");
    }
  }

  @Test
  void anInputMethodAsksTheElementWhileItHasTheKeyboard() throws Exception {
    try (LivePage page = open()) {
      page.ask("take " + IME, "takes 0");
      InputMethodRequests ofPage = page.writer();
      page.js("m.focus()");
      page.hear("focus");
      InputMethodRequests ofModule = page.writer();
      assertNotSame(ofPage, ofModule);
      assertTrue(ofModule.getTextLocation(0).getY() >= 125, "below the element");
      page.js("m.blur()");
      page.hear("blur");
      assertSame(ofPage, page.writer());
    }
  }

  @Test
  void anInputMethodKnowsWhatStandsAroundTheCaret() throws Exception {
    try (LivePage page = open()) {
      page.ask("take " + IME, "takes 0");
      page.js("m.focus()");
      page.hear("focus");
      var writer = assertInstanceOf(ExtendedInputMethodRequests.class, page.writer());
      assertEquals("", writer.getSelectedText());
      assertEquals(0, writer.getCommittedTextLength());
      page.ask("around 9 3 日本語を", "tells");
      assertEquals("本語", writer.getSelectedText());
      assertEquals(3, writer.getInsertPositionOffset());
      assertEquals(4, writer.getCommittedTextLength());
      assertEquals("日本", writer.getCommittedText(0, 2));
      // What a module tells may be wrong: a place that is none is the end.
      page.ask("around 4294967295 1 日本語", "tells");
      assertEquals("", writer.getSelectedText());
      assertEquals(3, writer.getInsertPositionOffset());
      assertEquals("本語", writer.getCommittedText(1, 99));
      assertEquals("", writer.getCommittedText(99, -7));
      page.js("m.blur()");
      page.hear("blur");
      assertEquals(0, writer.getCommittedTextLength(), "nobody writes");
    }
  }

  /** Why fingers go past WebKit, and why nothing of a page tells of their size. */
  @Test
  void thePageItselfKnowsNoTouches() throws Exception {
    try (LivePage page = open()) {
      assertEquals("undefined undefined", page.js("typeof TouchEvent + ' ' + typeof Touch"));
    }
  }
}
