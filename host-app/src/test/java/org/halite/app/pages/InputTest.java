package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person's hands do, as modules and pages see it. */
@Timeout(180)
class InputTest {
  private static final int MOUSE = 1;
  private static final int KEYBOARD = 2;
  private static final int WHEEL = 4;

  @TempDir Path folder;

  private LivePage open() throws IOException, InterruptedException {
    return new LivePage(
        folder,
        "input_module.c",
        "<body style='margin:0'><div style='height:20px' id=above></div>"
            + "<embed id=m type=application/x-nacl src=app.nmf width=200 height=100"
            + " style='display:block;padding:5px'><div style='height:3000px'></div><script>"
            + "var seen = []; ['mousedown','keydown','keypress','keyup','contextmenu','wheel']"
            + ".forEach(t => m.addEventListener(t, e => seen.push(t)));</script>");
  }

  @Test
  void theMouseIsSeenInTheElementsOwnCoordinates() throws Exception {
    try (LivePage page = open()) {
      page.ask("take " + MOUSE, "takes 0");
      page.touch((robot, x, y) -> robot.mouseMove(x + 300, y + 10));
      page.touch((robot, x, y) -> robot.mouseMove(x + 15, y + 35));
      page.hear("mouse 3 button -1 clicks 0 at 10,10 moved 0,0 modifiers 0");
      page.hear("mouse 2 button -1 clicks 0 at 10,10");
      page.touch((robot, x, y) -> robot.mouseMove(x + 25, y + 40));
      page.hear("mouse 2 button -1 clicks 0 at 20,15 moved 10,5 modifiers 0");
      page.touch((robot, x, y) -> robot.mousePress(MouseButton.PRIMARY));
      page.hear("mouse 0 button 0 clicks 1 at 20,15 moved 0,0 modifiers 64");
      page.hear("focus");
      // Dragged out of the element, which keeps the pointer while the button is down.
      page.touch((robot, x, y) -> robot.mouseMove(x + 325, y + 15));
      page.hear("mouse 2 button 0 clicks 0 at 320,-10 moved 300,-25 modifiers 64");
      page.touch((robot, x, y) -> robot.mouseRelease(MouseButton.PRIMARY));
      page.hear("mouse 1 button 0 clicks 1 at 320,-10 moved 0,0 modifiers 0");
      page.hear("mouse 4");
      page.touch((robot, x, y) -> robot.mouseMove(x + 30, y + 50));
      page.hear("mouse 3");
      page.touch((robot, x, y) -> robot.mouseClick(MouseButton.SECONDARY));
      page.hear("mouse 0 button 2 clicks 1 at 25,25 moved 0,0 modifiers 256");
      page.hear("mouse 1 button 2 clicks 1");
    }
  }

  @Test
  void keysAreTheNumbersAndCharactersOfChrome() throws Exception {
    try (LivePage page = open()) {
      page.ask("take " + KEYBOARD, "takes 0");
      page.js("m.focus()");
      page.hear("focus");
      page.touch((robot, x, y) -> robot.keyType(KeyCode.A));
      page.hear("key 7 number 65 text [] code [KeyA] modifiers 0");
      page.hear("key 9 number 0 text [a] code [] modifiers 0");
      page.hear("key 8 number 65 text [] code [KeyA] modifiers 0");
      page.touch(
          (robot, x, y) -> {
            robot.keyPress(KeyCode.SHIFT);
            robot.keyType(KeyCode.A);
            robot.keyRelease(KeyCode.SHIFT);
          });
      page.hear("key 7 number 16 text [] code [ShiftLeft] modifiers 1");
      page.hear("key 7 number 65 text [] code [KeyA] modifiers 1");
      page.hear("key 9 number 0 text [A] code [] modifiers 1");
      page.hear("key 8 number 65");
      page.hear("key 8 number 16 text [] code [ShiftLeft] modifiers 0");
      page.touch((robot, x, y) -> robot.keyType(KeyCode.LEFT));
      page.hear("key 7 number 37 text [] code [ArrowLeft] modifiers 0");
      page.hear("key 8 number 37");
      page.touch((robot, x, y) -> robot.keyType(KeyCode.ENTER));
      page.hear("key 7 number 13 text [] code [Enter] modifiers 0");
      page.hear("key 9 number 0 text [\r]");
      page.touch(
          (robot, x, y) -> {
            robot.keyPress(KeyCode.B);
            robot.keyPress(KeyCode.B);
            robot.keyRelease(KeyCode.B);
          });
      page.hear("key 7 number 66 text [] code [KeyB] modifiers 0");
      page.hear("key 7 number 66 text [] code [KeyB] modifiers 32");
      page.hear("key 8 number 66 text [] code [KeyB] modifiers 0");
    }
  }

