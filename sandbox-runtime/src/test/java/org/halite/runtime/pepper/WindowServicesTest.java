package org.halite.runtime.pepper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.halite.ppapi.PpError;
import org.halite.ppapi.PpInputEvent;
import org.halite.ppapi.PpbGamepad;
import org.halite.wire.InputDetail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Full screen, mouse lock, cursors, text input and gamepads of a scripted module. */
@Timeout(60)
final class WindowServicesTest {
  private static final String FULLSCREEN = "PPB_Fullscreen;1.0";
  private static final String CURSOR = "PPB_MouseCursor;1.0";
  private static final String LOCK = "PPB_MouseLock;1.0";
  private static final String TEXT = "PPB_TextInputController;1.0";

  private Scene scene;
  private int callback;

  @BeforeEach
  void start() throws InterruptedException {
    scene = new Scene(1 << 24).startWithInstance();
    callback =
        scene.module.function(
            arguments -> {
              scene.events.add("completed " + (int) arguments[1]);
              return 0;
            });
  }

  @AfterEach
  void end() {
    scene.close();
  }

  private FakeWindow.Wish wish() throws InterruptedException {
    FakeWindow.Wish wish = scene.wishes.poll(20, TimeUnit.SECONDS);
    assertNotNull(wish, "the module asked for nothing");
    return wish;
  }

  private boolean fill(boolean wanted) {
    return scene.call(FULLSCREEN, "SetFullscreen", Scene.INSTANCE, wanted).bool();
  }

  private boolean isFull() {
    return scene.call(FULLSCREEN, "IsFullscreen", Scene.INSTANCE).bool();
  }

  private void click() throws InterruptedException {
    InputEvent event =
        new InputEvent(Scene.INSTANCE, PpInputEvent.MOUSEDOWN, 0, 0, InputDetail.Mouse.NONE);
    assertTrue(scene.pepper.inputEvent(event, _ -> scene.events.add("clicked")));
    scene.expect("clicked");
  }

  private void view(boolean full) throws InterruptedException {
    Area all = new Area(0, 0, 10, 10);
    assertTrue(scene.pepper.changeView(new View(Scene.INSTANCE, all, all, true, full, 0, 0, 1, 1)));
    scene.expect("DidChangeView " + Scene.INSTANCE);
  }

  @Test
  void anElementIsFullWhenItsViewSaysSo() throws InterruptedException {
    assertFalse(fill(true), "nobody has done anything");
    assertFalse(fill(false), "it is so already");
    click();
    assertTrue(fill(true));
    assertFalse(fill(true), "it is on its way");
    assertFalse(isFull());
    assertEquals("fullscreen true", wish().what());
    view(true);
    assertTrue(isFull());
    assertTrue(fill(false));
    assertEquals("fullscreen false", wish().what());
    assertTrue(isFull());
    view(false);
    assertFalse(isFull());
    assertFalse(fill(true), "what was given up needs another gesture");
  }

  @Test
  void whatTheBrowserRefusesCanBeAskedAgain() throws InterruptedException {
    click();
    assertTrue(fill(true));
    wish().decided().is(PpError.PP_ERROR_NO_USER_GESTURE);
    assertTrue(fill(true));
    assertEquals("fullscreen true", wish().what());
  }

  @Test
  void theScreenHasASize() {
    int size = scene.module.blob(new byte[8]);
    assertTrue(scene.call(FULLSCREEN, "GetScreenSize", Scene.INSTANCE, size).bool());
    assertEquals(1920, scene.module.readInt(size));
    assertEquals(1080, scene.module.readInt(size + 4L));
    assertFalse(scene.call(FULLSCREEN, "GetScreenSize", 4711, size).bool());
    assertFalse(scene.call(FULLSCREEN, "GetScreenSize", Scene.INSTANCE, -4).bool());
    assertFalse(scene.call(FULLSCREEN, "SetFullscreen", 4711, true).bool());
    assertFalse(scene.call(FULLSCREEN, "IsFullscreen", 0).bool());
  }

  private int lock() throws InterruptedException {
    int[] result = new int[1];
    int work =
        scene.module.function(
            _ -> {
              result[0] =
                  scene
                      .call(
                          LOCK, "LockMouse", Scene.INSTANCE, new CompletionCallback(callback, 0, 1))
                      .word();
              scene.events.add("done");
              return 0;
            });
    scene.call("PPB_Core;1.0", "CallOnMainThread", 0, new CompletionCallback(work, 0, 0), 0);
    scene.expect("done");
    return result[0];
  }

