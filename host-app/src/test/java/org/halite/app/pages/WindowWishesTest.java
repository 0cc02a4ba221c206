package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import javafx.scene.Cursor;
import javafx.scene.ImageCursor;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.stage.Popup;
import javafx.stage.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What modules ask of their window, and how a person gives it and takes it back. */
@Timeout(180)
class WindowWishesTest {
  private static final String NO_GESTURE = "-41";

  @TempDir Path folder;

  private LivePage open() throws IOException, InterruptedException {
    return new LivePage(
        folder,
        "window_module.c",
        "<body style='margin:0'><div style='height:20px'></div>"
            + "<embed id=m type=application/x-nacl src=app.nmf width=200 height=100"
            + " style='display:block;margin-left:10px;z-index:3'>");
  }

  private static void click(LivePage page) throws InterruptedException {
    page.touch((robot, x, y) -> robot.mouseMove(x + 50, y + 50));
    page.touch((robot, x, y) -> robot.mouseClick(MouseButton.PRIMARY));
  }

  private static void press(LivePage page, KeyCode key) throws InterruptedException {
    page.touch((robot, x, y) -> robot.keyType(key));
  }

  private static boolean isNoteShown() {
    return Window.getWindows().stream().anyMatch(Popup.class::isInstance);
  }

  @Test
  void anElementFillsTheScreenUntilEscape() throws Exception {
    try (LivePage page = open()) {
      page.ask("click fill 1", "waits");
      click(page);
      assertEquals("fills 1 is 0", page.hear("fills"), "it is on its way");
      page.awaitThat("full screen", () -> page.window().isFullScreen());
      assertTrue(page.window().getFullScreenExitHint().contains("Esc"));
      page.awaitThat("the size of the screen", () -> said(page, "full 1 1"));
      press(page, KeyCode.ESCAPE);
      page.awaitThat("its own size again", () -> said(page, "view 200x100 at 10,20 full 0 0"));
      assertFalse(page.window().isFullScreen());
      assertEquals("3", page.js("m.style.zIndex"), "the page's own style is back");
      assertEquals("fills 0 is 0", page.ask("fill 1", "fills"), "Escape is no gesture");
    }
  }

  /** Whether the module has said something that ends so. */
  private static boolean said(LivePage page, String end) {
    synchronized (page.said) {
      return page.said.stream().anyMatch(line -> line.endsWith(end));
    }
  }

  @Test
  void nobodyFillsTheScreenOrTakesTheMouseWithoutAGesture() throws Exception {
    try (LivePage page = open()) {
      assertEquals("fills 0 is 0", page.ask("fill 1", "fills"));
      assertEquals("locked " + NO_GESTURE, page.ask("lock", "locked"));
      // What a script does is no gesture.
      page.js(
          "m.dispatchEvent(new MouseEvent('mousedown', {bubbles: true, clientX: 50, clientY: 50}))");
      assertEquals("locked " + NO_GESTURE, page.ask("lock", "locked"));
      assertFalse(page.window().isFullScreen());
      // Neither is a click that is long ago, or one beside the element.
      click(page);
      page.hear("mouse 1");
      Thread.sleep(1700);
      assertEquals("fills 0 is 0", page.ask("fill 1", "fills"));
      assertEquals("locked " + NO_GESTURE, page.ask("lock", "locked"));
      page.touch((robot, x, y) -> robot.mouseMove(x + 400, y + 300));
      page.touch((robot, x, y) -> robot.mouseClick(MouseButton.PRIMARY));
      assertEquals("locked " + NO_GESTURE, page.ask("lock", "locked"));
    }
  }

  @Test
  void theModuleMayLeaveTheScreenItself() throws Exception {
    try (LivePage page = open()) {
      page.ask("click fill 1", "waits");
      click(page);
      page.hear("fills 1 is 0");
      page.awaitThat("the size of the screen", () -> said(page, "full 1 1"));
      assertEquals("fills 1 is 1", page.ask("fill 0", "fills"));
      page.awaitThat("its own size again", () -> said(page, "view 200x100 at 10,20 full 0 0"));
      assertEquals("fills 0 is 0", page.ask("fill 0", "fills"));
    }
  }