  @Test
  void whatTheModuleDoesNotHandleThePageGets() throws Exception {
    try (LivePage page = open()) {
      page.ask("filter " + (WHEEL | KEYBOARD), "filters 0");
      page.js("m.focus()");
      page.touch((robot, x, y) -> robot.mouseMove(x + 50, y + 50));
      page.touch((robot, x, y) -> robot.mouseWheel(1));
      page.hear("wheel 5 delta -y ticks - modifiers 0");
      page.touch((robot, x, y) -> robot.keyType(KeyCode.SPACE));
      page.hear("key 7 number 32");
      page.hear("key 9 number 0 text [ ]");
      assertEquals(0, page.js("window.pageYOffset"));
      page.ask("handle 0", "handles");
      page.touch((robot, x, y) -> robot.mouseWheel(1));
      page.hear("wheel 5");
      page.await("window.pageYOffset > 0");
    }
  }

  @Test
  void whatTheModuleNeverAskedForItDoesNotGet() throws Exception {
    try (LivePage page = open()) {
      page.ask("take 255", "takes -12");
      page.ask("clear " + (WHEEL | KEYBOARD), "clears");
      page.touch((robot, x, y) -> robot.mouseMove(x + 50, y + 50));
      page.hear("mouse 2");
      page.touch((robot, x, y) -> robot.mouseWheel(1));
      page.await("window.pageYOffset > 0");
      page.touch((robot, x, y) -> robot.mouseMove(x + 51, y + 50));
      page.hear("mouse 2");
      assertFalse(page.said.stream().anyMatch(line -> line.startsWith("wheel")));
    }
  }

  @Test
  void thePageSeesEventsFirstAndCanKeepThem() throws Exception {
    try (LivePage page = open()) {
      page.ask("take " + MOUSE, "takes 0");
      page.js("m.onmousedown = e => e.preventDefault()");
      page.touch((robot, x, y) -> robot.mouseMove(x + 50, y + 50));
      page.touch((robot, x, y) -> robot.mouseClick(MouseButton.PRIMARY));
      page.hear("mouse 1");
      assertEquals("mousedown", page.js("seen[0]"));
      page.js(
          "m.dispatchEvent(new MouseEvent('mousemove', {bubbles: true, clientX: 60, clientY: 60}))");
      page.touch((robot, x, y) -> robot.mouseMove(x + 70, y + 70));
      page.hear("mouse 2 button -1 clicks 0 at 65,45 moved 20,20"); // not the script's
    }
  }

  @Test
  void keysOfAnotherElementsFocusAreNotTheModules() throws Exception {
    try (LivePage page = open()) {
      page.ask("take " + KEYBOARD, "takes 0");
      page.js("m.focus()");
      page.hear("focus");
      page.js("above.innerHTML = '<input id=secret>'; secret.focus()");
      page.hear("blur");
      page.touch((robot, x, y) -> robot.keyType(KeyCode.A));
      page.await("secret.value === 'a'");
      page.js("m.focus()");
      page.hear("focus");
      page.touch((robot, x, y) -> robot.keyType(KeyCode.B));
      page.hear("key 7 number 66");
      assertFalse(page.said.stream().anyMatch(line -> line.contains("number 65")));
      assertEquals("a", page.js("secret.value"));
    }
  }

  @Test
  void aModuleThatHangsHoldsUpThePageForAMomentOnly() throws Exception {
    try (LivePage page = open()) {
      page.ask("filter " + (MOUSE | WHEEL), "filters 0");
      page.ask("hang", "hangs");
      page.touch((robot, x, y) -> robot.mouseMove(x + 50, y + 50));
      page.touch((robot, x, y) -> robot.mouseWheel(1));
      page.await("window.pageYOffset > 0");
    }
  }
}