  @Test
  void theMouseIsTheElementsUntilItIsLost() throws InterruptedException {
    assertEquals(PpError.PP_OK_COMPLETIONPENDING, lock());
    assertEquals(PpError.PP_ERROR_INPROGRESS, lock());
    FakeWindow.Wish wish = wish();
    assertEquals("lock true", wish.what());
    wish.decided().is(PpError.PP_OK);
    scene.expect("completed 0");
    assertEquals(PpError.PP_OK, lock());
    scene.call(LOCK, "UnlockMouse", Scene.INSTANCE);
    assertEquals("lock false", wish().what());
    assertTrue(scene.pepper.mouseLockLost(Scene.INSTANCE));
    scene.expect("MouseLockLost");
    assertTrue(scene.pepper.mouseLockLost(Scene.INSTANCE));
    scene.call(LOCK, "UnlockMouse", Scene.INSTANCE);
    assertNull(scene.wishes.poll(), "it has nothing to give back");
    assertEquals(PpError.PP_OK_COMPLETIONPENDING, lock());
    wish().decided().is(PpError.PP_ERROR_NO_USER_GESTURE);
    scene.expect("completed " + PpError.PP_ERROR_NO_USER_GESTURE);
    assertEquals(PpError.PP_OK_COMPLETIONPENDING, lock());
    assertTrue(scene.pepper.destroyInstance(Scene.INSTANCE));
    scene.expect("completed " + PpError.PP_ERROR_ABORTED);
    assertEquals(PpError.PP_ERROR_BADARGUMENT, lock());
    scene.call(LOCK, "UnlockMouse", Scene.INSTANCE);
  }

  @Test
  void aCursorIsOneOfThoseThereAreOrAnImage() throws InterruptedException {
    assertTrue(scene.call(CURSOR, "SetCursor", Scene.INSTANCE, 42, 0, 0).bool());
    assertEquals("cursor 42", wish().what());
    int spot = scene.module.tableOf(2, 3);
    assertTrue(scene.call(CURSOR, "SetCursor", Scene.INSTANCE, 0, 0, spot).bool());
    assertEquals("cursor 0", wish().what());
    int image = image(1, 16, 8);
    int at = scene.call("PPB_ImageData;1.0", "Map", image).word();
    scene.module.writeInt(at, 0xff112233);
    assertTrue(scene.call(CURSOR, "SetCursor", Scene.INSTANCE, -1, image, spot).bool());
    assertEquals("cursor -1 16x8 at 2,3 of ff332211", wish().what());
    for (int[] bad :
        new int[][] {
          {43, 0, 0},
          {-2, 0, 0},
          {0, image, 0},
          {-1, 0, spot},
          {-1, image, 0},
          {-1, 4711, spot},
          {-1, image, -4},
          {-1, image, scene.module.tableOf(16, 0)},
          {-1, image, scene.module.tableOf(0, 8)},
          {-1, image, scene.module.tableOf(-1, 0)},
          {-1, image(0, 129, 1), spot}
        }) {
      assertFalse(scene.call(CURSOR, "SetCursor", Scene.INSTANCE, bad[0], bad[1], bad[2]).bool());
    }
    assertFalse(scene.call(CURSOR, "SetCursor", 4711, 0, 0, 0).bool());
    assertNull(scene.wishes.poll());
  }

  private int image(int format, int width, int height) {
    int size = scene.module.tableOf(width, height);
    return scene.call("PPB_ImageData;1.0", "Create", Scene.INSTANCE, format, size, true).word();
  }

  @Test
  void inputMethodsHearWhatHasChanged() throws InterruptedException {
    scene.call(TEXT, "SetTextInputType", Scene.INSTANCE, 1);
    assertNull(scene.wishes.poll(), "text is what is written anyway");
    scene.call(TEXT, "SetTextInputType", Scene.INSTANCE, 3);
    assertEquals("text 3 0,0 [] 0 0", wish().what());
    scene.call(TEXT, "SetTextInputType", Scene.INSTANCE, 99);
    assertEquals("text 0 0,0 [] 0 0", wish().what());
    scene.call(TEXT, "UpdateCaretPosition", Scene.INSTANCE, scene.module.tableOf(5, 6, 1, 12));
    assertEquals("text 0 5,6 [] 0 0", wish().what());
    scene.call(TEXT, "UpdateSurroundingText", Scene.INSTANCE, scene.string("around"), 2, 4);
    assertEquals("text 0 5,6 [around] 2 4", wish().what());
    scene.call(TEXT, "CancelCompositionText", Scene.INSTANCE);
    assertEquals("text 0 5,6 [around] 2 4 cancelled", wish().what());
    scene.call(TEXT, "UpdateSurroundingText", Scene.INSTANCE, PpVar.of(1), 2, 4);
    scene.call(TEXT, "UpdateSurroundingText", Scene.INSTANCE, scene.string("x".repeat(5000)), 2, 4);
    scene.call(TEXT, "UpdateCaretPosition", Scene.INSTANCE, 0);
    scene.call(TEXT, "SetTextInputType", 4711, 3);
    assertNull(scene.wishes.poll());
  }

  @Test
  void thereIsNoGamepad() {
    byte[] full = new byte[PpbGamepad.SAMPLE_BYTES];
    java.util.Arrays.fill(full, (byte) 7);
    for (int instance : new int[] {Scene.INSTANCE, 4711}) {
      int at = scene.module.blob(full);
      scene.call("PPB_Gamepad;1.0", "Sample", instance, at);
      assertArrayEquals(new byte[full.length], scene.module.read(at, full.length));
    }
    scene.call("PPB_Gamepad;1.0", "Sample", Scene.INSTANCE, -8);
  }
}