  @Test
  void aModuleThatDiesLeavesTheScreenAndTheMouse() throws Exception {
    try (LivePage page = open()) {
      page.ask("click fill 1", "waits");
      click(page);
      page.awaitThat("the size of the screen", () -> said(page, "full 1 1"));
      page.ask("click lock", "waits");
      page.touch((robot, x, y) -> robot.mouseClick(MouseButton.PRIMARY));
      page.hear("locked 0");
      page.tell("die");
      page.awaitThat("no full screen", () -> !page.window().isFullScreen());
      page.awaitThat("no note", () -> !isNoteShown());
    }
  }

  @Test
  void theMouseIsTheElementsUntilEscape() throws Exception {
    try (LivePage page = open()) {
      page.ask("click lock", "waits");
      click(page);
      assertEquals("locked 0", page.hear("locked"));
      assertTrue(isNoteShown(), "a note says how to have the mouse back");
      assertEquals(Cursor.NONE, page.cursor());
      // Where the window has put the pointer; without a display each robot has one of its own.
      page.touch((robot, x, y) -> robot.mouseMove(x + 320, y + 240));
      page.touch((robot, x, y) -> robot.mouseMove(x + 327, y + 237));
      page.hear("mouse 2 moved 7,-3");
      page.touch((robot, x, y) -> robot.mouseMove(x + 620, y + 237));
      page.hear("mouse 2 moved 293,0");
      // It was put back into the middle, so that there is always somewhere to go.
      page.touch((robot, x, y) -> robot.mouseMove(x + 330, y + 240));
      page.hear("mouse 2 moved 10,0");
      page.touch((robot, x, y) -> robot.mousePress(MouseButton.SECONDARY));
      page.hear("mouse 0 moved 0,0");
      page.touch((robot, x, y) -> robot.mouseRelease(MouseButton.SECONDARY));
      page.hear("mouse 1 moved 0,0");
      assertEquals("locked 0", page.ask("lock", "locked"), "it has it already");
      press(page, KeyCode.ESCAPE);
      page.hear("lost the mouse");
      assertFalse(isNoteShown());
      assertEquals("locked " + NO_GESTURE, page.ask("lock", "locked"));
    }
  }

  @Test
  void theMouseComesBackWhenTheModuleLetsGo() throws Exception {
    try (LivePage page = open()) {
      page.ask("click lock", "waits");
      click(page);
      page.hear("locked 0");
      page.tell("unlock");
      page.hear("lost the mouse");
      assertFalse(isNoteShown());
      page.tell("unlock");
      page.touch((robot, x, y) -> robot.mouseMove(x + 60, y + 60));
      page.hear("mouse 2");
    }
  }

  @Test
  void thePointerLooksAsTheModuleWants() throws Exception {
    try (LivePage page = open()) {
      page.ask("cursor 1", "cursor 1");
      page.await("getComputedStyle(m).cursor === 'crosshair'");
      page.touch((robot, x, y) -> robot.mouseMove(x + 50, y + 50));
      page.touch((robot, x, y) -> robot.mouseMove(x + 52, y + 50));
      page.awaitThat("a cross", () -> page.cursor() == Cursor.CROSSHAIR);
      page.ask("image 3 5", "cursor 1");
      page.await("getComputedStyle(m).cursor.indexOf('data:image/png') > 0");
      page.touch((robot, x, y) -> robot.mouseMove(x + 54, y + 50));
      page.awaitThat("an image", () -> page.cursor() instanceof ImageCursor);
      ImageCursor image = assertInstanceOf(ImageCursor.class, page.cursor());
      assertEquals(3, image.getHotspotX());
      assertEquals(5, image.getHotspotY());
      assertEquals(0xffff0000, image.getImage().getPixelReader().getArgb(8, 8));
      assertEquals("cursor 0", page.ask("image 16 0", "cursor"), "the hot spot is outside");
      assertEquals("cursor 0", page.ask("cursor 43", "cursor"));
      page.ask("cursor 37", "cursor 1");
      page.await("getComputedStyle(m).cursor === 'none'");
      page.tell("die");
      page.await("getComputedStyle(m).cursor === 'auto'");
    }
  }

  @Test
  void theScreenHasASizeAndInputMethodsKnowTheCaret() throws Exception {
    try (LivePage page = open()) {
      String screen = page.ask("screen", "screen");
      assertTrue(screen.matches("screen 1 [1-9][0-9]+x[1-9][0-9]+"), screen);
      page.ask("text 1 30 40 12", "text");
    }
  }
}
