package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import javafx.scene.image.PixelReader;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import org.halite.app.window.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sample bricks, played by somebody who looks at its picture and moves the mouse. */
@Timeout(300)
class BricksTest {
  private static final int BALL = 0xf4f7fa;
  private static final int PADDLE = 0x59b9dd;
  private static final int TOP_BRICK = 0xff7a6b;
  private static final int LOWEST_BRICK = 0x9d8fe0;
  private static final int COLUMNS = 12;
  private static final int POINTS_OF_LOWEST = 10;
  private static final int FIELD_TOP = 45;
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;

  @TempDir Path folder;
  private final HeardSound heard = new HeardSound();
  private LivePage page;
  private int left;
  private int top;

  private LivePage open() throws Exception {
    Samples.layOut("bricks", folder);
    page = new LivePage(folder, "bricks/index.html", "module", heard, 1000, 820);
    page.await("state !== null");
    left = number("Math.round(module.getBoundingClientRect().left)");
    top = number("Math.round(module.getBoundingClientRect().top)");
    return page;
  }

  private int number(String script) throws InterruptedException {
    return ((Number) page.js(script)).intValue();
  }

  private void moveMouse(double x, double y) throws InterruptedException {
    page.touch(
        (robot, pageLeft, pageTop) -> robot.mouseMove(pageLeft + left + x, pageTop + top + y));
  }

  private void click() throws InterruptedException {
    page.touch((robot, pageLeft, pageTop) -> robot.mouseClick(MouseButton.PRIMARY));
  }

  private void key(KeyCode code) throws InterruptedException {
    page.touch((robot, pageLeft, pageTop) -> robot.keyType(code));
  }

  /** The leftmost place of a colour in the game, in the topmost row that has it; null for none. */
  private int[] find(WritableImage picture, int colour, int from, int to) {
    PixelReader pixels = picture.getPixelReader();
    for (int y = from; y < to; y++) {
      for (int x = 0; x < WIDTH; x++) {
        if ((pixels.getArgb(left + x, top + y) & 0xffffff) == colour) {
          return new int[] {x, y};
        }
      }
    }
    return null;
  }

  private int[] find(int colour, int from) throws InterruptedException {
    int[] place = find(page.picture(), colour, from, HEIGHT);
    return place == null ? fail("nothing of " + Integer.toHexString(colour)) : place;
  }

  /** Bricks of a row that the picture shows. */
  private int standing(WritableImage picture, int y, int colour) {
    int bricks = 0;
    for (int column = 0; column < COLUMNS; column++) {
      int shown = picture.getPixelReader().getArgb(left + 32 + 48 * column + 24, top + y);
      bricks += (shown & 0xffffff) == colour ? 1 : 0;
    }
    return bricks;
  }

  @Test
  void aGameIsPlayedWithTheMouseAndTheScoreIsWhatThePictureShows() throws Exception {
    try (LivePage opened = open()) {
      WritableImage first = opened.picture();
      assertEquals(COLUMNS, standing(first, 70, TOP_BRICK));
      assertEquals(COLUMNS, standing(first, 170, LOWEST_BRICK));
      moveMouse(320, 300);
      click();
      opened.await("state.phase === 'playing'");
      long end = System.nanoTime() + 120_000_000_000L;
      while (number("state.score") < 6 * POINTS_OF_LOWEST) {
        assertTrue(
            System.nanoTime() < end, "nothing is hit: " + opened.js("JSON.stringify(state)"));
        if (opened.js("state.phase").equals("ready")) {
          click();
        }
        int[] ball = find(opened.picture(), BALL, FIELD_TOP, HEIGHT);
        if (ball != null) {
          moveMouse(ball[0] + 6, 300);
        }
      }
      key(KeyCode.P);
      opened.await("state.phase === 'paused'");
      WritableImage now = opened.picture();
      Picture.write(now, Path.of("target", "bricks.png"));
      int score = number("state.score");
      int missing = 0;
      int points = 0;
      int[] colours = {0xff7a6b, 0xf2a04b, 0xf2d14b, 0x8fd0a8, 0x59b9dd, 0x9d8fe0};
      for (int row = 0; row < colours.length; row++) {
        int gone = COLUMNS - standing(now, 70 + 20 * row, colours[row]);
        missing += gone;
        points += gone * 10 * (colours.length - row);
      }
      assertEquals(score, points, missing + " bricks are gone in the picture");
      assertEquals(Integer.toString(score), opened.js("byId('score').textContent"));
      assertTrue(loudest(heard.await(2 * 44_100, 0)) > 1000, "the ball was heard");
    }
  }

  private static double loudest(double[] samples) {
    double most = 0;
    for (double sample : samples) {
      most = Math.max(most, Math.abs(sample));
    }
    return most;
  }

  @Test
  void keysMoveThePaddleAndTheRestIsThePages() throws Exception {
    try (LivePage opened = open()) {
      opened.js("module.focus()");
      int before = find(PADDLE, 400)[0];
      opened.touch((robot, x, y) -> robot.keyPress(KeyCode.LEFT));
      opened.await("true");
      long end = System.nanoTime() + 20_000_000_000L;
      while (find(PADDLE, 400)[0] > before - 50) {
        assertTrue(System.nanoTime() < end, "the paddle does not move");
      }
      opened.touch((robot, x, y) -> robot.keyRelease(KeyCode.LEFT));
      key(KeyCode.SPACE);
      opened.await("state.phase === 'playing'");
      assertNotEquals(before, find(PADDLE, 400)[0]);
      opened.js("window.typed = 0; addEventListener('keydown', e => typed += e.keyCode === 81)");
      key(KeyCode.Q);
      opened.await("typed === 1");
    }
  }

  @Test
  void aBallThatNobodyCatchesIsLostAndTheThirdEndsTheGame() throws Exception {
    try (LivePage opened = open()) {
      for (int lives = 2; lives >= 0; lives--) {
        moveMouse(10, 300);
        click();
        opened.await("state.phase === 'playing'");
        moveMouse(600, 300); // it comes down elsewhere, sooner or later
        long end = System.nanoTime() + 60_000_000_000L;
        while (number("state.lives") > lives) {
          assertTrue(System.nanoTime() < end, "the ball never comes down");
          int[] ball = find(opened.picture(), BALL, FIELD_TOP, HEIGHT);
          moveMouse(ball != null && ball[0] > WIDTH / 2 ? 10 : 630, 300);
        }
      }
      opened.await("state.phase === 'over'");
      click();
      opened.await("state.phase === 'ready' && state.lives === 3 && state.score === 0");
    }
  }

  @Test
  void theGameRestsWhenTheElementLosesTheKeyboard() throws Exception {
    try (LivePage opened = open()) {
      moveMouse(320, 300);
      click();
      opened.await("state.phase === 'playing'");
      opened.js("module.blur()");
      opened.await("state.phase === 'paused'");
      int[] still = find(BALL, FIELD_TOP);
      Thread.sleep(300);
      int[] later = find(BALL, FIELD_TOP);
      assertEquals(still[0], later[0]);
      assertEquals(still[1], later[1]);
      click();
      opened.await("state.phase === 'playing'");
    }
  }
}
